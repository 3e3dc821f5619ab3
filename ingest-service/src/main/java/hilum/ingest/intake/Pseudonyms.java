package hilum.ingest.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces identifiers by keyed hashes: the first 16 bytes of HMAC-SHA256 as 32 hexadecimal
 * characters. The same identifier of the same site gives the same pseudonym as long as the key
 * stays; without the key nobody can go from one to the other, nor guess identifiers and compare.
 */
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY = 32;
    private static final int PSEUDONYM_BYTES = 16;

    private final SecretKeySpec key;

    Pseudonyms(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(
                    "Pseudonym key has %d bytes where at least %d are needed: write 32 random bytes, for instance as 64 hexadecimal characters"
                            .formatted(key.length, SHORTEST_KEY));
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Reads the key: the bytes of the file, without line breaks and blanks at its end.
     *
     * @throws IllegalStateException if the file can't be read or the key is too short
     */
    public static Pseudonyms fromFile(Path file) {
        try {
            return new Pseudonyms(trimmed(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Pseudonym key %s cannot be read: have hilum.pseudonym.key-file name a file of at least %d random bytes, and keep it: other bytes make other study ids"
                            .formatted(file, SHORTEST_KEY),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Pseudonym key file %s is refused: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static byte[] trimmed(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && Character.isWhitespace(bytes[end - 1])) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** Pseudonym of an accession, which is also the study id. */
    public String study(String site, String accession) {
        return hash(site + "\n" + accession);
    }

    /** Pseudonym of a patient of a site; never equal to that of an accession of the same name. */
    public String patient(String site, String patient) {
        return hash("patient\n" + site + "\n" + patient);
    }

    private String hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, PSEUDONYM_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
