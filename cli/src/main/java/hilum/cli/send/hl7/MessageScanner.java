package hilum.cli.send.hl7;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The HL7 v2 messages of a file, one at a time: plain ones, one or many, with whatever line breaks,
 * batches, MLLP frames as they were caught, and logs that write frame bytes as {@code <SB>}, {@code
 * <EB>} and {@code <R>}. Bytes stay as they are, so that the receiver reads their character set.
 * One message is in memory, and a bounded one.
 */
final class MessageScanner implements AutoCloseable {
    private static final int MOST_BYTES = 16 << 20;
    private static final int BEGINNING = 1 << 20;

    private static final String BLANKS = " \t\n\u000B\f\r";
    private static final Pattern STARTS = Pattern.compile("MSH[^A-Za-z0-9\\s]");
    private static final Pattern ENDS = Pattern.compile("(?:FHS|BHS|BTS|FTS)(?:[^A-Za-z0-9]|$)");

    /** How a file keeps its messages apart. */
    private enum Form {
        LOGGED,
        FRAMED,
        PLAIN
    }

    private final InputStream in;
    private final byte[] buffer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final Form form;
    private int at;
    private int end;
    private long offset;
    private boolean overlong;

    private MessageScanner(InputStream in, long size) throws IOException {
        this.in = in;
        buffer = new byte[(int) Math.clamp(size, 1, BEGINNING)];
        end = in.readNBytes(buffer, 0, buffer.length);
        String beginning = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
        form =
                beginning.contains("<SB>")
                        ? Form.LOGGED
                        : beginning.indexOf('\u000B') >= 0 ? Form.FRAMED : Form.PLAIN;
        at = beginning.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0; // a byte order mark
    }

    /** Messages of a file, whose form its first megabyte tells. */
    static MessageScanner open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new MessageScanner(in, Files.size(file));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The next message; of no length where it is too long to be one; empty at the end. */
    Optional<byte[]> next() throws IOException {
        while (true) {
            Optional<String> next =
                    switch (form) {
                        case LOGGED ->
                                between("<SB>", "<EB>")
                                        .map(
                                                each ->
                                                        each.replaceAll("[\\r\\n]+", "")
                                                                .replace("<R>", "\r")
                                                                .strip());
                        case FRAMED -> between("\u000B", "\u001C");
                        case PLAIN -> plain();
                    };
            if (next.isEmpty() || overlong || !next.get().isBlank()) {
                return next.map(
                        each ->
                                overlong
                                        ? new byte[0]
                                        : each.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** How much of the file has been read, in bytes. */
    long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Optional<String> between(String opening, String closing) throws IOException {
        boolean found = readTo(opening, false) && readTo(closing, true);
        overlong = message.size() >= MOST_BYTES;
        return found ? Optional.of(message(closing.length())) : Optional.empty();
    }

    /** Reads up to and with a token that does not begin as it ends, into the message if wanted. */
    private boolean readTo(String token, boolean keeps) throws IOException {
        message.reset();
        int matched = 0;
        while (matched < token.length()) {
            int next = read();
            if (next < 0) {
                return false;
            }
            if (keeps && message.size() < MOST_BYTES) {
                message.write(next);
            }
            matched = next == token.charAt(matched) ? matched + 1 : next == token.charAt(0) ? 1 : 0;
        }
        return true;
    }

    private String message(int without) {
        String text = message.toString(StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.max(0, text.length() - without));
    }

    /** Lines from one that starts a message up to the next that does, or that ends a batch. */
    private Optional<String> plain() throws IOException {
        message.reset();
        overlong = false;
        boolean begun = line.size() > 0;
        boolean inMessage = begun;
        keepLine();
        while (readLine()) {
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (STARTS.matcher(withoutBlanks(text)).lookingAt()) {
                if (begun) {
                    return Optional.of(plainMessage());
                }
                begun = true;
                inMessage = true;
            } else if (ENDS.matcher(text).lookingAt()) {
                inMessage = false;
            }
            if (inMessage) {
                keepLine();
            }
        }
        return begun ? Optional.of(plainMessage()) : Optional.empty();
    }

    private void keepLine() throws IOException {
        overlong |= message.size() + line.size() >= MOST_BYTES;
        if (!overlong) {
            line.writeTo(message);
        }
    }

    private String plainMessage() {
        return message(0).strip().replaceAll("\\r?\\n", "\r");
    }

    private static String withoutBlanks(String text) {
        int from = 0;
        while (from < text.length() && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return text.substring(from);
    }

    /** Reads a line with its ending; of an overlong one only the beginning is kept. */
    private boolean readLine() throws IOException {
        line.reset();
        int next = read();
        boolean any = next >= 0;
        for (boolean ended = false; next >= 0 && !ended; ) {
            if (line.size() < MOST_BYTES) {
                line.write(next);
            }
            ended = next == '\n' || next == '\r';
            next = ended ? 0 : read();
        }
        return any;
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                return -1;
            }
        }
        offset++;
        return buffer[at++] & 0xFF;
    }
}
