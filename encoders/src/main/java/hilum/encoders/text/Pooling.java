package hilum.encoders.text;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the states of a text's tokens become one vector. */
public enum Pooling {
    /** The mean over the pooled tokens. */
    @JsonProperty("mean")
    MEAN(0),
    /** The last token of the text. */
    @JsonProperty("eos")
    EOS(1),
    /** The pooled tokens attend to trained latents, then their mean. */
    @JsonProperty("latent_attention")
    LATENT_ATTENTION(2);

    private final int number;

    Pooling(int number) {
        this.number = number;
    }

    /** Its number in {@code pooling.py}. */
    public int number() {
        return number;
    }
}
