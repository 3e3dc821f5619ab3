package hilum.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class Hl7DeliveryTest {
    private static final String MESSAGE =
            "MSH|^~\\&|RIS|NORTH|||20240101||ORU^R01|%s|P|2.5\rPID|1||7\r";

    @TempDir Path folder;
    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void logsFramesBatchesAndPlainFilesAreRead() throws IOException {
        write(
                "a.log",
                "2018-01-01|INFO|x|\n<SB>\nMSH|^~\\&|A<R>\nPID|1<R>\n<EB><R>\n\n2018|INFO|\n<SB>\nMSH|^~\\&|B<R>\n<EB>");
        write("b.hl7", "\u000BMSH|^~\\&|C\rPID|2\r\u001C\r\u000BMSH|^~\\&|D\r\u001C\r");
        write(
                "c.hl7",
                "FHS|^~\\&\nBHS|^~\\&\nMSH|^~\\&|E\nPID|3\nMSH|^~\\&|F\nPID|4\nBTS|2\nFTS|1\n");
        write("d.txt", "no message");
        write("e.log", "an ordinary log");

        List<Path> files = Hl7Files.in(folder).files();

        assertThat(files)
                .extracting(each -> each.getFileName().toString())
                .containsExactly("a.log", "b.hl7", "c.hl7");
        assertThat(texts(files.get(0))).containsExactly("MSH|^~\\&|A\rPID|1", "MSH|^~\\&|B");
        assertThat(texts(files.get(1))).containsExactly("MSH|^~\\&|C\rPID|2\r", "MSH|^~\\&|D\r");
        assertThat(texts(files.get(2))).containsExactly("MSH|^~\\&|E\rPID|3", "MSH|^~\\&|F\rPID|4");
    }

    @Test
    void bytesStayAsTheyAre() throws IOException {
        Path file = folder.resolve("latin.hl7");
        byte[] latin =
                "MSH|^~\\&|A\rOBX|1|TX|||Pleuraerguß".getBytes(Charset.forName("ISO-8859-1"));
        Files.write(file, latin);

        assertThat(Hl7Files.messages(file)).containsExactly(latin);
    }

    @Test
    void everyMessageIsDeliveredAndTheAccountSaysWhatBecameOfThem() throws IOException {
        Path file = many(50);
        answering(
                id ->
                        switch (id.hashCode() % 5) {
                            case 1 -> "AR|" + id + "|OBR-3 is missing";
                            case 2 -> "AA|" + id + "|not a chest radiograph";
                            default -> "AA|" + id;
                        });

        String account = run(file, 1);

        assertThat(received).hasSize(50);
        assertThat(account).contains("(AA)", "(AR)", "OBR-3 is missing", "not a chest radiograph");
    }

    @Test
    void whatIsAnsweredAEIsSentAgainUntilItIsTaken() throws IOException {
        Path file = many(6);
        answering(id -> received.get(id) < 3 ? "AE|" + id + "|broker is away" : "AA|" + id);

        String account = run(file, 0);

        assertThat(received.values()).containsOnly(3);
        assertThat(account).contains("6 accepted (AA), 0 refused (AR), 12 sent again (AE)");
    }

    @Test
    void aReceiverThatBreaksOffIsConnectedAnew() throws IOException {
        Path file = many(3);
        answering(id -> received.get(id) == 1 ? null : "AA|" + id);

        assertThat(run(file, 0)).contains("3 accepted");
    }

    private String run(Path file, int exit) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code =
                    Hl7Delivery.run(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), listener.getLocalPort()),
                            List.of(file),
                            Double.POSITIVE_INFINITY,
                            Integer.MAX_VALUE,
                            false);
            assertThat(code).isEqualTo(exit);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path many(int messages) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            text.append(MESSAGE.formatted("ID" + i));
        }
        return write("many.hl7", text.toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> texts(Path file) throws IOException {
        return Hl7Files.messages(file).stream()
                .map(each -> new String(each, StandardCharsets.UTF_8))
                .toList();
    }

    /** Answers with MSA and the text for a control id; null breaks off. */
    private void answering(UnaryOperator<String> answer) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!listener.isClosed()) {
                                try {
                                    Socket sender = listener.accept();
                                    Thread.ofVirtual().start(() -> serve(sender, answer));
                                } catch (IOException e) {
                                    return;
                                }
                            }
                        });
    }

    private void serve(Socket sender, UnaryOperator<String> answer) {
        try (sender) {
            InputStream in = sender.getInputStream();
            StringBuilder frame = new StringBuilder();
            for (int each = in.read(); each >= 0; each = in.read()) {
                if (each == 0x1C) {
                    String id = frame.toString().split("\\|")[9];
                    received.merge(id, 1, Integer::sum);
                    String text = answer.apply(id);
                    if (text == null) {
                        return;
                    }
                    sender.getOutputStream()
                            .write(
                                    ("\u000BMSH|^~\\&|X\rMSA|" + text + "\r\u001C\r")
                                            .getBytes(StandardCharsets.UTF_8));
                    frame.setLength(0);
                } else {
                    frame.append((char) each);
                }
            }
        } catch (IOException e) {
            // The sender is gone.
        }
    }
}
