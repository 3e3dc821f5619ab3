package hilum.radiology.variant.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The verifier on boldly reworded reports, faithful ones and ones that are wrong in one place. */
class RewritesTest {

    private static final Verifier VERIFIER = new Verifier();

    private record Judged(
            String id, VariantKind kind, boolean faithful, String category, Verdict verdict) {}

    private static List<Judged> judge(String file) throws IOException {
        var judged = new ArrayList<Judged>();
        try (var in = RewritesTest.class.getResourceAsStream("/hilum/radiology/rewrites/" + file)) {
            var json = new ObjectMapper();
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                var report = json.readTree(line);
                for (var rewrite : report.get("variants")) {
                    judged.add(judge(report, rewrite));
                }
            }
        }
        return judged;
    }

    private static Judged judge(JsonNode report, JsonNode rewrite) {
        var kind = VariantKind.valueOf(rewrite.get("kind").asText());
        var of = rewrite.get("of").asText();
        boolean both = of.equals("report") || kind == VariantKind.ERROR;
        var original =
                new Report(
                        of.equals("indication") ? report.path("indication").asText() : "",
                        "",
                        "",
                        both || of.equals("findings") ? report.path("findings").asText("") : "",
                        both || of.equals("impression")
                                ? report.path("impression").asText("")
                                : "");
        return new Judged(
                report.get("id").asText(),
                kind,
                rewrite.get("faithful").asBoolean(),
                rewrite.path("category").asText(""),
                VERIFIER.verifyPart(kind, original, rewrite.get("text").asText()));
    }

    private static double share(List<Judged> of, boolean accepted) {
        return of.stream().filter(j -> j.verdict().accepted() == accepted).count()
                / (double) of.size();
    }

    private static List<Judged> faithful(List<Judged> of, boolean faithful) {
        return of.stream().filter(j -> j.faithful() == faithful).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "reports.jsonl, 0.98",
        "more.jsonl, 0.97",
        "academic.jsonl, 0.95",
        "community.jsonl, 0.97",
        "international.jsonl, 0.88",
        "bold.jsonl, 0.97",
        "notes.jsonl, 0.86",
        "mixed.jsonl, 0.89",
        "similar.jsonl, 0.90",
        "unseen.jsonl, 0.95",
        "further.jsonl, 0.97",
        "unread.jsonl, 0.97",
        "latest.jsonl, 0.94",
        "blind-one.jsonl, 0.96",
        "blind-two.jsonl, 0.94",
        "blind-three.jsonl, 0.96",
        "emergency.jsonl, 0.97",
        "corpora.jsonl, 0.97",
        "editor.jsonl, 0.90",
        "benchmark.jsonl, 0.91",
        "generated.jsonl, 0.90",
        "teacher.jsonl, 0.91"
    })
    void wrongRewritesAreRefusedAndFaithfulOnesAccepted(String file, double faithful)
            throws IOException {
        var judged = judge(file);

        assertThat(share(faithful(judged, false), false)).isGreaterThanOrEqualTo(0.97);
        assertThat(share(faithful(judged, true), true)).isGreaterThanOrEqualTo(faithful);
    }

    @ParameterizedTest
    @EnumSource(VariantKind.class)
    void noKindIsRefusedWholesale(VariantKind kind) throws IOException {
        var ofKind = judge("reports.jsonl").stream().filter(j -> j.kind() == kind).toList();

        assertThat(share(faithful(ofKind, false), false)).isGreaterThanOrEqualTo(0.97);
        assertThat(share(faithful(ofKind, true), true)).isGreaterThanOrEqualTo(0.75);
    }

    @Test
    void aRefusalAlwaysSaysWhy() throws IOException {
        var refused = judge("reports.jsonl").stream().filter(j -> !j.verdict().accepted()).toList();

        assertThat(refused)
                .allSatisfy(j -> assertThat(j.verdict().evidence()).as(j.id()).isNotEmpty());
    }
}
