package hilum.encoders.text;

import hilum.encoders.weights.Precision;

/**
 * How a text model is used: what its folder does not say.
 *
 * @param precision the type of weights and states
 * @param maxTokens where texts are cut, special tokens included
 * @param pooling from token states to a vector
 * @param attention which tokens a token sees
 * @param unit whether vectors are brought to unit length
 */
public record TextOptions(
        Precision precision, int maxTokens, Pooling pooling, Attention attention, boolean unit) {
    public TextOptions {
        if (maxTokens < 1) {
            throw new IllegalArgumentException(
                    "Texts of %d tokens hold nothing: cut them at 1 or more".formatted(maxTokens));
        }
    }

    /** Unit vectors: the mean over the pooled tokens, each of which sees all tokens. */
    public static TextOptions mean(Precision precision, int maxTokens) {
        return new TextOptions(precision, maxTokens, Pooling.MEAN, Attention.BIDIRECTIONAL, true);
    }

    /** These options with vectors as they are pooled. */
    public TextOptions raw() {
        return new TextOptions(precision, maxTokens, pooling, attention, false);
    }
}
