package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hilum.ingest.hl7.message.Hl7Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages as no standard has them: each still gets the answer that is true of it. */
class MutationTest {
    private static final int MUTATIONS = 1_000;

    /** A change with the answer that it must lead to. */
    private record Change(String what, String code, UnaryOperator<String> how) {}

    private static final List<Change> HARMLESS =
            List.of(
                    new Change("line feeds", "AA", m -> m.replace("\r", "\n")),
                    new Change("both line breaks", "AA", m -> m.replace("\r", "\r\n")),
                    new Change("no last line break", "AA", String::stripTrailing),
                    new Change("no PV1", "AA", m -> without(m, "PV1")),
                    new Change("no ORC", "AA", m -> without(m, "ORC")),
                    new Change("no PID", "AA", m -> without(m, "PID")),
                    new Change(
                            "unknown segments",
                            "AA",
                            m -> m.replace("\rOBR|", "\rZZZ|1|x\rQQ1|a^b&c~d\rOBR|")),
                    new Change("notes", "AA", m -> m.replaceFirst("\rOBX", "\rNTE|1||a note\rOBX")),
                    new Change(
                            "more fields at the end",
                            "AA",
                            m -> m.replace("\rOBX", "|||||||||||||||||\rOBX")),
                    new Change("no version", "AA", m -> m.replaceFirst("\\|P\\|2\\.[0-9]", "|P|")),
                    new Change(
                            "another version",
                            "AA",
                            m -> m.replaceFirst("\\|P\\|2\\.[0-9]", "|P|2.8")),
                    new Change(
                            "structure named", "AA", m -> m.replace("ORU^R01", "ORU^R01^ORU_R01")),
                    new Change(
                            "a wrong character set",
                            "AA",
                            m -> m.replaceFirst("\\|P\\|(2\\.[0-9])", "|P|$1||||||8859/99")),
                    new Change("other delimiters", "AA", m -> delimited(m)),
                    new Change("blanks ahead", "AA", m -> "\r\n " + m),
                    new Change("a byte order mark", "AA", m -> "\uFEFF" + m),
                    new Change(
                            "no time",
                            "AA",
                            m -> m.replaceFirst("\\|\\d{14}\\|([^|]*)\\|ORU", "||$1|ORU")),
                    new Change(
                            "a line broken inside a text",
                            "AA",
                            m -> m.replaceFirst("(?s)(OBX\\|[^\r]*?[a-z]) ([a-z])", "$1\r\n$2")),
                    new Change(
                            "an escape without end",
                            "AA",
                            m -> m.replaceFirst("(?i)normal", "nor\\\\mal")),
                    new Change(
                            "escapes",
                            "AA",
                            m ->
                                    m.replaceFirst(
                                            "(?i)(chest x-ray)",
                                            "$1\\\\.br\\\\\\\\H\\\\x\\\\N\\\\\\\\T\\\\")));

    private static final List<Change> HARMFUL =
            List.of(
                    new Change(
                            "no control id",
                            "AR",
                            m -> m.replaceFirst("\\|2\\.25\\.\\d+\\|", "||")),
                    new Change("no type", "AR", m -> m.replace("|ORU^R01|", "||")),
                    new Change("another type", "AR", m -> m.replace("|ORU^R01|", "|ORM^O01|")),
                    new Change("another event", "AR", m -> m.replace("|ORU^R01|", "|ORU^Q99|")),
                    new Change(
                            "version 3", "AR", m -> m.replaceFirst("\\|P\\|2\\.[0-9]", "|P|3.1")),
                    new Change("no OBR", "AR", m -> without(m, "OBR")),
                    new Change(
                            "no text",
                            "AR",
                            m ->
                                    without(m, "OBX")
                                            .replaceAll("\\|(Prelim|Wet Read)\\|", "|Final|")),
                    new Change("no MSH", "AR", m -> without(m, "MSH")),
                    new Change(
                            "no encoding characters", "AR", m -> m.replaceFirst("\\^~\\\\&", "")),
                    new Change(
                            "no accession",
                            "AR",
                            m ->
                                    m.replaceFirst(
                                                    "\rOBR\\|([^|]*)\\|[^|]*\\|[^|]*\\|",
                                                    "\rOBR|$1|||")
                                            .replaceFirst(
                                                    "\rORC\\|([^|]*)\\|[^|\r]*\\|[^|\r]*",
                                                    "\rORC|$1||")));

    private static String without(String message, String segment) {
        return String.join(
                "\r",
                Arrays.stream(message.split("\r"))
                        .filter(each -> !each.startsWith(segment))
                        .toList());
    }

    private static String delimited(String message) {
        return message.replaceFirst("MSH\\|\\^~\\\\&", "MSH!@%/*")
                .replace("|", "!")
                .replace("^", "@")
                .replace("~", "%")
                .replace("&", "*");
    }

