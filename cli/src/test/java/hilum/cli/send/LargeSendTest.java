package hilum.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.cli.ForkedHilum;
import hilum.cli.Output;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines that are larger than the memory, to an intake that takes what it gets. */
@Timeout(300)
class LargeSendTest {
    private static final int STUDIES = 300_000;
    private static final String TEXT =
            "No focal consolidation, effusion or pneumothorax. ".repeat(8);
    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 17\r\n\r\n{\"studyId\": \"ab\"}"
                    .getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;
    private final BitSet received = new BitSet();
    private ServerSocket intake;

    @BeforeEach
    void listen() throws IOException {
        intake = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!intake.isClosed()) {
                                try {
                                    Socket sender = intake.accept();
                                    Thread.ofVirtual().start(() -> serve(sender));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
    }

    @AfterEach
    void close() throws IOException {
        intake.close();
    }

    @Test
    void threeHundredThousandStudiesPassThroughLittleMemory() throws Exception {
        Path file = folder.resolve("reports.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < STUDIES; i++) {
                out.write("{\"id\": \"%d\", \"findings\": \"%s\"}\n".formatted(i, TEXT));
            }
        }

        ForkedHilum send =
                ForkedHilum.startMain(
                        folder,
                        SendStudies.class,
                        file.toString(),
                        "http://127.0.0.1:%d/studies".formatted(intake.getLocalPort()));

        assertThat(send.exit()).describedAs(send.said()).isZero();
        assertThat(received.cardinality()).isEqualTo(STUDIES / 10);
        assertThat(Output.JSON.readTree(send.result()).path("accepted").asInt()).isEqualTo(STUDIES);
    }

    /** As much of HTTP as one client speaks. */
    private void serve(Socket sender) {
        try (sender) {
            sender.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(sender.getInputStream(), 1 << 14);
            for (int length = length(in); length >= 0; length = length(in)) {
                String body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
                int study = Integer.parseInt(body.split("\"", 5)[3]);
                synchronized (received) {
                    received.set(study);
                }
                sender.getOutputStream().write(ACCEPTED);
            }
        } catch (IOException e) {
            // The sender is gone.
        }
    }

    /** Reads the head; returns the length of the body, or -1 at the end. */
    private static int length(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0) {
                return -1;
            }
            head.append((char) Character.toLowerCase(next));
        }
        int at = head.indexOf("content-length:") + "content-length:".length();
        return Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)).strip());
    }
}
