package hilum.encoders.training;

/**
 * What a step computes a second time for want of memory. The results are the same to the bit.
 *
 * @see <a href="https://arxiv.org/abs/2101.06983">Gao et al., gradient caching</a>
 * @see <a href="https://arxiv.org/abs/1604.06174">Chen et al., recomputation</a>
 */
enum Rerun {
    /** Nothing: what the linear layers of all groups of texts gave is kept. */
    NOTHING(0),
    /** Each group of texts: what is kept is kept of one group at a time. */
    GROUPS(1),
    /** Each group, and in it each layer: the inputs of the layers of one group are kept. */
    LAYERS(2);

    private final int number;

    Rerun(int number) {
        this.number = number;
    }

    /** Its number in {@code text_training.py}. */
    int number() {
        return number;
    }

    /** Values in flight in one layer, as a multiple of what its linear layers give. */
    private static final int IN_FLIGHT = 4;

    /**
     * The bytes of activations that a step holds at its peak.
     *
     * @param tokens of all groups, padding counted
     * @param most of one group
     */
    long bytes(Footprint model, long tokens, long most) {
        long layer = most * model.layer() * Float.BYTES * IN_FLIGHT;
        return layer
                + switch (this) {
                    case NOTHING -> tokens * (model.kept() + model.inputs());
                    case GROUPS -> most * (model.kept() + model.inputs());
                    case LAYERS -> most * model.inputs();
                };
    }

    /** The fastest that fits into the memory at hand; the smallest where none does. */
    static Rerun fitting(Footprint model, long tokens, long most, long memory) {
        for (Rerun rerun : values()) {
            if (rerun.bytes(model, tokens, most) <= memory) {
                return rerun;
            }
        }
        return LAYERS;
    }

    /**
     * What a token costs in a model.
     *
     * @param kept bytes of what the linear layers of all layers give
     * @param inputs bytes of the inputs of all layers
     * @param layer values that the linear layers of one layer give
     */
    record Footprint(long kept, long inputs, long layer) {}
}
