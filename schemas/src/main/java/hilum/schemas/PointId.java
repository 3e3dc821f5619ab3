package hilum.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids of points in the vector store: UUID version 5 (RFC 9562), so that a replay overwrites and
 * never duplicates.
 */
public final class PointId {
    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static final UUID NAMESPACE = uuid5(DNS, "hilum");

    private PointId() {}

    /** Id of one item of a study in the space of one model version. */
    public static UUID of(String studyId, String item, String modelVersion) {
        return uuid5(NAMESPACE, studyId + "/" + item + "/" + modelVersion);
    }

    static UUID uuid5(UUID namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer in = ByteBuffer.allocate(Long.BYTES * 2 + text.length);
        in.putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(text);
        byte[] digest = sha1().digest(in.array());
        digest[6] = (byte) (digest[6] & 0x0f | 0x50);
        digest[8] = (byte) (digest[8] & 0x3f | 0x80);
        ByteBuffer out = ByteBuffer.wrap(digest);
        return new UUID(out.getLong(), out.getLong());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
