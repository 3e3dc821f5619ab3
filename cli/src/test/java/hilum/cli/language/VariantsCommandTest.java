package hilum.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantsCommandTest {
    private static final String REPORT =
            "{\"id\": \"a\", \"findings\": \"Small left effusion. No pneumothorax or fracture.\","
                    + " \"impression\": \"Small left pleural effusion.\"}\n";

    @TempDir Path folder;

    private Run run(String content, String... options) throws Exception {
        return Run.of(
                "variants", Files.writeString(folder.resolve("reports.jsonl"), content), options);
    }

    @Test
    void eachVariantIsALineWithItsVerdict() throws Exception {
        Run run = run(REPORT);

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            assertThat(line.path("id").asText()).isEqualTo("a");
                            assertThat(line.path("generator").asText()).startsWith("rules/");
                            assertThat(line.path("verdict").asText()).isIn("accepted", "rejected");
                            assertThat(line.path("evidence").isArray()).isTrue();
                            assertThat(line.has("category"))
                                    .isEqualTo(line.path("kind").asText().equals("ERROR"));
                        });
        assertThat(run.lines()).anyMatch(line -> line.path("kind").asText().equals("SPLIT"));
    }

    @Test
    void onlyTheKindsAskedForArePrinted() throws Exception {
        assertThat(run(REPORT, "--kind", "error").lines())
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.path("kind").asText().equals("ERROR"));
    }

    @Test
    void explainShowsBothTextsAndTheEvidence() throws Exception {
        Run run = run(REPORT, "--explain", "--kind", "SPLIT");

        assertThat(run.out()).contains("a SPLIT-1", "accepted", " | ", "every statement");
    }

    @Test
    void aLineThatIsNoReportIsNamed() throws Exception {
        Run run = run(REPORT + "\n{\"id\": \"b\", \"indication\": \"Cough.\"}\n");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("reports.jsonl line 3 (id 'b') has neither findings nor impression");
    }
}
