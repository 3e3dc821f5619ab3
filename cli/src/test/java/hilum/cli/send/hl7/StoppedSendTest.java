package hilum.cli.send.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.ForkedHilum;
import hilum.cli.Output;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hilum send} as a process of its own with little memory, stopped in all ways. */
@Timeout(300)
class StoppedSendTest {
    private static final String MESSAGE =
            "MSH|^~\\&|RIS|NORTH|||20240101||ORU^R01|%06d|P|2.5\rPID|1||7\rOBR|1||A%d|36643-5^Chest\rOBX|1|TX|IMP||%s\r";
    private static final String TEXT =
            "No focal consolidation, effusion or pneumothorax. ".repeat(8);

    @TempDir Path folder;

    @Test
    void threeHundredThousandMessagesPassThroughLittleMemory() throws Exception {
        int messages = 300_000;
        Path file = file(messages);
        try (MllpReceiver receiver = new MllpReceiver(id -> "AA|" + id)) {

            ForkedHilum send = send(file, receiver);

            assertThat(send.exit()).describedAs(send.said()).isZero();
            assertThat(receiver.received()).hasSize(messages);
            assertThat(Output.JSON.readTree(send.result()).path("accepted").asInt())
                    .isEqualTo(messages);
            assertThat(bookmark()).doesNotExist();
        }
    }

    @Test
    void afterCtrlCTheSameCommandGoesOnWithoutAMessageTwice() throws Exception {
        assumeThat(ForkedHilum.ignoresInterrupts()).describedAs("SIGINT is ignored here").isFalse();
        Stop stop = stopAndGoOn("INT");

        assertThat(stop.first.exit()).isEqualTo(130);
        assertThat(stop.first.said()).contains("the same command goes on there");
        assertThat(stop.twice).isZero();
    }

    @Test
    void afterAKillWhatLiesBehindTheBookmarkIsNotSentAgain() throws Exception {
        Stop stop = stopAndGoOn("KILL");

        assertThat(stop.twice).isLessThanOrEqualTo(stop.sent - stop.bookmarked);
    }

    /**
     * What came of a stop in mid-way.
     *
     * @param sent messages that came before the stop
     * @param bookmarked messages before the bookmark
     * @param twice messages that came twice
     */
    private record Stop(ForkedHilum first, long sent, long bookmarked, long twice) {}

    private Stop stopAndGoOn(String signal) throws Exception {
        int messages = 12_000;
        Path file = file(messages);
        AtomicInteger answers = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        try (MllpReceiver receiver =
                new MllpReceiver(
                        id -> answer(id, answers.incrementAndGet() > 5_000 && !stopped.get()))) {
            ForkedHilum first = send(file, receiver);
            while ((receiver.received().size() < 5_000 || !Files.exists(bookmark()))
                    && first.isAlive()) {
                Thread.sleep(20);
            }
            first.signal(signal);
            first.exit();
            stopped.set(true);
            int sent = receiver.received().size();
            assertThat(bookmark()).describedAs(first.said()).exists();
            String content = Files.readString(bookmark());
            assertThat(content).contains("REFUSED").doesNotContain("Doe", "archive");
            JsonNode bookmark = Output.JSON.readTree(content);
            long done = bookmark.path("done").asLong();
            assertThat(done).isPositive().isLessThan(messages);

            ForkedHilum second = send(file, receiver);

            assertThat(second.exit()).describedAs(second.said()).isEqualTo(1); // some are refused
            assertThat(second.said()).contains("Going on after " + done + " messages");
            JsonNode account = Output.JSON.readTree(second.result());
            assertThat(account.path("earlier").asLong()).isEqualTo(done);
            assertThat(account.path("refused").asInt()).isEqualTo(messages / 100);
            assertThat(account.path("accepted").asInt()).isEqualTo(messages - messages / 100);
            assertThat(receiver.received()).hasSize(messages);
            assertThat(bookmark()).doesNotExist();
            for (long before = 0; before < done; before++) {
                assertThat(receiver.received().get("%06d".formatted(before))).isEqualTo(1);
            }
            long twice = receiver.received().values().stream().filter(count -> count > 1).count();
            return new Stop(first, sent, done, twice);
        }
    }

    /**
     * Every hundredth is refused; the answers take their time and come in another order.
     *
     * @param late so late that the stop comes before the last one, however slow this machine is
     */
    private static String answer(String id, boolean late) {
        int number = Integer.parseInt(id);
        int microseconds = number % 7 == 0 ? 4_000 : 800;
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(late ? 40_000 : microseconds));
        return number % 100 == 0 ? "AR|" + id + "|OBR-3 of Jane Doe is missing" : "AA|" + id;
    }

    private ForkedHilum send(Path file, MllpReceiver receiver) throws IOException {
        return ForkedHilum.start(
                folder,
                "send",
                file.toString(),
                "--mllp",
                "127.0.0.1:" + receiver.address().getPort(),
                "--home",
                folder.toString(),
                "--bookmark",
                bookmark().toString(),
                "--json");
    }

    private Path bookmark() {
        return folder.resolve("bookmark.json");
    }

    private Path file(int messages) throws IOException {
        Path file = folder.resolve("archive.hl7");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < messages; i++) {
                out.write(MESSAGE.formatted(i, i, TEXT));
            }
        }
        return file;
    }
}
