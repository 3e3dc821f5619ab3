package hilum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HilumTest {
    @TempDir Path folder;

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(Hilum.execute("fly")).isEqualTo(2);
        assertThat(Hilum.execute()).isEqualTo(2);
        assertThat(Hilum.execute("demo", "--rounds", "0", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(Hilum.execute("follow", "cxr.studies.v1", "--from", "somewhere")).isEqualTo(2);
        assertThat(Hilum.execute("find-message", "MSG-1")).isEqualTo(2);
        assertThat(Hilum.execute("find-message", "--sender", "north")).isEqualTo(2);
        assertThat(Hilum.execute("up", "--only", "ingest", "--home", folder.toString()))
                .isEqualTo(2);
        assertThat(Hilum.execute("erase", "CXR1")).isEqualTo(2);
        assertThat(Hilum.execute("erase", "--reason", "error")).isEqualTo(2);
        assertThat(Hilum.execute("erase", "CXR1", "--study", "a", "--reason", "error"))
                .isEqualTo(2);
        assertThat(Hilum.execute("erase", "CXR1", "--reason", "error", "--wait", "soon"))
                .isEqualTo(2);
    }

    @Test
    void aCommandThatNeedsAStackEndsWithThreeWhereNoneRuns() {
        assertThat(Hilum.execute("status", "--home", folder.toString(), "--port-base", "40100"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models list",
                "models show m-1",
                "models promote m-1",
                "models reject m-1",
                "models rollback",
                "models announce m-1",
                "erase CXR1 --site north --reason error --wait 5s",
                "find-message --sender north MSG-1",
                "dead-letters list",
                "dead-letters show cxr.dead-letters.v1-0-1",
                "dead-letters replay cxr.dead-letters.v1-0-1"
            })
    void aSubcommandFindsItsHomeAndItsArguments(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--home", folder.toString(), "--port-base", "40100"));

        assertThat(Hilum.execute(words.toArray(String[]::new))).isEqualTo(3);
    }

    @Test
    void stoppingWhatDoesNotRunIsDone() {
        assertThat(Hilum.execute("down", "--home", folder.toString(), "--port-base", "40100"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "down",
                "restart",
                "status",
                "logs",
                "send",
                "simulate",
                "follow",
                "search",
                "train",
                "models",
                "metrics",
                "dead-letters",
                "find-message",
                "erase",
                "encode",
                "llm"
            })
    void everyCommandHelpsWithAnExample(String command) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(Hilum.execute(command, "--help")).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Example:", "hilum " + command);
    }

    @Test
    void aModelThatCannotBeImportedLeavesNothing() throws java.io.IOException {
        java.nio.file.Path empty = java.nio.file.Files.createDirectory(folder.resolve("empty"));
        String home = folder.resolve("home").toString();

        assertThat(Hilum.execute("models", "import", empty.toString(), "--home", home))
                .isEqualTo(1);
        assertThat(Hilum.execute("models", "import", home + "/none", "--home", home)).isEqualTo(2);
        assertThat(Hilum.execute("models", "export", "none", home + "/out", "--home", home))
                .isEqualTo(2);
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void anOptionNamedVersionDoesNotHideTheHelp() {
        assertThat(Hilum.execute("models", "import", "--help")).isZero();
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(Output.table(List.of(List.of("a", "bb"), List.of("ccc", "d"))))
                .isEqualTo("a    bb\nccc  d");
    }
}
