package hilum.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    @TempDir Path folder;
    private Home home;

    /** Ready as soon as it is asked. */
    private static final Probe ALWAYS = new Probe.All(List.of());

    @BeforeEach
    void prepare() {
        home = new Home(folder);
        home.prepare(OptionalLong.empty());
    }

    private Keeper keeper(String... command) {
        return new Keeper(
                new Component("child", List.of(command), Map.of(), folder, ALWAYS), home, INTERVAL);
    }

    @Test
    void aKilledProcessIsStartedAgainAndCounted() {
        try (Keeper keeper = keeper("sleep", "600")) {
            keeper.start();
            await().until(keeper::isReady);
            long before = keeper.status().pid();

            keeper.kill();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> keeper.isReady() && keeper.status().pid() != before);
            assertThat(keeper.status().restarts()).isEqualTo(1);
        }
    }

    @Test
    void aProcessThatEndsAtOnceIsStartedLessAndLessOften() {
        try (Keeper keeper = keeper("false")) {
            keeper.start();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> keeper.status().health().contains("starts again after 2 s"));
            assertThat(keeper.status().state()).isEqualTo(Keeper.State.CRASHED);
            assertThat(keeper.status().health()).contains("code 1").contains("child.log");
        }
    }

    @Test
    void aStoppedProcessIsGoneAndStaysDown() {
        try (Keeper keeper = keeper("sleep", "600")) {
            keeper.start();
            await().until(keeper::isReady);
            ProcessHandle process = ProcessHandle.of(keeper.status().pid()).orElseThrow();

            keeper.stop();

            assertThat(process.isAlive()).isFalse();
            assertThat(keeper.status().state()).isEqualTo(Keeper.State.STOPPED);
            assertThat(home.pidFile("child")).doesNotExist();
        }
    }

    @Test
    void aProgramThatIsAbsentIsNamed() {
        try (Keeper keeper = keeper("/nowhere/program")) {
            keeper.start();

            await().until(() -> keeper.status().health().contains("/nowhere/program"));
        }
    }

    @Test
    void whatAKilledSupervisorLeftIsFoundByItsNote() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        PidFile note = new PidFile(home.pidFile("left"));
        note.write(left.toHandle());

        assertThat(note.process()).contains(left.toHandle());
        PidFile.end(left.toHandle());
        assertThat(note.process()).isEmpty();
    }

    @Test
    void aNoteOfAnotherProcessWithTheSameNumberIsNotBelieved() throws Exception {
        Path path = home.pidFile("old");
        Files.writeString(path, ProcessHandle.current().pid() + " 12345");

        assertThat(new PidFile(path).process()).isEmpty();
    }
}
