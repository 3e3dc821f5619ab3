package hilum.ingest.hl7.message;

import ca.uhn.hl7v2.parser.EncodingCharacters;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a message says of itself in MSH, as raw as an answer needs it. Any text has one: what is
 * missing is empty, and delimiters that can't be are the usual ones.
 *
 * @param fields MSH-1 and up, as they stand
 * @param delimiters field, component, repetition, escape and subcomponent characters
 * @param charset how the message was read and its answer is written
 */
public record Header(List<String> fields, EncodingCharacters delimiters, Charset charset) {
    private static final String USUAL = "^~\\&";
    private static final int LONGEST = 4096;

    public Header {
        fields = List.copyOf(fields);
    }

    /** The header of a message of which nothing is known. */
    public static Header none() {
        return of("", StandardCharsets.UTF_8);
    }

    static Header of(String message, Charset charset) {
        if (!message.startsWith("MSH") || message.length() < 4 || unusable(message.charAt(3))) {
            return new Header(List.of(), delimiters('|', USUAL), charset);
        }
        String line = message.substring(0, end(message));
        char separator = line.charAt(3);
        String[] rest = line.substring(4).split(java.util.regex.Pattern.quote("" + separator), -1);
        List<String> fields = new java.util.ArrayList<>();
        fields.add(String.valueOf(separator));
        fields.addAll(Arrays.asList(rest));
        String declared = rest[0];
        String others =
                proper(separator, declared)
                        ? declared + USUAL.substring(Math.min(4, declared.length()))
                        : USUAL;
        return new Header(
                fields, delimiters(separator, proper(separator, others) ? others : USUAL), charset);
    }

    private static int end(String message) {
        int limit = Math.min(message.length(), LONGEST);
        for (int i = 0; i < limit; i++) {
            if (message.charAt(i) == '\r' || message.charAt(i) == '\n') {
                return i;
            }
        }
        return limit;
    }

    /** Whether these characters keep a message's parts from one another. */
    static boolean proper(char separator, String others) {
        String all = separator + others;
        return !others.isEmpty()
                && others.length() <= 5
                && all.chars().noneMatch(c -> unusable((char) c))
                && all.chars().distinct().count() == all.length();
    }

    private static boolean unusable(char c) {
        return Character.isLetterOrDigit(c) || c <= ' ' || c > '~';
    }

    private static EncodingCharacters delimiters(char field, String others) {
        return new EncodingCharacters(
                field, others.charAt(0), others.charAt(1), others.charAt(2), others.charAt(3));
    }

    /** MSH-n as it stands, escapes and all; empty where there is none. */
    public String raw(int field) {
        return field >= 1 && field <= fields.size() ? fields.get(field - 1) : "";
    }

    /** The first component of the first repetition of MSH-n. */
    public String first(int field) {
        return cut(repetitions(field)[0], delimiters.getComponentSeparator())[0];
    }

    /** The repetitions of MSH-n; one that is empty where there is none. */
    String[] repetitions(int field) {
        return cut(raw(field), delimiters.getRepetitionSeparator());
    }

    /** A component of MSH-n, from 1. */
    public String component(int field, int number) {
        String[] components = cut(raw(field), delimiters.getComponentSeparator());
        return number <= components.length ? components[number - 1] : "";
    }

    private static String[] cut(String text, char at) {
        return text.split(java.util.regex.Pattern.quote("" + at), -1);
    }

    /** Message control id, MSH-10, which the answer names. */
    public String controlId() {
        return raw(10);
    }

    /** Version, MSH-12.1. */
    public String version() {
        return first(12).strip();
    }

    /** Whether MSH-15 or MSH-16 ask for enhanced mode. */
    public boolean enhanced() {
        return !raw(15).isBlank() || !raw(16).isBlank();
    }
}
