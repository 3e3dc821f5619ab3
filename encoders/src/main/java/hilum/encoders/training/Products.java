package hilum.encoders.training;

import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Precision;

/** How the linear layers of a training program multiply. */
enum Products {
    /** libtorch's own products, in any floating type. */
    PLAIN("product_plain", Precision.FLOAT32, 4),
    /** oneDNN's in float32: several times as fast on many processors. */
    ONEDNN("product_onednn", Precision.FLOAT32, 4),
    /** In bfloat16, all else in float32. */
    BFLOAT16("product_bfloat16", Precision.BFLOAT16, 2);

    private final String text;
    private final Precision weights;
    private final int bytes;

    Products(String text, Precision weights, int bytes) {
        this.text = text;
        this.weights = weights;
        this.bytes = bytes;
    }

    /** The fastest here of a precision. */
    static Products of(Precision precision) {
        return switch (precision) {
            case BFLOAT16 -> BFLOAT16;
            case FLOAT32 -> Linear.fastest() == Linear.FUSED ? ONEDNN : PLAIN;
        };
    }

    /** The library text of the module {@code product}. */
    String text() {
        return text;
    }

    /** The type in which frozen linear layers lie in memory. */
    Precision weights() {
        return weights;
    }

    /** The bytes of a value that a linear layer gave, as it is kept. */
    int bytes() {
        return bytes;
    }
}
