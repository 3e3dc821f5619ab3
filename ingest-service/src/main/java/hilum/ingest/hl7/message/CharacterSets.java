package hilum.ingest.hl7.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes into characters: by MSH-18 where it says something true, else as UTF-8 where that fits,
 * else as Windows-1252, which holds Latin-1. UTF-8 that is declared as a set of single bytes is
 * UTF-8 nevertheless, since prose in such a set never looks like it; and where a sender cut some
 * characters of UTF-8 apart, only these are lost. No bytes make it throw.
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

    /** ASCII declares nothing, since whoever means it needs nothing declared. */
    private static final Set<String> NOTHING = Set.of("", "ASCII", "ISO IR6");

    /** What other sets are switched to by escapes. */
    private static final Set<String> SWITCHED = Set.of("ISO IR87", "ISO IR159");

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
        Optional<Charset> declared = declared(message);
        return declared.filter(charset -> singleBytes(charset) && !isAscii(message))
                .flatMap(charset -> strictly(message, StandardCharsets.UTF_8))
                .or(() -> declared.flatMap(charset -> strictly(message, charset)))
                .or(() -> strictly(message, StandardCharsets.UTF_8))
                .or(() -> mostlyUtf8(message))
                .orElseGet(() -> new Decoded(new String(message, LATIN), LATIN));
    }

    private static boolean singleBytes(Charset charset) {
        return charset.newEncoder().maxBytesPerChar() == 1;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    /** UTF-8 where it has more whole characters than stray bytes; those are read as Latin. */
    private static Optional<Decoded> mostlyUtf8(byte[] bytes) {
        int whole = 0;
        int stray = 0;
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            int before = out.position();
            CoderResult result = utf8.decode(in, out, true);
            for (int i = before; i < out.position(); i++) {
                whole += out.get(i) > '~' ? 1 : 0;
            }
            if (!result.isError()) {
                break;
            }
            for (int i = 0; i < result.length(); i++) {
                out.put(LATIN.decode(ByteBuffer.wrap(new byte[] {in.get()})));
                stray++;
            }
        }
        return whole > stray
                ? Optional.of(new Decoded(out.flip().toString(), StandardCharsets.UTF_8))
                : Optional.empty();
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

    /** What MSH-18 names. */
    private static Optional<Charset> declared(byte[] message) {
        String plain = new String(message, StandardCharsets.ISO_8859_1);
        Header header = Header.of(plain, StandardCharsets.ISO_8859_1);
        // Repetitions are sets to switch to by escapes: ~ISO IR87 is ASCII with Japanese.
        List<String> names =
                Arrays.stream(header.repetitions(18))
                        .map(each -> each.strip().toUpperCase(Locale.ROOT))
                        .filter(each -> !NOTHING.contains(each))
                        .toList();
        return names.stream()
                .filter(SWITCHED::contains)
                .findFirst()
                .or(() -> names.stream().findFirst())
                .flatMap(CharacterSets::named);
    }

    private static Optional<Charset> named(String upper) {
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
