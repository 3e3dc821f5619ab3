package hilum.ingest.fhir.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        if (head.startsWith("<!doctype html") || head.startsWith("<html")) {
            return Format.HTML;
        }
        return switch (type) {
            case "text/html", "application/xhtml+xml" -> Format.HTML;
            case "text/rtf", "application/rtf" -> Format.RTF;
            case "", "application/octet-stream" -> isBinary(data) ? Format.OTHER : Format.PLAIN;
            default -> type.startsWith("text/") ? Format.PLAIN : Format.OTHER;
        };
    }

    private static boolean isBinary(byte[] data) {
        for (int i = 0; i < Math.min(data.length, 1024); i++) {
            if (data[i] == 0) {
                return true;
            }
        }
        return false;
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
            case PLAIN -> decode(data, charset);
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

    /** UTF-8 unless said otherwise; bytes that are none are taken for Windows' Western set. */
    private static String decode(byte[] data, Optional<Charset> charset) {
        if (charset.isPresent()) {
            return withoutMark(new String(data, charset.get()));
        }
        try {
            return withoutMark(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
        } catch (CharacterCodingException e) {
            return new String(data, Charset.forName("windows-1252"));
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
