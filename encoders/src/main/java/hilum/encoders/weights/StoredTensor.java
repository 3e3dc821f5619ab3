package hilum.encoders.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor as it lies in a file: row-major, little-endian.
 *
 * @param type the type of its elements
 * @param shape its sizes; empty for a scalar
 * @param data its bytes, valid as long as the file they come from is open
 */
public record StoredTensor(TensorType type, List<Long> shape, MemorySegment data) {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    public StoredTensor {
        shape = List.copyOf(shape);
        long elements = elements(shape);
        if (data.byteSize() != Math.multiplyExact(elements, type.bytes())) {
            throw new IllegalArgumentException(
                    "A tensor %s %s takes %d bytes, but %d were given: check shape and type"
                            .formatted(type, shape, elements * type.bytes(), data.byteSize()));
        }
    }

    /** A float32 tensor over these values, which are not copied. */
    public static StoredTensor of(float[] values, long... shape) {
        return new StoredTensor(TensorType.F32, sizes(shape), MemorySegment.ofArray(values));
    }

    /**
     * The number of elements of a shape; throws ArithmeticException where it does not fit a long.
     */
    static long elements(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** The number of elements. */
    public long elements() {
        return elements(shape);
    }

    /** The same tensor in memory that lives as long as it is reachable. */
    public StoredTensor copy() {
        return new StoredTensor(
                type,
                shape,
                Arena.ofAuto()
                        .allocate(Math.max(data.byteSize(), 1), Long.BYTES)
                        .asSlice(0, data.byteSize())
                        .copyFrom(data));
    }

    /** Its values times a number, as float32. */
    StoredTensor times(double factor) {
        float[] values = floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return of(values, sizes());
    }

    /** Whether the other has the same type, shape and bytes. */
    public boolean sameAs(StoredTensor other) {
        return type == other.type
                && shape.equals(other.shape)
                && (data.equals(other.data) || data.mismatch(other.data) < 0);
    }

    /** The sizes as an array. */
    public long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** The values of a floating tensor, widened to float32. */
    public float[] floats() {
        int count = Math.toIntExact(elements());
        float[] values = new float[count];
        switch (type) {
            case F32 -> MemorySegment.copy(data, FLOAT, 0, values, 0, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Float.float16ToFloat(data.getAtIndex(SHORT, i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = Float.intBitsToFloat(data.getAtIndex(SHORT, i) << 16);
                }
            }
            case BOOL, U8, I32, I64 ->
                    throw new IllegalStateException(
                            "A %s tensor holds no floats: read its bytes".formatted(type));
        }
        return values;
    }

    /** The values of an I64 tensor. */
    public long[] longs() {
        if (type != TensorType.I64) {
            throw new IllegalStateException(
                    "A %s tensor holds no 64-bit integers: read its bytes".formatted(type));
        }
        long[] values = new long[Math.toIntExact(elements())];
        MemorySegment.copy(data, LONG, 0, values, 0, values.length);
        return values;
    }

    private static List<Long> sizes(long... shape) {
        return java.util.Arrays.stream(shape).boxed().collect(Collectors.toUnmodifiableList());
    }
}
