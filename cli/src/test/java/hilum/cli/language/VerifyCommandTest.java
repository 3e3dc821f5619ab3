package hilum.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final String FAITHFUL =
            "{\"id\": \"a\", \"kind\": \"SIMILAR\", \"original\": {\"findings\": \"Small left effusion. No pneumothorax.\"},"
                    + " \"text\": \"A small pleural effusion on the left; pneumothorax is absent.\"}\n";
    private static final String CORRUPTED =
            "{\"id\": \"b\", \"kind\": \"SIMILAR\", \"original\": {\"findings\": \"Small left effusion. No pneumothorax.\"},"
                    + " \"text\": \"A small pleural effusion on the right; pneumothorax is absent.\"}\n";

    @TempDir Path folder;

    private Run run(String content, String... options) throws Exception {
        return Run.of(
                "verify", Files.writeString(folder.resolve("rewrites.jsonl"), content), options);
    }

    @Test
    void aFaithfulRewriteIsAcceptedAndACorruptedOneRejectedWithBothSentences() throws Exception {
        Run run = run(FAITHFUL + CORRUPTED);

        List<String> lines = run.out().lines().toList();
        JsonNode first = Output.JSON.readTree(lines.get(0));
        JsonNode second = Output.JSON.readTree(lines.get(1));
        assertThat(run.code()).isZero();
        assertThat(first.path("verdict").asText()).isEqualTo("accepted");
        assertThat(second.path("verdict").asText()).isEqualTo("rejected");
        assertThat(second.path("evidence").toString())
                .contains("Small left effusion.", "on the right");
    }

    @Test
    void explainShowsBothTextsAndTheEvidence() throws Exception {
        Run run = run(CORRUPTED, "--explain");

        assertThat(run.out()).contains("b SIMILAR", "rejected", "right", "side:");
    }

    @Test
    void aLineThatIsNoRewriteIsNamedByItsNumber() throws Exception {
        Run noKind =
                run(
                        FAITHFUL
                                + "{\"id\": \"c\", \"original\": {\"findings\": \"x\"}, \"text\": \"y\"}\n");
        Run noJson = run(FAITHFUL + FAITHFUL + "{\"id\": \n");
        Run noOriginal = run("{\"id\": \"d\", \"kind\": \"SPLIT\", \"text\": \"y\"}\n");

        assertThat(noKind.code()).isEqualTo(1);
        assertThat(noKind.err()).contains("line 2", "kind", "PRIOR_OMITTED");
        assertThat(noJson.err()).contains("line 3", "not JSON");
        assertThat(noOriginal.err()).contains("line 1", "no original");
    }
}
