package hilum.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadCommandTest {
    @TempDir Path folder;

    private Run run(String content, String... options) throws Exception {
        return Run.of("read", Files.writeString(folder.resolve("reports.jsonl"), content), options);
    }

    @Test
    void aReportIsALineOfLabelsAndAssertions() throws Exception {
        Run run =
                run(
                        "{\"id\": \"a\", \"findings\": \"  Small left effusion. No pneumothorax.\", \"indication\": \"Pneumonia?\"}\n");

        JsonNode read = run.line(0);
        assertThat(run.code()).isZero();
        assertThat(read.path("chexpert"))
                .isEqualTo(
                        Output.JSON.readTree(
                                "{\"Pleural Effusion\": \"positive\", \"Pneumothorax\": \"negative\"}"));
        assertThat(read.path("chestxray14")).hasSize(15);
        assertThat(read.path("chestxray14").path("Effusion").asBoolean()).isTrue();
        assertThat(read.path("chestxray14").path("normal").asBoolean(true)).isFalse();
        assertThat(read.path("assertions").path(0))
                .isEqualTo(
                        Output.JSON.readTree(
                                "{\"finding\": \"pleural effusion\", \"polarity\": \"present\", \"side\": \"left\", \"severity\": \"small\", \"section\": \"findings\", \"start\": 13, \"end\": 21}"));
    }

    @Test
    void offsetsCountCharactersNotHalvesOfThem() throws Exception {
        Run run = run("{\"id\": \"a\", \"impression\": \"\uD83E\uDEC1 Edema.\"}\n");

        JsonNode edema = run.line(0).path("assertions").path(0);
        assertThat(edema.path("start").asInt()).isEqualTo(2);
        assertThat(edema.path("end").asInt()).isEqualTo(7);
    }

    @Test
    void aLineThatIsNoReportStopsWithItsNumber() throws Exception {
        String good = "{\"id\": \"a\", \"impression\": \"Normal chest.\"}\n";

        Run cut = run(good + "{\"id\": \"b\", \"impre\n");
        Run number = run(good + "{\"id\": \"b\", \"impression\": 5}\n");
        Run empty = run(good + "\n{\"id\": \"b\"}\n");

        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.err()).contains("line 2 is not JSON");
        assertThat(cut.out().lines()).hasSize(1);
        assertThat(number.err()).contains("line 2 (id 'b') has a impression that is no string");
        assertThat(empty.err()).contains("line 3 (id 'b') has neither findings nor impression");
    }

    @Test
    void aLexiconOfOnesOwnAddsTermsAndIsNamedWhereItIsWrong() throws Exception {
        String report = "{\"id\": \"a\", \"impression\": \"Left zorb.\"}\n";
        Path own = Files.createDirectory(folder.resolve("own"));
        Files.writeString(own.resolve("devices.txt"), "zorb device | Support Devices | zorb\n");

        Run read = run(report, "--lexicon", own.toString());
        Files.writeString(own.resolve("devices.txt"), "# mine\nzorb device\n");
        Run wrong = run(report, "--lexicon", own.toString());

        assertThat(read.line(0).path("assertions").path(0).path("device").asText())
                .isEqualTo("zorb device");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("devices.txt line 2", "3 columns are needed, not 1");
    }
}
