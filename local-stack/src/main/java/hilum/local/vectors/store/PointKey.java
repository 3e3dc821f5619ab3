package hilum.local.vectors.store;

import io.qdrant.client.grpc.Common.PointId;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.UUID;

/**
 * The id of a point, in the order in which Qdrant scrolls: numbers first, by value; then UUIDs, by
 * their bytes.
 *
 * @param uuid whether this is a UUID rather than a number
 * @param high upper 64 bits of the UUID; 0 for a number
 * @param low lower 64 bits of the UUID, or the number, unsigned
 */
public record PointKey(boolean uuid, long high, long low) implements Comparable<PointKey> {

    static final int BYTES = 17;

    private static final Comparator<PointKey> SCROLL_ORDER =
            Comparator.comparing(PointKey::uuid)
                    .thenComparing(PointKey::high, Long::compareUnsigned)
                    .thenComparing(PointKey::low, Long::compareUnsigned);

    /** Reads an id from a request; UUIDs in any of their usual spellings. */
    public static PointKey of(PointId id) {
        return switch (id.getPointIdOptionsCase()) {
            case NUM -> new PointKey(false, 0, id.getNum());
            case UUID -> ofUuid(id.getUuid());
            case POINTIDOPTIONS_NOT_SET ->
                    throw Refusal.invalid("a point has no id; give it a number or a UUID");
        };
    }

    private static PointKey ofUuid(String text) {
        String digits = text.startsWith("urn:uuid:") ? text.substring(9) : text;
        digits = digits.replace("{", "").replace("}", "").replace("-", "");
        if (digits.length() != 32
                || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw Refusal.invalid(
                    "unable to parse the point id '%s' as a UUID; give a UUID or a number", text);
        }
        return new PointKey(
                true,
                Long.parseUnsignedLong(digits.substring(0, 16), 16),
                Long.parseUnsignedLong(digits.substring(16), 16));
    }

    static PointKey ofBytes(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, BYTES);
        return new PointKey(buffer.get() == 1, buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .put((byte) (uuid ? 1 : 0))
                .putLong(high)
                .putLong(low)
                .array();
    }

    /** The id as Qdrant answers it, a UUID in lower case with hyphens. */
    public PointId id() {
        return uuid
                ? PointId.newBuilder().setUuid(new UUID(high, low).toString()).build()
                : PointId.newBuilder().setNum(low).build();
    }

    @Override
    public int compareTo(PointKey other) {
        return SCROLL_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return uuid ? new UUID(high, low).toString() : Long.toUnsignedString(low);
    }
}
