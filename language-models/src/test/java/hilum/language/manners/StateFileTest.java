package hilum.language.manners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir Path folder;

    private final HandClock clock = new HandClock(Instant.parse("2026-03-01T22:00:00Z"));

    private StateFile open() {
        return StateFile.open(folder.resolve("state"), 100, clock);
    }

    private Path file() {
        return folder.resolve("state").resolve("language-model.db");
    }

    @Test
    void anAnswerSurvivesARestart() {
        try (StateFile state = open()) {
            state.answers().put("study", "aa", "an answer");
        }
        try (StateFile state = open()) {
            assertThat(state.answers().get("other", "aa")).contains("an answer");
        }
    }

    @Test
    void anAnswerSurvivesAKill() throws IOException {
        Path copy = folder.resolve("copy");
        try (StateFile state = open()) {
            state.answers().put("study", "aa", "an answer");
            Files.createDirectories(copy);
            Files.copy(file(), copy.resolve(file().getFileName())); // what a kill would leave
        }
        try (StateFile state = StateFile.open(copy, 100, clock)) {
            assertThat(state.answers().get("study", "aa")).contains("an answer");
        }
    }

    @Test
    void aTornWriteCostsNoMoreThanItself() throws IOException {
        long whole;
        try (StateFile state = open()) {
            for (int i = 0; i < 20; i++) {
                state.answers().put("study", "%02x".formatted(i), noise(i));
            }
        }
        whole = Files.size(file());
        try (StateFile state = open()) {
            for (int i = 20; i < 40; i++) {
                state.answers().put("study", "%02x".formatted(i), noise(i));
            }
            Path copy = folder.resolve("torn");
            Files.createDirectories(copy);
            Path torn = copy.resolve(file().getFileName());
            Files.copy(file(), torn);
            try (RandomAccessFile tearing = new RandomAccessFile(torn.toFile(), "rw")) {
                long length = tearing.length();
                assertThat(length).isGreaterThan(whole);
                tearing.setLength(length - 1500);
            }
            try (StateFile again = StateFile.open(copy, 100, clock)) {
                assertThat(again.answers().get("study", "00")).contains(noise(0));
                assertThat(again.answers().size()).isGreaterThanOrEqualTo(20);
                again.answers().put("study", "ff", "goes on");
                assertThat(again.answers().get("study", "ff")).contains("goes on");
            }
        }
    }

    @Test
    void aFileOfGarbageIsSetAsideAndANewOneBegins() throws IOException {
        Files.createDirectories(file().getParent());
        byte[] garbage = new byte[20_000];
        new Random(1).nextBytes(garbage);
        Files.write(file(), garbage);

        try (StateFile state = open()) {
            state.answers().put("study", "aa", "an answer");
        }

        try (var files = Files.list(file().getParent())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.contains(".broken-"));
        }
    }

    @Test
    void twoProcessesCannotShareAFile() {
        try (StateFile state = open()) {
            assertThat(state.answers().size()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("other process");
        }
    }

    @Test
    void onlyItsOwnerReadsTheFolder() throws IOException {
        try (StateFile state = open()) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file().getParent())))
                    .isEqualTo("rwx------");
            assertThat(state.answers().size()).isZero();
        }
    }

    @Test
    void theOldestAnswersGoFirst() {
        try (StateFile state = StateFile.open(folder, 3, clock)) {
            for (int i = 0; i < 5; i++) {
                state.answers().put("study" + i, "0" + i, "answer " + i);
            }

            assertThat(state.answers().size()).isEqualTo(3);
            assertThat(state.answers().get("x", "00")).isEmpty();
            assertThat(state.answers().get("study4", "04")).contains("answer 4");
        }
    }

    @Test
    void aForgottenStudyTakesItsAnswersWithIt() {
        try (StateFile state = open()) {
            state.answers().put("one", "aa", "of one");
            state.answers().put("one", "bb", "of both");
            state.answers().put("two", "cc", "of two");
            assertThat(state.answers().get("two", "bb")).isPresent();

            state.answers().forget("two");

            assertThat(state.answers().get("one", "aa")).isPresent();
            assertThat(state.answers().get("one", "bb")).isEmpty();
            assertThat(state.answers().get("one", "cc")).isEmpty();
        }
    }

    @Test
    void usedTokensSurviveARestartAndEndAtMidnightInUtc() {
        try (StateFile state = open()) {
            assertThat(state.tokens().holdBack("north", 60, 100)).isTrue();
            assertThat(state.tokens().holdBack("north", 60, 100)).isFalse();
            assertThat(state.tokens().holdBack("south", 60, 100)).isTrue();
            state.tokens().settle("north", 60, 55);
            state.tokens().settle("south", 60, 0);
        }
        try (StateFile state = open()) {
            assertThat(state.tokens().used("north")).isEqualTo(55);
            assertThat(state.tokens().holdBack("north", 60, 100)).isFalse();

            clock.forward(Duration.ofHours(3));

            assertThat(state.tokens().holdBack("north", 60, 100)).isTrue();
            state.tokens().settle("north", 60, 10);
            assertThat(state.tokens().usedToday())
                    .containsOnlyKeys("north")
                    .containsEntry("north", 10L);
        }
    }

    private static String noise(int seed) {
        StringBuilder text = new StringBuilder();
        new Random(seed).ints(3000, 'a', 'z').forEach(c -> text.append((char) c));
        return text.toString();
    }

    /** A clock that a test sets. */
    private static final class HandClock extends Clock {
        private Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
