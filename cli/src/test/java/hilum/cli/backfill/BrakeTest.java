package hilum.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.cli.archive.Archive;
import hilum.cli.backfill.Backlog.Behind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrakeTest {
    @TempDir Path folder;

    @Test
    void aDoorThatGetsSlowIsLeftMostlyFree() throws Exception {
        Duration within = Duration.ofMillis(20);
        Duration slow = Duration.ofMillis(120);
        AtomicLong busy = new AtomicLong();
        Instant begun = Instant.now();

        send(
                number -> {
                    Duration takes = number < 30 ? Duration.ofMillis(5) : slow;
                    Thread.sleep(takes);
                    busy.addAndGet(number < 30 ? 0 : takes.toMillis());
                    return Outcome.taken();
                },
                100,
                new Brake(Double.POSITIVE_INFINITY, within, Optional.empty(), 0));

        // Six connections that never rest would have six on their way all the time.
        long took = Duration.between(begun, Instant.now()).toMillis();
        assertThat((double) busy.get() / took).isLessThan(3);
    }

    @Test
    void anAnswerInTimeCostsNothingAndARestIsBounded() {
        Brake brake = new Brake(1, Duration.ofMillis(500), Optional.empty(), 0);

        assertThat(brake.rest(Duration.ofMillis(500))).isZero();
        assertThat(brake.rest(Duration.ofMillis(700))).isEqualTo(Duration.ofMillis(600));
        assertThat(brake.rest(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void nothingIsSentWhileAStageStands() throws Exception {
        int most = 100;
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger questions = new AtomicInteger();
        AtomicInteger meanwhile = new AtomicInteger();
        Backlog stages =
                () -> {
                    boolean queue = questions.incrementAndGet() <= 3;
                    meanwhile.set(queue ? sent.get() : meanwhile.get());
                    return Optional.of(new Behind("embedding-service", queue ? 5 * most : 0));
                };

        send(
                number -> {
                    sent.incrementAndGet();
                    return Outcome.taken();
                },
                120,
                new Brake(
                        Double.POSITIVE_INFINITY,
                        Duration.ofSeconds(1),
                        Optional.of(stages),
                        most));

        assertThat(meanwhile.get()).as("what is free before the first question").isEqualTo(most);
        assertThat(sent.get()).isEqualTo(108);
    }

    private void send(Door<Integer> door, int many, Brake brake) throws Exception {
        Path file = Files.writeString(folder.resolve("numbers"), "");
        Archive<Integer> archive = new Numbers(file, many);
        new Backfill<>(archive, () -> door, brake, Optional.empty(), true).run(true);
    }
}
