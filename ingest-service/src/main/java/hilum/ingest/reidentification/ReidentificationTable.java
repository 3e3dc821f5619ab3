package hilum.ingest.reidentification;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An encrypted table of pseudonyms and identifiers in one file, which only grows. A line is the
 * base64 of a nonce of 12 bytes and, by AES-256-GCM, the text "pseudonym, kind, site, identifier"
 * with tabs between and {@value #PURPOSE} as additional data; the key is HMAC-SHA256 of that text
 * under the bytes of the key file. A line is on the disk before {@link #keep} returns. One process
 * writes a file; many threads may.
 */
public final class ReidentificationTable implements Register, AutoCloseable {
    static final String PURPOSE = "hilum reidentification 1";

    private static final int SHORTEST_KEY = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int REMEMBERED = 10_000;
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final SecretKeySpec key;
    private final FileChannel lines;
    private final SecureRandom random = new SecureRandom();

    /** Pseudonyms written lately: a study that comes in parts needs no line for each. */
    private final Set<String> written =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    private ReidentificationTable(Path file, byte[] secret) throws IOException {
        this.file = file;
        this.key = key(secret);
        if (Files.notExists(file)) {
            Files.createFile(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, OWNER);
            }
        }
        this.lines = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        endTornLine();
    }

    /**
     * Opens a table, a new one where there is none.
     *
     * @param keyFile at least 32 bytes, without line breaks and blanks at its end; another one than
     *     that of the pseudonyms
     * @throws IllegalStateException if the key or the table can't be used
     */
    public static ReidentificationTable open(Path file, Path keyFile) {
        try {
            byte[] secret =
                    Files.readString(keyFile, StandardCharsets.ISO_8859_1)
                            .stripTrailing()
                            .getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length < SHORTEST_KEY) {
                throw new IllegalStateException(
                        "Re-identification key %s has %d bytes where at least %d are needed: write 32 random bytes, for instance as 64 hexadecimal characters"
                                .formatted(keyFile, secret.length, SHORTEST_KEY));
            }
            return new ReidentificationTable(file, secret);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Re-identification table %s with key %s cannot be opened: have hilum.ingest.reidentification.file and hilum.ingest.reidentification.key-file name files of this user, or neither"
                            .formatted(file, keyFile),
                    e);
        }
    }

    /** A line that a crash cut off stays as it is; the next one begins anew. */
    private void endTornLine() throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            return;
        }
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            read.read(last, size - 1);
            if (last.get(0) != '\n') {
                lines.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    @Override
    public synchronized void keep(Identity identity) throws IOException {
        if (written.contains(identity.pseudonym())) {
            return;
        }
        ByteBuffer line = ByteBuffer.wrap(encrypted(identity));
        while (line.hasRemaining()) {
            lines.write(line);
        }
        lines.force(false);
        written.add(identity.pseudonym());
    }

    /**
     * Who stands behind a pseudonym, read from the file from its beginning; empty where no line has
     * it.
     *
     * @throws IllegalStateException if the key is another one than the table was written with
     */
    public Optional<Identity> find(String pseudonym) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            boolean any = false;
            boolean refused = false;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Optional<Identity> identity = decrypted(line);
                any |= identity.isPresent();
                refused |= identity.isEmpty() && !line.isBlank();
                if (identity.filter(found -> found.pseudonym().equals(pseudonym)).isPresent()) {
                    return identity;
                }
            }
            if (refused && !any) {
                throw new IllegalStateException(
                        "Re-identification table %s opens with another key: name the one that it was written with in hilum.ingest.reidentification.key-file"
                                .formatted(file));
            }
            return Optional.empty();
        }
    }

    private byte[] encrypted(Identity identity) {
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
            return (Base64.getEncoder().encodeToString(whole) + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    private Optional<Identity> decrypted(String line) {
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

    private static SecretKeySpec key(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new SecretKeySpec(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