    /** Messages of chest radiographs: made-up ones, and those of the feed where there is one. */
    private static List<String> good() {
        List<String> good = new ArrayList<>();
        for (String version : List.of("2.3", "2.4", "2.5.1", "2.7", "2.8")) {
            good.add(
                    Messages.oru(
                                    version,
                                    "2.25." + version.replace(".", ""),
                                    "7795083167",
                                    "F",
                                    "20180711213249")
                            .replace("|P|" + version, "|P|" + version.substring(0, 3)));
        }
        Feed.messages().stream()
                .filter(m -> m.contains("XR CHEST 1 VIEW") || m.contains("Chest 1 view Frontal"))
                .forEach(good::add);
        return good;
    }

    @Test
    @Timeout(120)
    void everyOneOfAThousandMutationsGetsTheAnswerThatIsTrueOfIt() {
        Random random = new Random(7);
        List<String> good = good();
        List<Change> changes = new ArrayList<>(HARMLESS);
        changes.addAll(HARMFUL);
        int taken = 0;
        Door door = new Door();
        for (int i = 0; i < MUTATIONS; i++) {
            String message = own(good.get(random.nextInt(good.size())), i);
            Change first = changes.get(i % changes.size());
            Change second = HARMLESS.get(random.nextInt(4));
            String changed = first.how().apply(message);
            String mutated = second.how().apply(changed);

            String answer = door.answer(mutated);

            assertThat(answer)
                    .as("mutation %d: %s, %s", i, first.what(), second.what())
                    .containsPattern("\rMSA." + first.code());
            taken += first.code().equals("AA") ? 1 : 0;
        }
        assertThat(door.reports().stream().map(each -> each.getAccession()).distinct())
                .hasSize(taken);
        assertThat(door.letters()).hasSize(MUTATIONS - taken);
        assertThat(door.letters().toString()).doesNotContain("MARTINEZ", "ABC45", "Chest X-ray");
    }

    /** With an accession and a control id of its own. */
    private static String own(String message, int i) {
        return message.replaceFirst("\\|2\\.25\\.\\d+\\|", "|2.25.%d|".formatted(1_000_000 + i))
                .replaceAll("77950\\d{5}", "%010d".formatted(4_000_000_000L + i));
    }

    @Test
    @Timeout(120)
    void noBytesMakeItThrowOrHang() {
        Random random = new Random(11);
        Door door = new Door();
        List<byte[]> seeds =
                good().stream().map(each -> each.getBytes(StandardCharsets.UTF_8)).toList();
        for (int i = 0; i < 2_000; i++) {
            byte[] frame = i % 5 == 0 ? noise(random) : bitten(seeds, random);

            List<byte[]> answers = door.door.receive(frame, i % 17 == 0).join();

            for (byte[] answer : answers) {
                String text = new String(answer, StandardCharsets.ISO_8859_1);
                if (!text.startsWith("BHS")) {
                    assertThat(text).as("mutation %d", i).containsPattern("\rMSA.[AC][AER]");
                }
            }
        }
        assertThat(door.letters()).noneMatch(each -> each.getReason().contains("defect"));
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(400)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Bytes changed, left out, repeated or taken from another place of the message. */
    private static byte[] bitten(List<byte[]> seeds, Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int bite = 0; bite <= random.nextInt(8); bite++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, random.nextInt(60));
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = joined(bytes, 0, at, bytes, at + length, bytes.length);
                case 2 -> bytes = joined(bytes, 0, at + length, bytes, at, bytes.length);
                default -> bytes[at] = (byte) "|^~\\&\r\n\"".charAt(random.nextInt(8));
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, int a0, int a1, byte[] b, int b0, int b1) {
        byte[] all = Arrays.copyOf(Arrays.copyOfRange(a, a0, a1), a1 - a0 + b1 - b0);
        System.arraycopy(b, b0, all, a1 - a0, b1 - b0);
        return all;
    }

    @Test
    @Timeout(60)
    void aMegabyteOfOneDelimiterIsAnsweredSoon() {
        for (String each :
                List.of(
                        "|", "^", "~", "&", "\\", "\r", "\rOBX|", "\\.br\\", "*", " ", "\rMSH|",
                        "A.", "1")) {
            String message =
                    Messages.oru("2.5.1") + "OBX|9|TX|||" + each.repeat(1_000_000 / each.length());
            long begun = System.nanoTime();

            assertThatCode(() -> new Door().send(message)).doesNotThrowAnyException();

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("a megabyte of %s", each)
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void noTextIsATimeByAccident() {
        Random random = new Random(3);
        IntStream.range(0, 2_000)
                .mapToObj(
                        i ->
                                random.ints(random.nextInt(20), '+', ':')
                                        .collect(
                                                StringBuilder::new,
                                                StringBuilder::appendCodePoint,
                                                StringBuilder::append)
                                        .toString())
                .forEach(
                        text ->
                                assertThatCode(
                                                () -> {
                                                    Hl7Time.instant(text);
                                                    Hl7Time.day(text);
                                                })
                                        .as(text)
                                        .doesNotThrowAnyException());
    }
}
