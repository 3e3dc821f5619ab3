package hilum.cli.send.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Brake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class Hl7SendTest {
    private static final String MESSAGE =
            "MSH|^~\\&|RIS|NORTH|||20240101||ORU^R01|%s|P|2.5\rPID|1||7\r";

    @TempDir Path folder;
    private UnaryOperator<String> answer = id -> "AA|" + id;
    private MllpReceiver receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = new MllpReceiver(id -> answer.apply(id));
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
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

        List<Path> files = Hl7Files.in(folder);

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

        assertThat(messages(file)).containsExactly(latin);
    }

    @Test
    void aMessageTooLongForOneIsPassedOverAndTheNextIsRead() throws IOException {
        String padding = "x".repeat(17 << 20);
        for (String text :
                List.of(
                        "MSH|^~\\&|A\rOBX|" + padding + "\rMSH|^~\\&|B\r",
                        "<SB>MSH|^~\\&|A<R>"
                                + padding
                                + "<EB>\n"
                                + padding
                                + "<SB>MSH|^~\\&|B<R><EB>",
                        "\u000BMSH|^~\\&|A\r" + padding + "\u001C\r\u000BMSH|^~\\&|B\u001C")) {
            Path file = write("long.log", text);

            assertThat(texts(file)).containsExactly("", "MSH|^~\\&|B");
        }
    }

    @Test
    void aByteOrderMarkHidesNoMessage() throws IOException {
        assertThat(texts(write("marked.hl7", "\uFEFFMSH|^~\\&|A\nMSH|^~\\&|B\n")))
                .containsExactly("MSH|^~\\&|A", "MSH|^~\\&|B");
    }

    @Test
    void everyMessageIsDeliveredAndTheAccountSaysWhatBecameOfThem() throws IOException {
        Path file = many(50);
        answer =
                id ->
                        switch (id.hashCode() % 5) {
                            case 1 -> "AR|" + id + "|OBR-3 is missing";
                            case 2 -> "AA|" + id + "|not a chest radiograph";
                            default -> "AA|" + id;
                        };

        String account = run(file, 1);

        assertThat(receiver.received()).hasSize(50);
        assertThat(account)
                .contains("OBR-3 is missing (many.hl7 message ", "not a chest radiograph");
    }

    @Test
    void whatIsAnsweredAEIsSentAgainUntilItIsTaken() throws IOException {
        Path file = many(6);
        answer =
                id -> receiver.received().get(id) < 3 ? "AE|" + id + "|broker is away" : "AA|" + id;

        String account = run(file, 0);

        assertThat(receiver.received().values()).containsOnly(3);
        assertThat(account).contains("6 accepted, 0 refused, 0 skipped, 12 sent again");
    }

    @Test
    void aReceiverThatBreaksOffIsConnectedAnew() throws IOException {
        Path file = many(3);
        answer = id -> receiver.received().get(id) == 1 ? null : "AA|" + id;

        assertThat(run(file, 0)).contains("3 accepted");
    }

    private String run(Path file, int exit) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code =
                    new Backfill<>(
                                    new Hl7Files(List.of(file)),
                                    () -> new Hl7Door(receiver.address()),
                                    Brake.rate(Double.POSITIVE_INFINITY),
                                    Optional.empty(),
                                    false)
                            .run(false);
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
        return messages(file).stream()
                .map(each -> new String(each, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> messages(Path file) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        try (MessageScanner scanner = MessageScanner.open(file)) {
            for (var next = scanner.next(); next.isPresent(); next = scanner.next()) {
                messages.add(next.get());
            }
        }
        return messages;
    }
}
