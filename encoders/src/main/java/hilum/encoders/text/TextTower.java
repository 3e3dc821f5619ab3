package hilum.encoders.text;

import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A text model ready to embed: its tokenizer, its weights in memory and the program that computes
 * it.
 *
 * <p>A text has the same vector whatever its batch-mates and padding. May be used from several
 * threads; computations take turns. Closing it while another thread embeds is an error of the
 * caller.
 */
public final class TextTower implements AutoCloseable {
    /** The budget that keeps a batch inside a small machine's caches and memory. */
    public static final TokenBudget BUDGET = new TokenBudget(2_048);

    private final TextTokenizer tokenizer;
    private final TokenEncoder encoder;

    private TextTower(TextTokenizer tokenizer, TokenEncoder encoder) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    /**
     * Opens a folder in Hugging Face layout: {@code config.json}, {@code tokenizer.json}, {@code
     * model.safetensors}.
     *
     * @param maxTokens where texts are cut, special tokens included
     */
    public static TextTower open(Path folder, Precision precision, int maxTokens)
            throws IOException {
        TokenEncoder encoder = TokenEncoder.open(folder, precision);
        try {
            int positions = encoder.architecture().positions();
            if (maxTokens < 1 || maxTokens > positions) {
                throw new IOException(
                        "%s cannot take texts of %d tokens: its model has %d positions"
                                .formatted(folder, maxTokens, positions));
            }
            return new TextTower(
                    TextTokenizer.open(folder.resolve("tokenizer.json"), maxTokens), encoder);
        } catch (IOException | RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** The tokens of a text; with an instruction only the text's own are pooled. */
    public Tokens tokenize(Optional<String> instruction, String text) {
        return tokenizer.tokenize(instruction, text);
    }

    /**
     * Unit vectors in the order of the texts, batched by {@link #BUDGET}.
     *
     * @throws IllegalArgumentException for a text without a pooled token, or with an id that the
     *     model does not know
     */
    public float[][] embed(List<Tokens> texts) {
        return encoder.embed(texts, BUDGET);
    }

    /** As {@link #embed(List)}, with batches of another size. */
    public float[][] embed(List<Tokens> texts, TokenBudget budget) {
        return encoder.embed(texts, budget);
    }

    /** The family of the model, as in its manifest. */
    public String architecture() {
        return encoder.architecture().name();
    }

    /** The length of a vector. */
    public int dimension() {
        return encoder.architecture().dimension();
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.close();
    }
}
