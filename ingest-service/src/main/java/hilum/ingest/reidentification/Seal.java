package hilum.ingest.reidentification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes a line of the table of an identity, and opens it again: the base64 of a nonce of 12
 * bytes and, by AES-256-GCM, the text "pseudonym, kind, site, identifier" with tabs between and
 * {@value #PURPOSE} as additional data; the key is HMAC-SHA256 of that text under the secret.
 * Immutable.
 */
final class Seal {
    static final String PURPOSE = "hilum reidentification 1";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    Seal(byte[] secret) {
        key = key(secret);
    }

    private static SecretKeySpec key(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    /** One line, without its end. */
    String line(Identity identity) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        String text =
                String.join(
                        "\t",
                        identity.pseudonym(),
                        identity.kind().name(),
                        identity.site(),
                        identity.identifier());
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce)
                            .doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
            return Base64.getEncoder().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    /** Empty where the line is cut off, or sealed with another key. */
    Optional<Identity> open(String line) {
        try {
            byte[] whole = Base64.getDecoder().decode(line);
            if (whole.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] text =
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(whole, NONCE_BYTES))
                            .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            String[] parts = new String(text, StandardCharsets.UTF_8).split("\t", 4);
            return Optional.of(
                    new Identity(parts[0], Identity.Kind.valueOf(parts[1]), parts[2], parts[3]));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
