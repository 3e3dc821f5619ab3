package hilum.cli;

import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model's folder is to be read as a text tower, where the folder itself leaves it open. */
public final class TextTowerOptions {
    @Option(
            names = "--pooling",
            paramLabel = "KIND",
            description = "mean, eos or latent_attention (default: as the folder says, else mean)")
    private Pooling pooling;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            description = "bidirectional or causal (default: bidirectional)")
    private Attention attention;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Cut texts here (default: as the folder says, else 512)")
    private Integer maxTokens;

    public Optional<Pooling> pooling() {
        return Optional.ofNullable(pooling);
    }

    public Optional<Attention> attention() {
        return Optional.ofNullable(attention);
    }

    /**
     * Tokens after which a text is cut.
     *
     * @throws Failure when it is below one
     */
    public Optional<Integer> maxTokens() {
        if (maxTokens != null && maxTokens < 1) {
            throw Failure.usage("--max-tokens is %d: give 1 or more", maxTokens);
        }
        return Optional.ofNullable(maxTokens);
    }
}
