package hilum.encoders.text;

/** How a tower carries a LoRA adapter. */
public enum Adaptation {
    /** Taken into the weights: vectors cost what they cost without one, a swap reads the model. */
    MERGED,
    /** Beside the weights: vectors cost more, a swap reads the adapter alone. */
    ATTACHED
}
