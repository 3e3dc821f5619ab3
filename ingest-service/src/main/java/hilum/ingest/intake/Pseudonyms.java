package hilum.ingest.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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

    /** The day of a patient's own lies within a century, so that no age can be guessed. */
    private static final long DAY_SHIFT = 36_525;

    private static final long ORDER_SHIFT = Duration.ofDays(DAY_SHIFT).toMillis();

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

    /** Pseudonym of an HL7 message's control id (MSH-10); never equal to one of the others. */
    public String message(String site, String controlId) {
        return hash("message\n" + site + "\n" + controlId);
    }

    /**
     * A date as days since a day of the patient's own, which only the key tells: distances between
     * two dates of one patient stay, the dates are gone. Needs no memory of what came before.
     */
    public int day(String site, String patient, LocalDate date) {
        return Math.toIntExact(
                date.toEpochDay() - shift("day\n" + site + "\n" + patient, DAY_SHIFT));
    }

    /**
     * A time as a number that orders the editions of one accession: milliseconds, shifted by an
     * amount that only the key tells.
     */
    public long order(String site, String accession, Instant time) {
        return time.toEpochMilli() - shift("order\n" + site + "\n" + accession, ORDER_SHIFT);
    }

    /**
     * What to add to a day of one patient of a site to make it a day of another: both stand for one
     * date then, and no date can be read from the difference.
     */
    public int daysBetween(String site, String from, String to) {
        LocalDate any = LocalDate.EPOCH;
        return day(site, to, any) - day(site, from, any);
    }

    /** A time as a number that orders what is said of the patients of a site, shifted alike. */
    public long order(String site, Instant time) {
        return time.toEpochMilli() - shift("order\n" + site, ORDER_SHIFT);
    }

    private long shift(String text, long below) {
        return Long.remainderUnsigned(ByteBuffer.wrap(mac(text)).getLong(), below);
    }

    private String hash(String text) {
        return HexFormat.of().formatHex(mac(text), 0, PSEUDONYM_BYTES);
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
