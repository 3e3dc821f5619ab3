package hilum.ingest.hl7.message;

import ca.uhn.hl7v2.parser.DefaultEscaping;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escaping;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes of HL7 text, also those that HAPI leaves in place: line breaks ({@code \.br\}, {@code
 * \.sp\}) become line breaks, {@code \X41\} becomes its bytes, other formatting goes. A backslash
 * that begins no escape stays as it is. Linear, never throws.
 */
final class Escapes implements Escaping {
    private static final int LONGEST = 128;
    private static final int MOST_LINES = 20;

    private static final Pattern HEXADECIMAL = Pattern.compile("X(?:[0-9A-Fa-f]{2})+");
    private static final Pattern NOTHING = Pattern.compile("[CM][0-9A-Fa-f]{4,6}|Z[0-9A-Za-z.]*");
    private static final Pattern LINES = Pattern.compile("sp\\+?\\s*(\\d{0,3})");
    private static final Pattern INDENT = Pattern.compile("(?:in|ti|sk)[+-]?\\s*\\d{0,3}");

    private final Escaping standard = new DefaultEscaping();

    @Override
    public String escape(String text, EncodingCharacters delimiters) {
        return standard.escape(text, delimiters);
    }

    @Override
    public String unescape(String text, EncodingCharacters delimiters) {
        char escape = delimiters.getEscapeCharacter();
        int from = text.indexOf(escape);
        if (from < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int done = 0;
        while (from >= 0) {
            plain.append(text, done, from);
            int to = text.indexOf(escape, from + 1, Math.min(text.length(), from + LONGEST));
            String meaning = to < 0 ? null : meaning(text.substring(from + 1, to), delimiters);
            if (meaning == null) {
                plain.append(escape);
                done = from + 1;
            } else {
                plain.append(meaning);
                done = to + 1;
            }
            from = text.indexOf(escape, done);
        }
        return plain.append(text, done, text.length()).toString();
    }

    /** What a sequence stands for, or null if it is none. */
    private static String meaning(String code, EncodingCharacters delimiters) {
        return switch (code) {
            case "F" -> String.valueOf(delimiters.getFieldSeparator());
            case "S" -> String.valueOf(delimiters.getComponentSeparator());
            case "T" -> String.valueOf(delimiters.getSubcomponentSeparator());
            case "R" -> String.valueOf(delimiters.getRepetitionSeparator());
            case "E" -> String.valueOf(delimiters.getEscapeCharacter());
            case "P", "L" -> "#";
            case "H", "N" -> "";
            default -> longer(code);
        };
    }

    private static String longer(String code) {
        if (code.isEmpty()) {
            return null;
        }
        if (code.startsWith(".")) {
            return formatting(code.substring(1).toLowerCase(Locale.ROOT).strip());
        }
        if (HEXADECIMAL.matcher(code).matches()) {
            return text(HexFormat.of().parseHex(code, 1, code.length()));
        }
        return NOTHING.matcher(code).matches() ? "" : null;
    }

    private static String formatting(String command) {
        if (command.equals("br") || command.equals("ce")) {
            return "\n";
        }
        Matcher lines = LINES.matcher(command);
        if (lines.matches()) {
            int number = lines.group(1).isEmpty() ? 1 : Integer.parseInt(lines.group(1));
            return "\n".repeat(Math.min(number, MOST_LINES));
        }
        if (INDENT.matcher(command).matches()) {
            return " ";
        }
        return command.equals("fi") || command.equals("nf") ? "" : null;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, Charset.forName("windows-1252"));
        }
    }
}
