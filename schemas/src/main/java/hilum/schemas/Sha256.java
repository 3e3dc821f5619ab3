package hilum.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as bytes and as 64 hexadecimal characters. */
public final class Sha256 {
    private Sha256() {}

    /** The digest, 32 bytes. */
    public static byte[] of(byte[] data) {
        return digest().digest(data);
    }

    /** The digest as 64 lower-case hexadecimal characters. */
    public static String hex(byte[] data) {
        return HexFormat.of().formatHex(of(data));
    }

    /**
     * The digest of the text's UTF-8 bytes, white space collapsed: equal for texts that differ in
     * wrapping only.
     */
    public static String ofText(String text) {
        return hex(text.strip().replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8));
    }

    /** A fresh digest, for streams. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
