package hilum.ingest.hl7.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One message: its header and its segments in their order, whatever its type and version. A line
 * that is no segment belongs to the one before it, since some senders break lines inside a text.
 * Bounded: nothing in it makes reading it take long or much memory.
 *
 * @param header MSH as an answer needs it
 * @param segments all segments, MSH first
 */
public record Hl7Message(Header header, List<Segment> segments) {
    /** Delimiters at most; a report of a thousand lines in as many OBX has some 20,000. */
    private static final int MOST_PARTS = 100_000;

    /** Delimiters of one segment at most. */
    private static final int MOST_PARTS_OF_A_SEGMENT = 20_000;

    /** A message has one header; batches are taken apart before. */
    private static final String HEADER = "MSH";

    private static final Pattern SEGMENT = Pattern.compile("[A-Z][A-Z0-9]{2}");

    /** Segments that some senders write in small letters; no other word counts as one then. */
    private static final Set<String> SMALL =
            Set.of("evn", "pid", "pv1", "mrg", "orc", "obr", "obx", "nte", "txa");

    private static final Pattern VERSION = Pattern.compile("2(\\.[0-9]){0,2}");

    public Hl7Message {
        segments = List.copyOf(segments);
    }

    /** A message's characters and header, before anything in it is judged. */
    public record Envelope(String text, Header header) {}

    /** Reads characters and header; no bytes make it throw. */
    public static Envelope open(byte[] message) {
        CharacterSets.Decoded decoded = CharacterSets.decode(trimmed(message));
        return new Envelope(decoded.text(), Header.of(decoded.text(), decoded.charset()));
    }

    /** Without what some senders put before MSH: blanks, line breaks, a byte order mark. */
    private static byte[] trimmed(byte[] message) {
        int from = 0;
        while (from < message.length
                && (message[from] >= 0 && message[from] <= ' '
                        || (message[from] & 0xFF) == 0xEF
                        || (message[from] & 0xFF) == 0xBB
                        || (message[from] & 0xFF) == 0xBF)) {
            from++;
        }
        return java.util.Arrays.copyOfRange(message, from, message.length);
    }

    /**
     * Reads the segments.
     *
     * @throws Rejection if it is no message of version 2 that can be answered and taken
     */
    public static Hl7Message of(Envelope envelope) {
        Header header = envelope.header();
        check(envelope);
        List<StringBuilder> lines = new ArrayList<>();
        for (String line : envelope.text().split("[\r\n]+")) {
            String segment = line.stripLeading();
            if (lines.isEmpty() || opensSegment(segment, header)) {
                lines.add(new StringBuilder(segment));
            } else {
                lines.getLast().append('\n').append(line);
            }
        }
        Map<String, Integer> seen = new HashMap<>();
        List<Segment> segments = new ArrayList<>();
        int parts = 0;
        for (StringBuilder line : lines) {
            String text = line.toString();
            String name = text.substring(0, 3).toUpperCase(Locale.ROOT);
            int sequence = seen.merge(name, 1, Integer::sum);
            if (name.equals(HEADER) && sequence > 1) {
                throw new Rejection(
                        Rejection.Code.SEQUENCE,
                        new Rejection.Place(name, sequence, 0),
                        "The frame has more messages than a batch may have: send fewer at once");
            }
            int own = parts(text, header);
            parts += own;
            if (own > MOST_PARTS_OF_A_SEGMENT || parts > MOST_PARTS) {
                throw new Rejection(
                        Rejection.Code.TYPE,
                        new Rejection.Place(name, sequence, 0),
                        "The message has more delimiters than %d in a segment or %d in all: check that it is one report"
                                .formatted(MOST_PARTS_OF_A_SEGMENT, MOST_PARTS));
            }
            segments.add(new Segment(name, sequence, text, header.delimiters()));
        }
        return new Hl7Message(header, segments);
    }

    private static void check(Envelope envelope) {
        Header header = envelope.header();
        if (header.fields().isEmpty()) {
            throw Rejection.at(
                    "MSH",
                    envelope.text().startsWith("MSH") ? 1 : 0,
                    Rejection.Code.SEQUENCE,
                    "The message does not begin with MSH and a field separator: send HL7 v2 with delimiters");
        }
        if (!Header.proper(header.raw(1).charAt(0), header.raw(2))) {
            throw Rejection.at(
                    "MSH",
                    2,
                    Rejection.Code.TYPE,
                    "MSH-2 has no proper encoding characters: send ^~\\&");
        }
        require(header, 9, "a message type such as ORU^R01");
        require(header, 10, "a control id, which the answer names");
        String version = header.version();
        if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
            throw Rejection.at(
                    "MSH",
                    12,
                    Rejection.Code.VERSION,
                    "MSH-12 is no version that is taken: send 2.3 to 2.8");
        }
    }

    private static void require(Header header, int field, String what) {
        if (header.raw(field).isBlank()) {
            throw Rejection.at(
                    "MSH",
                    field,
                    Rejection.Code.REQUIRED,
                    "MSH-%d is empty: send %s".formatted(field, what));
        }
    }

    private static boolean opensSegment(String line, Header header) {
        if (line.length() < 3) {
            return false;
        }
        String name = line.substring(0, 3);
        boolean separated =
                line.length() > 3 && line.charAt(3) == header.delimiters().getFieldSeparator();
        return SEGMENT.matcher(name).matches()
                ? separated || line.length() == 3
                : separated && SMALL.contains(name);
    }

    private static int parts(String text, Header header) {
        var delimiters = header.delimiters();
        int parts = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == delimiters.getFieldSeparator()
                    || c == delimiters.getComponentSeparator()
                    || c == delimiters.getRepetitionSeparator()
                    || c == delimiters.getSubcomponentSeparator()) {
                parts++;
            }
        }
        return parts;
    }

    /** Code and event: {@code ORU^R01}. */
    public String type() {
        return header.component(9, 1).strip() + "^" + header.component(9, 2).strip();
    }

    /** The first segment of a name. */
    public Optional<Segment> first(String name) {
        return segments.stream().filter(segment -> segment.name().equals(name)).findFirst();
    }
}
