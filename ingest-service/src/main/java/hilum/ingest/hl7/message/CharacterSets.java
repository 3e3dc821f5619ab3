package hilum.ingest.hl7.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes into characters: by MSH-18 where it says something true, else as UTF-8 where that fits,
 * else as Windows-1252, which holds Latin-1. No bytes make it throw.
 */
final class CharacterSets {
    private static final Charset LATIN = Charset.forName("windows-1252");

    /** HL7 table 0211, as far as Java has another name for it; some senders write Java's. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("UNICODE UTF-8", "UTF-8"),
                    Map.entry("UNICODE", "UTF-8"),
                    Map.entry("UTF8", "UTF-8"),
                    Map.entry("8859/1", "windows-1252"),
                    Map.entry("ISO IR14", "JIS_X0201"),
                    Map.entry("ISO IR87", "ISO-2022-JP"),
                    Map.entry("ISO IR159", "ISO-2022-JP-2"),
                    Map.entry("GB 18030-2000", "GB18030"),
                    Map.entry("KS X 1001", "EUC-KR"),
                    Map.entry("BIG-5", "Big5"),
                    Map.entry("CNS 11643-1992", "x-EUC-TW"));

    private CharacterSets() {}

    /**
     * What bytes say.
     *
     * @param text the characters
     * @param charset how they were read, and how an answer is written
     */
    record Decoded(String text, Charset charset) {}

    /** The message's characters. */
    static Decoded decode(byte[] message) {
        return declared(message)
                .flatMap(charset -> strictly(message, charset))
                .or(() -> strictly(message, StandardCharsets.UTF_8))
                .orElseGet(() -> new Decoded(new String(message, LATIN), LATIN));
    }

    private static Optional<Decoded> strictly(byte[] bytes, Charset charset) {
        try {
            return Optional.of(
                    new Decoded(
                            charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
                            charset));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What MSH-18 names; ASCII declares nothing, since whoever means it needs nothing declared. */
    private static Optional<Charset> declared(byte[] message) {
        String plain = new String(message, StandardCharsets.ISO_8859_1);
        String name = Header.of(plain, StandardCharsets.ISO_8859_1).first(18);
        String upper = name.strip().toUpperCase(Locale.ROOT);
        if (upper.isEmpty() || upper.equals("ASCII") || upper.equals("ISO IR6")) {
            return Optional.empty();
        }
        String known =
                NAMES.getOrDefault(
                        upper,
                        upper.startsWith("8859/") ? "ISO-8859-" + upper.substring(5) : upper);
        try {
            Charset charset = Charset.forName(known);
            return charset.canEncode() ? Optional.of(charset) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
