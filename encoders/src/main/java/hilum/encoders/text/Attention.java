package hilum.encoders.text;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which tokens of its text a token sees. */
public enum Attention {
    /** All of them. */
    @JsonProperty("bidirectional")
    BIDIRECTIONAL,
    /** Itself and those before it. */
    @JsonProperty("causal")
    CAUSAL
}
