package hilum.cli.send.hl7;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Asks for one answer to a message. What an interface once asked for in MSH-15 and MSH-16 is not
 * what this sender waits for: with NE there would be no answer at all, with AL two.
 */
final class OriginalMode {
    private static final int ACCEPT = 15;
    private static final int APPLICATION = 16;
    private static final Pattern END = Pattern.compile("[\\r\\n]");

    private OriginalMode() {}

    /** The message without MSH-15 and MSH-16, every other byte as it was. */
    static byte[] of(byte[] message) {
        // A byte is a character here, and no delimiter is part of another character.
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String header = END.split(text, 2)[0];
        if (!header.startsWith("MSH") || header.length() < 4) {
            return message;
        }
        String separator = header.substring(3, 4);
        // MSH-1 is the separator itself, so that MSH-n stands before the n-th.
        String[] fields = header.split(Pattern.quote(separator), -1);
        if (fields.length < ACCEPT) {
            return message;
        }
        for (int field = ACCEPT; field <= APPLICATION && field <= fields.length; field++) {
            fields[field - 1] = "";
        }
        return (String.join(separator, fields) + text.substring(header.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
