package hilum.ingest.fhir.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of a document in one of the formats in which reports are issued. What the bytes are says
 * more than what they are called: a document in RTF is one, whatever its media type.
 */
public final class DocumentText {
    /** Bytes of a document at most; RTF may carry pictures. */
    private static final int LARGEST = 4 << 20;

    /** Of HTML, of which a megabyte can be made to take seconds. */
    private static final int LARGEST_HTML = 1 << 20;

    private static final Pattern CHARSET =
            Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s;\"]+)");

    /** How a page begins, also one of which only the middle was kept. */
    private static final Pattern PAGE =
            Pattern.compile(
                    "^(?:<\\?xml[^>]*>\\s*)?<(?:!doctype html|html|body|div|p|b|strong|span|table|pre|font|ul|h[1-6]|br)\\b");

    /** A text that is encoded once more has no blanks. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/\\r\\n]{80,}={0,2}");

    /** So many control characters are an accident; more, and one in so many bytes, no text. */
    private static final int FEW = 2;

    private static final int MOST_ODD = 50;

    private DocumentText() {}

    /** Why a document has no text for us. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason) {
            super(reason);
        }
    }

    /** What a document is. */
    public enum Format {
        PLAIN,
        HTML,
        RTF,
        OTHER
    }

    /** What a document is, by its first bytes, else by its media type. */
    public static Format format(byte[] data, String mediaType) {
        String head =
                new String(data, 0, Math.min(data.length, 256), StandardCharsets.ISO_8859_1)
                        .replaceFirst("^\u00ef\u00bb\u00bf", "")
                        .stripLeading()
                        .toLowerCase(Locale.ROOT);
        String type = mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (head.startsWith("{\\rtf")) {
            return Format.RTF;
        }
        if (head.startsWith("%pdf") || head.startsWith("pk\u0003\u0004")) {
            return Format.OTHER;
        }
        if (PAGE.matcher(head).find()) {
            return Format.HTML;
        }
        return switch (type) {
            case "text/html", "application/xhtml+xml" -> Format.HTML;
            case "text/rtf", "application/rtf" -> Format.RTF;
            case "text/xml" -> Format.OTHER;
            case "", "application/octet-stream" -> plain(data, head, mediaType);
            default -> type.startsWith("text/") ? plain(data, head, mediaType) : Format.OTHER;
        };
    }

    /** Unless it is something else under that name: the elements of XML would be read as prose. */
    private static Format plain(byte[] data, String head, String mediaType) {
        boolean wide =
                wide(data).isPresent() || mediaType.toLowerCase(Locale.ROOT).contains("utf-16");
        return head.startsWith("<?xml") || !wide && isBinary(data) ? Format.OTHER : Format.PLAIN;
    }

    /** Whether it is compressed, a picture, or anything else that has bytes which no text has. */
    private static boolean isBinary(byte[] data) {
        int odd = 0;
        for (int i = 0; i < Math.min(data.length, 1024); i++) {
            boolean control =
                    data[i] >= 0 && data[i] < ' ' && "\t\n\r\f\u001b".indexOf(data[i]) < 0;
            odd += control ? 1 : 0;
        }
        return odd > FEW && odd * MOST_ODD > Math.min(data.length, 1024);
    }

    /**
     * The text.
     *
     * @param mediaType as sent, with its parameters; blank when unknown
     * @throws Unreadable if it has none that can be read, with the reason and what to do
     */
    public static String read(byte[] data, String mediaType) throws Unreadable {
        Format format = format(data, mediaType);
        int largest = format == Format.HTML ? LARGEST_HTML : LARGEST;
        if (data.length > largest) {
            throw new Unreadable(
                    "has %d bytes where %d are read: send the text without pictures"
                            .formatted(data.length, largest));
        }
        Optional<Charset> charset = charset(mediaType);
        return switch (format) {
            case PLAIN -> once(decode(data, charset));
            case HTML -> HtmlText.read(data, charset);
            case RTF -> RtfText.read(data);
            case OTHER ->
                    throw new Unreadable(
                            "is neither text nor HTML nor RTF: send the report's text in one of these as well");
        };
    }

    private static Optional<Charset> charset(String mediaType) throws Unreadable {
        Matcher charset = CHARSET.matcher(mediaType);
        if (!charset.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(charset.group(1)));
        } catch (IllegalArgumentException e) {
            throw new Unreadable("is in a character set that is not known here: send it in UTF-8");
        }
    }

    private static String once(String text) throws Unreadable {
        if (ENCODED.matcher(text.strip()).matches()) {
            throw new Unreadable("is Base64 within Base64: encode the text once");
        }
        return text;
    }

    /**
     * As its mark says, else as declared, unless that can't be true; UTF-8 unless anything is said,
     * and where single bytes are declared over it; what is none of these is Windows' Western set.
     */
    private static String decode(byte[] data, Optional<Charset> charset) {
        Optional<Charset> several =
                charset.filter(each -> each.canEncode() && each.newEncoder().maxBytesPerChar() > 1);
        return Stream.of(wide(data), several, Optional.of(StandardCharsets.UTF_8), charset)
                .flatMap(Optional::stream)
                .flatMap(each -> strictly(data, each).stream())
                .findFirst()
                .map(DocumentText::withoutMark)
                .orElseGet(() -> new String(data, Charset.forName("windows-1252")));
    }

    private static Optional<String> strictly(byte[] data, Charset charset) {
        try {
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(data)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** UTF-16, where a mark says so. */
    private static Optional<Charset> wide(byte[] data) {
        return data.length > 2
                        && (data[0] == (byte) 0xFE && data[1] == (byte) 0xFF
                                || data[0] == (byte) 0xFF && data[1] == (byte) 0xFE)
                ? Optional.of(StandardCharsets.UTF_16)
                : Optional.empty();
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
