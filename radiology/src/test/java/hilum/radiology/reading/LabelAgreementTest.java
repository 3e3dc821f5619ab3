package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hilum.radiology.OpenI;
import hilum.radiology.Report;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reader against the human labels of Open-I; {@code hilum bench reader} prints the figures. */
class LabelAgreementTest {

    private static final ReportReader READER = new ReportReader();
    private static Map<String, Report> reports;
    private static List<Labelled> labelled;

    /** A report's labels; {@code normal} beside the findings. */
    private record Labelled(String study, Set<String> labels) {}

    @BeforeAll
    static void readCorpus() throws IOException {
        var folder = OpenI.folder();
        assumeTrue(
                folder.isPresent(),
                "Open-I is not here: name its folder in the system property hilum.openi");
        reports = OpenI.reports(folder.get());
        labelled = labels(folder.get().resolve("labels-dev.csv"));
    }

    @Test
    void fourteenFindingsAgreeOverall() {
        var agreement = agreement(Labels.CHEST_XRAY14, labelled);

        assertThat(agreement.together().f1()).as("micro-F1").isGreaterThan(0.92);
        assertThat(agreement.macroF1(20)).as("macro-F1").isGreaterThan(0.91);
    }

    @Test
    void theFifthThatNothingWasLearntFromAgreesAsWell() {
        var last = labelled.stream().filter(l -> heldBack(l.study())).toList();

        var agreement = agreement(Labels.CHEST_XRAY14, last);

        assertThat(last).hasSizeBetween(500, 750);
        assertThat(agreement.together().f1()).as("micro-F1").isGreaterThan(0.92);
    }

    @Test
    void whatIsLabelledNormalReadsAsNormal() {
        var agreement = agreement(List.of("normal"), labelled);

        assertThat(agreement.together().f1()).isGreaterThan(0.9);
    }

    private static Agreement agreement(List<String> labels, List<Labelled> over) {
        var agreement = new Agreement(labels);
        for (var study : over) {
            var assertions = READER.read(reports.get(study.study()));
            var read = new HashSet<>(Labels.chestXray14(assertions));
            if (Labels.normal(assertions)) {
                read.add("normal");
            }
            agreement.add(study.labels(), read);
        }
        return agreement;
    }

    private static List<Labelled> labels(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var names = lines.getFirst().split(",");
        var all = new ArrayList<Labelled>();
        for (var line : lines.subList(1, lines.size())) {
            var cells = line.split(",");
            var labels = new HashSet<String>();
            for (int k = 1; k < cells.length; k++) {
                if (cells[k].equals("1")) {
                    labels.add(names[k]);
                }
            }
            all.add(new Labelled(cells[0], labels));
        }
        return all;
    }

    /** First eight bytes of the SHA-256 of the id, modulo 5. */
    private static boolean heldBack(String study) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(study.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOf(hash, 8)).mod(BigInteger.valueOf(5)).signum()
                    == 0;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
