package hilum.cli.backfill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 by which an archive, or a request to send one, is known again; nothing can be read from
 * it.
 */
final class Fingerprint {
    private static final int HEAD = 1 << 16;
    private static final int HEADS = 100;

    private Fingerprint() {}

    /**
     * Of files: number, order, size and time of all of them, and how the first hundred begin. Not
     * of all they hold, which would take as long as reading them.
     */
    static String of(List<Path> files) throws IOException {
        MessageDigest digest = sha256();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            digest.update(
                    ByteBuffer.allocate(16)
                            .putLong(Files.size(file))
                            .putLong(Files.getLastModifiedTime(file).toMillis())
                            .flip());
            if (i < HEADS) {
                try (InputStream in = Files.newInputStream(file)) {
                    digest.update(in.readNBytes(HEAD));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of words, in their order. */
    static String ofWords(List<String> words) {
        MessageDigest digest = sha256();
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("Every JDK has SHA-256", e));
        }
    }
}
