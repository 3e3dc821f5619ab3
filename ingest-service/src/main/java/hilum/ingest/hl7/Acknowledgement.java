package hilum.ingest.hl7;

import ca.uhn.hl7v2.parser.DefaultEscaping;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import hilum.ingest.hl7.message.Header;
import hilum.ingest.hl7.message.Rejection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes acknowledgements in the delimiters, version and character set of the message: in original
 * mode one of {@code AA}, {@code AE}, {@code AR}; in enhanced mode (MSH-15, MSH-16) the commit and
 * the application acknowledgement that were asked for. Safe for many threads.
 */
final class Acknowledgement {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final String CODES = "HL70357";

    private final DefaultEscaping escaping = new DefaultEscaping();
    private final Clock clock;

    Acknowledgement(Clock clock) {
        this.clock = clock;
    }

    /** What to send back, one text a frame; none where the sender wants none. */
    List<String> of(Header header, Verdict verdict) {
        if (!header.enhanced()) {
            return List.of(write(header, verdict, false));
        }
        List<String> answers = new ArrayList<>();
        if (wanted(header.first(15), verdict)) {
            answers.add(write(header, verdict, true));
        }
        if (wanted(header.first(16), verdict)) {
            answers.add(write(header, verdict, false));
        }
        return answers;
    }

    /** HL7 table 0155; empty counts as never where the other field is valued. */
    private static boolean wanted(String condition, Verdict verdict) {
        boolean success = verdict.kind() == Verdict.Kind.ACCEPT;
        return switch (condition.strip()) {
            case "NE", "" -> false;
            case "SU" -> success;
            case "ER" -> !success;
            default -> true;
        };
    }

    /** A batch's answer: its messages' answers in the same envelope. */
    String batch(Header header, List<String> answers) {
        EncodingCharacters delimiters = header.delimiters();
        char f = delimiters.getFieldSeparator();
        StringBuilder batch = new StringBuilder();
        batch.append("BHS").append(f).append(others(delimiters));
        batch.append(("" + f).repeat(5)).append(now()).append('\r');
        answers.forEach(batch::append);
        return batch.append("BTS").append(f).append(answers.size()).append('\r').toString();
    }

    private String write(Header header, Verdict verdict, boolean commit) {
        EncodingCharacters delimiters = header.delimiters();
        String c = String.valueOf(delimiters.getComponentSeparator());
        String event = header.component(9, 2).strip();
        List<String> msh =
                List.of(
                        "MSH",
                        others(delimiters),
                        header.raw(5),
                        header.raw(6),
                        header.raw(3),
                        header.raw(4),
                        now(),
                        "",
                        "ACK" + (event.isEmpty() ? "" : c + event + c + "ACK"),
                        UUID.randomUUID().toString().replace("-", "").substring(0, 20),
                        header.raw(11).isBlank() ? "P" : header.raw(11),
                        header.raw(12).isBlank() ? "2.5.1" : header.raw(12),
                        "",
                        "",
                        "",
                        "",
                        "",
                        header.raw(18));
        StringBuilder text = new StringBuilder();
        segment(text, delimiters, msh);
        segment(
                text,
                delimiters,
                List.of(
                        "MSA",
                        verdict.kind().code(commit),
                        header.controlId(),
                        escaping.escape(verdict.words(), delimiters)));
        if (verdict.kind() != Verdict.Kind.ACCEPT) {
            segment(text, delimiters, error(header, verdict));
        }
        return text.toString();
    }

    private List<String> error(Header header, Verdict verdict) {
        EncodingCharacters delimiters = header.delimiters();
        char c = delimiters.getComponentSeparator();
        Rejection.Code code =
                verdict.rejection().map(Rejection::code).orElse(Rejection.Code.INTERNAL);
        List<String> location =
                verdict.rejection()
                        .map(Rejection::place)
                        .map(
                                place ->
                                        place.field() == 0
                                                ? List.of(place.segment(), "" + place.sequence())
                                                : List.of(
                                                        place.segment(),
                                                        "" + place.sequence(),
                                                        "" + place.field()))
                        .orElse(List.of());
        if (old(header.version())) {
            String s = String.valueOf(delimiters.getSubcomponentSeparator());
            List<String> components = new ArrayList<>(location);
            while (components.size() < 3) {
                components.add("");
            }
            components.add(String.join(s, "" + code.number(), code.text(), CODES));
            return List.of("ERR", String.join("" + c, components));
        }
        return List.of(
                "ERR",
                "",
                String.join("" + c, location),
                String.join("" + c, "" + code.number(), code.text(), CODES),
                "E",
                "",
                "",
                "",
                escaping.escape(verdict.words(), delimiters));
    }

    /** Before 2.5, ERR has one field for everything. */
    private static boolean old(String version) {
        return version.matches("2\\.[1-4](\\..*)?");
    }

    private static void segment(
            StringBuilder text, EncodingCharacters delimiters, List<String> fields) {
        String joined = String.join("" + delimiters.getFieldSeparator(), fields);
        int end = joined.length();
        while (joined.charAt(end - 1) == delimiters.getFieldSeparator()) {
            end--;
        }
        text.append(joined, 0, end).append('\r');
    }

    private static String others(EncodingCharacters delimiters) {
        return ""
                + delimiters.getComponentSeparator()
                + delimiters.getRepetitionSeparator()
                + delimiters.getEscapeCharacter()
                + delimiters.getSubcomponentSeparator();
    }

    private String now() {
        return TIME.format(clock.instant());
    }
}
