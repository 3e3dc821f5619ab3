package hilum.radiology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.rules.ErrorMirror;
import hilum.radiology.variant.rules.RuleVariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reader and the rules on the real reports of Open-I. */
class OpenICorpusTest {

    private static Path folder;
    private static Map<String, Report> reports;

    @BeforeAll
    static void readCorpus() throws IOException {
        var found = OpenI.folder();
        assumeTrue(
                found.isPresent(),
                "Open-I is not here: name its folder in the system property hilum.openi");
        folder = found.get();
        reports = OpenI.reports(folder);
    }

    @Test
    void nearlyEveryReportHasThreeErrorsWithAMirrorEach() {
        var complete =
                reports.entrySet().stream()
                        .filter(
                                e ->
                                        !e.getValue().findings().isEmpty()
                                                && !e.getValue().impression().isEmpty())
                        .toList();
        int three = 0;
        int errors = 0;
        int mirrors = 0;
        for (var study : complete) {
            var written =
                    RuleVariants.of(study.getValue(), RuleVariants.seed(study.getKey())).stream()
                            .filter(v -> v.kind() == VariantKind.ERROR)
                            .toList();
            three += written.size() == RuleVariants.ERRORS ? 1 : 0;
            errors += written.size();
            mirrors +=
                    (int)
                            written.stream()
                                    .filter(
                                            e ->
                                                    ErrorMirror.mirrored(study.getValue(), e)
                                                            .isPresent())
                                    .count();
        }

        assertThat(three).isGreaterThan(complete.size() * 95 / 100);
        assertThat(mirrors).isGreaterThan(errors * 95 / 100);
    }
}
