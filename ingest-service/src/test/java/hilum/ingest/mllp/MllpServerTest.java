package hilum.ingest.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.model.Message;
import hilum.ingest.hl7.Door;
import hilum.ingest.hl7.Messages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MllpServerTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Door door = new Door();
    private MllpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void hapisClientGetsItsAnswers() throws Exception {
        start(door.door);
        try (DefaultHapiContext context = new DefaultHapiContext()) {
            Message message = context.getPipeParser().parse(Messages.oru("2.5"));
            Connection connection = context.newClient("127.0.0.1", server.port(), false);

            Message answer = connection.getInitiator().sendAndReceive(message);

            assertThat(answer.encode()).contains("MSA|AA|MSG-1");
            connection.close();
        }
        assertThat(door.reports()).hasSize(1);
    }

    @Test
    void debiansMllpSendGetsItsAnswer(@TempDir Path folder) throws Exception {
        Optional<Path> program =
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(each -> Path.of(each, "mllp_send"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(program.isPresent(), "no mllp_send: install Debian's python3-hl7");
        start(door.door);
        Path message = Files.writeString(folder.resolve("report.hl7"), Messages.oru("2.5.1"));

        Process sender =
                new ProcessBuilder(
                                program.get().toString(),
                                "--loose",
                                "--file",
                                message.toString(),
                                "--port",
                                Integer.toString(server.port()),
                                "127.0.0.1")
                        .redirectErrorStream(true)
                        .start();

        String answer = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).contains("MSA|AA|MSG-1");
        assertThat(door.reports()).hasSize(1);
    }

    @Test
    void whoeverSendsAheadIsAnsweredInOrder() throws Exception {
        List<CompletableFuture<List<byte[]>>> held = new ArrayList<>();
        start(
                (frame, cut) -> {
                    CompletableFuture<List<byte[]>> answer = new CompletableFuture<>();
                    synchronized (held) {
                        held.add(answer);
                    }
                    return answer;
                });
        try (Socket sender = connect()) {
            send(sender, "one", "two", "three");
            await().until(() -> size(held) == 3);
            for (int i = 2; i >= 0; i--) {
                held.get(i).complete(List.of(("answer " + i).getBytes(StandardCharsets.UTF_8)));
            }

            assertThat(receive(sender)).isEqualTo("answer 0");
            assertThat(receive(sender)).isEqualTo("answer 1");
            assertThat(receive(sender)).isEqualTo("answer 2");
        }
    }

    private static int size(List<?> list) {
        synchronized (list) {
            return list.size();
        }
    }

    @Test
    void noiseBetweenFramesAndAMissingLastByteAreNoMatter() throws Exception {
        start(echo());
        try (Socket sender = connect()) {
            raw(
                    sender,
                    "\r\n\n  \u000Bone\u001C\u000Btwo\u001C\r\n\u000Bhalf of it\u000Bthree\u001C\r");

            assertThat(receive(sender)).isEqualTo("one");
            assertThat(receive(sender)).isEqualTo("two");
            assertThat(receive(sender)).isEqualTo("three");
        }
    }

    @Test
    void aFrameOverTheLimitIsCutAndTheNextIsWhole() throws Exception {
        start((frame, cut) -> answered((cut ? "cut at " : "whole ") + frame.length));
        try (Socket sender = connect()) {
            send(sender, "x".repeat(20_000), "short");

            assertThat(receive(sender)).isEqualTo("cut at 10000");
            assertThat(receive(sender)).isEqualTo("whole 5");
        }
    }

    @Test
    void aFrameWithoutEndClosesTheConnection() throws Exception {
        start(echo());
        try (Socket sender = connect()) {
            assertThatThrownBy(
                            () -> {
                                sender.getOutputStream().write(0x0B);
                                byte[] much = new byte[10_000];
                                java.util.Arrays.fill(much, (byte) 'x');
                                for (int i = 0; i < 1_000; i++) {
                                    sender.getOutputStream().write(much);
                                }
                            })
                    .isInstanceOf(SocketException.class);
        }
        await().untilAsserted(() -> assertThat(closed("broken-off")).isEqualTo(1));
    }

    @Test
    void oneConnectionTooManyIsClosedAndItsPlaceComesFree() throws Exception {
        start(echo());
        try (Socket one = connect();
                Socket two = connect()) {
            send(one, "a");
            send(two, "b");
            assertThat(receive(one)).isEqualTo("a");
            assertThat(receive(two)).isEqualTo("b");
            try (Socket three = connect()) {
                assertThat(ends(three)).isTrue();
            }
        }
        await().untilAsserted(() -> assertThat(closed("too-many-connections")).isEqualTo(1));
        await().untilAsserted(
                        () -> {
                            try (Socket again = connect()) {
                                send(again, "c");
                                assertThat(receive(again)).isEqualTo("c");
                            }
                        });
    }

    @Test
    void aSlowSenderHoldsUpNobodyAndIsClosed() throws Exception {
        start(echo());
        try (Socket slow = connect();
                Socket other = connect()) {
            raw(slow, "\u000BMSH|");
            send(other, "quick");

            assertThat(receive(other)).isEqualTo("quick");
            assertThat(ends(slow)).isTrue();
        }
        await().until(() -> closed("idle") >= 1);
    }

    @Test
    void manySlowLargeFramesHoldUpLargeOnesForATimeAndSmallOnesNever() throws Exception {
        start(
                (frame, cut) -> answered("" + frame.length),
                new MllpSettings(
                        "127.0.0.1",
                        0,
                        400_000,
                        20,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        16,
                        List.of(),
                        false));
        List<Socket> slow = new ArrayList<>();
        try (Socket small = connect();
                Socket large = connect()) {
            for (int i = 0; i < 8; i++) {
                Socket sender = connect();
                slow.add(sender);
                raw(sender, "\u000B" + "x".repeat(200_000));
            }
            send(small, "quick");
            assertThat(receive(small)).isEqualTo("5");
            await().until(() -> closed("idle") == 8);

            send(large, "y".repeat(300_000));

            assertThat(receive(large)).isEqualTo("300000");
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
    }

    @Test
    void aReceiverThatWaitsForOneSenderServesAnother() throws Exception {
        CompletableFuture<List<byte[]>> never = new CompletableFuture<>();
        start(
                (frame, cut) ->
                        new String(frame, StandardCharsets.UTF_8).equals("wait")
                                ? never
                                : answered("done"));
        try (Socket waiting = connect();
                Socket other = connect()) {
            send(waiting, "wait");
            send(other, "now");

            assertThat(receive(other)).isEqualTo("done");
            never.complete(List.of());
        }
    }

    @Test
    void anAddressThatIsNotAllowedIsClosed() throws Exception {
        start(echo(), settings(List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("::1"))));
        try (Socket sender = connect()) {
            assertThat(ends(sender)).isTrue();
        }
        await().untilAsserted(() -> assertThat(closed("address-not-allowed")).isEqualTo(1));
    }

    @Test
    void rangesHoldWhatTheySay() throws Exception {
        AddressRange range = AddressRange.of("10.1.0.0/20");
        assertThat(range.contains(java.net.InetAddress.ofLiteral("10.1.15.255"))).isTrue();
        assertThat(range.contains(java.net.InetAddress.ofLiteral("10.1.16.0"))).isFalse();
        assertThat(range.contains(java.net.InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(AddressRange.of("::1").contains(java.net.InetAddress.ofLiteral("::1"))).isTrue();
        for (String wrong : List.of("", "ris.hospital", "10.0.0.0/33", "10.0.0.0/8/8", "10.0/x")) {
            assertThatThrownBy(() -> AddressRange.of(wrong))
                    .hasMessageContaining("hilum.ingest.hl7.allowed-addresses");
        }
    }

    @Test
    void noBytesBringItDown() throws Exception {
        start(echo());
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            try (Socket sender = connect()) {
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                sender.getOutputStream().write(noise);
            } catch (SocketException e) {
                // Closed on the noise, or full for the moment.
            }
        }
        await().untilAsserted(
                        () -> {
                            try (Socket sender = connect()) {
                                send(sender, "still here");
                                assertThat(receive(sender)).isEqualTo("still here");
                            }
                        });
    }

    @Test
    void whatIsUnderWayIsAnsweredBeforeItCloses() throws Exception {
        CompletableFuture<List<byte[]>> held = new CompletableFuture<>();
        CountDownLatch came = new CountDownLatch(1);
        start(
                (frame, cut) -> {
                    came.countDown();
                    return held;
                });
        try (Socket sender = connect()) {
            send(sender, "last");
            came.await();
            Thread closing = Thread.ofVirtual().start(server::close);
            await().pollDelay(Duration.ofMillis(300)).until(closing::isAlive);
            held.complete(List.of("kept".getBytes(StandardCharsets.UTF_8)));

            assertThat(receive(sender)).isEqualTo("kept");
            assertThat(ends(sender)).isTrue();
        }
    }

    @Test
    void aFrameThatIsStillReadWhenItClosesIsAnswered() throws Exception {
        CompletableFuture<List<byte[]>> held = new CompletableFuture<>();
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch closes = new CountDownLatch(1);
        start(
                (frame, cut) -> {
                    came.countDown();
                    awaited(closes);
                    return held;
                });
        try (Socket sender = connect()) {
            send(sender, "last");
            came.await();
            Thread closing = Thread.ofVirtual().start(server::close);
            await().until(() -> refusesConnections());
            await().pollDelay(Duration.ofMillis(300)).until(closing::isAlive);
            closes.countDown();
            await().pollDelay(Duration.ofMillis(300)).until(closing::isAlive);
            held.complete(List.of("kept".getBytes(StandardCharsets.UTF_8)));

            assertThat(receive(sender)).isEqualTo("kept");
            assertThat(ends(sender)).isTrue();
        }
    }

    @Test
    void aSenderThatHasSentItsLastFrameStillTakesItsAnswers() throws Exception {
        CompletableFuture<List<byte[]>> held = new CompletableFuture<>();
        start((frame, cut) -> held);
        try (Socket sender = connect()) {
            send(sender, "first", "last");
            sender.shutdownOutput();
            Thread.sleep(Duration.ofMillis(300));
            held.complete(List.of("kept".getBytes(StandardCharsets.UTF_8)));

            assertThat(receive(sender)).isEqualTo("kept");
            assertThat(receive(sender)).isEqualTo("kept");
            assertThat(ends(sender)).isTrue();
        }
    }

    @Test
    void anAnswerThatIsReadyDoesNotWaitForTheNext() throws Exception {
        CompletableFuture<List<byte[]>> first = new CompletableFuture<>();
        CompletableFuture<List<byte[]>> second = new CompletableFuture<>();
        start(
                (frame, cut) ->
                        new String(frame, StandardCharsets.UTF_8).equals("1") ? first : second);
        try (Socket sender = connect()) {
            send(sender, "1", "2");
            Thread.sleep(Duration.ofMillis(300));
            first.complete(List.of("one".getBytes(StandardCharsets.UTF_8)));
            assertThat(receive(sender)).isEqualTo("one");

            second.complete(List.of("two".getBytes(StandardCharsets.UTF_8)));
            assertThat(receive(sender)).isEqualTo("two");
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithTheSettingThatChangesIt() {
        start(echo());
        assertThatThrownBy(
                        () ->
                                MllpServer.start(
                                        new MllpSettings(
                                                "127.0.0.1",
                                                server.port(),
                                                1,
                                                1,
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(1),
                                                1,
                                                List.of(),
                                                false),
                                        Optional.empty(),
                                        echo(),
                                        meters))
                .hasMessageContaining("hilum.ingest.hl7.port");
    }

    private void start(Receiver receiver) {
        start(receiver, settings(List.of()));
    }

    private void start(Receiver receiver, MllpSettings settings) {
        server = MllpServer.start(settings, Optional.empty(), receiver, meters);
    }

    private static MllpSettings settings(List<AddressRange> allowed) {
        return new MllpSettings(
                "127.0.0.1",
                0,
                10_000,
                2,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                16,
                allowed,
                false);
    }

    private static Receiver echo() {
        return (frame, cut) -> CompletableFuture.completedFuture(List.of(frame));
    }

    private static CompletableFuture<List<byte[]>> answered(String text) {
        return CompletableFuture.completedFuture(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean refusesConnections() {
        try (Socket tried = new Socket("127.0.0.1", server.port())) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private double closed(String reason) {
        var counter =
                meters.find("hilum.ingest.hl7.connections.closed").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String... frames) throws IOException {
        for (String frame : frames) {
            raw(socket, "\u000B" + frame + "\u001C\r");
        }
    }

    private static void raw(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String receive(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo(0x0B);
        StringBuilder frame = new StringBuilder();
        for (int each = in.read(); each != 0x1C; each = in.read()) {
            assertThat(each).isNotNegative();
            frame.append((char) each);
        }
        assertThat(in.read()).isEqualTo(0x0D);
        return frame.toString();
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
