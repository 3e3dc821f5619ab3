package hilum.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Hilum;
import hilum.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantsCommandTest {
    private static final String REPORT =
            "{\"id\": \"a\", \"findings\": \"Small left effusion. No pneumothorax or fracture.\","
                    + " \"impression\": \"Small left pleural effusion.\"}\n";

    @TempDir Path folder;

    private record Run(int code, String out, String err) {
        List<JsonNode> lines() throws Exception {
            List<JsonNode> lines = new java.util.ArrayList<>();
            for (String line : out.lines().toList()) {
                lines.add(Output.JSON.readTree(line));
            }
            return lines;
        }
    }

    private Run run(String content, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("reports.jsonl"), content);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            List<String> args = new java.util.ArrayList<>(List.of("variants"));
            args.addAll(List.of(options));
            args.add(file.toString());
            int code = Hilum.execute(args.toArray(String[]::new));
            return new Run(
                    code,
                    printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
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
