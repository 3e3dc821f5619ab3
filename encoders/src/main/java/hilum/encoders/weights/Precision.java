package hilum.encoders.weights;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The type in which a model's weights and states are computed; vectors are float32 in any case. */
public enum Precision {
    @JsonProperty("float32")
    FLOAT32(6),
    @JsonProperty("bfloat16")
    BFLOAT16(15);

    private final int dtype;

    Precision(int dtype) {
        this.dtype = dtype;
    }

    /** The number of the type in TorchScript. */
    public int dtype() {
        return dtype;
    }
}
