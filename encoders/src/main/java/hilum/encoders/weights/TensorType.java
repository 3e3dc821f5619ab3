package hilum.encoders.weights;

/** The element types of the safetensors format that Hilum reads and writes; all little-endian. */
public enum TensorType {
    BOOL(1),
    U8(1),
    I32(4),
    I64(8),
    F16(2),
    BF16(2),
    F32(4);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Whether its elements are floating numbers, as a model's weights are. */
    public boolean isFloating() {
        return switch (this) {
            case F16, BF16, F32 -> true;
            case BOOL, U8, I32, I64 -> false;
        };
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
