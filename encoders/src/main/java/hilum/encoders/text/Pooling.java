package hilum.encoders.text;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the states of a text's tokens become one vector. */
public enum Pooling {
    /** Their mean over the pooled tokens. */
    @JsonProperty("mean")
    MEAN,
    /** The state of the last token. */
    @JsonProperty("eos")
    EOS,
    /** The mean of what the pooled tokens read from learnt latents. */
    @JsonProperty("latent_attention")
    LATENT_ATTENTION
}
