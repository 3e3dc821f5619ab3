package hilum.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The vector bytes of {@link Embedding}: FLOAT32_LE, components one after another. */
public final class Vectors {
    /** Name of the encoding, as in {@code Embedding.encoding}. */
    public static final String FLOAT32_LE = "FLOAT32_LE";

    private Vectors() {}

    /** Encodes a vector. */
    public static ByteBuffer encode(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes;
    }

    /**
     * The vector of an event.
     *
     * @throws IllegalArgumentException if encoding, length or a component is not what the event
     *     says
     */
    public static float[] decode(Embedding event) {
        ByteBuffer bytes = event.getVector().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (!FLOAT32_LE.equals(event.getEncoding())
                || bytes.remaining() != event.getDimension() * Float.BYTES) {
            throw new IllegalArgumentException(
                    "Vector of study %s, item %s has %d bytes in %s where dimension %d says %d bytes in %s: the"
                                    .formatted(
                                            event.getStudyId(),
                                            event.getItem(),
                                            bytes.remaining(),
                                            event.getEncoding(),
                                            event.getDimension(),
                                            event.getDimension() * Float.BYTES,
                                            FLOAT32_LE)
                            + " producer is broken");
        }
        float[] vector = new float[event.getDimension()];
        bytes.asFloatBuffer().get(vector);
        for (float component : vector) {
            if (!Float.isFinite(component)) {
                throw new IllegalArgumentException(
                        "Vector of study %s, item %s holds %s: the model or its input is broken"
                                .formatted(event.getStudyId(), event.getItem(), component));
            }
        }
        return vector;
    }
}
