package hilum.encoders.text;

import java.io.IOException;
import java.nio.file.Files;
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

    private final Path folder;
    private final Optional<TextTokenizer> tokenizer;
    private final TokenEncoder encoder;

    private TextTower(Path folder, Optional<TextTokenizer> tokenizer, TokenEncoder encoder) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    /**
     * Opens a folder in Hugging Face layout: {@code config.json}, {@code model.safetensors}, {@code
     * tokenizer.json} unless only token ids are to be embedded, and {@code projection.safetensors}
     * where vectors go on into another space.
     */
    public static TextTower open(Path folder, TextOptions options) throws IOException {
        TokenEncoder encoder = TokenEncoder.open(folder, options);
        try {
            int positions = encoder.architecture().positions();
            if (options.maxTokens() > positions) {
                throw new IOException(
                        "%s cannot take texts of %d tokens: its model has %d positions"
                                .formatted(folder, options.maxTokens(), positions));
            }
            Path file = folder.resolve("tokenizer.json");
            Optional<TextTokenizer> tokenizer =
                    Files.exists(file)
                            ? Optional.of(TextTokenizer.open(file, options.maxTokens()))
                            : Optional.empty();
            return new TextTower(folder, tokenizer, encoder);
        } catch (IOException | RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /** Whether the folder has a tokenizer; without one only token ids can be embedded. */
    public boolean tokenizes() {
        return tokenizer.isPresent();
    }

    /**
     * The tokens of a text; with an instruction only the text's own are pooled.
     *
     * @throws IllegalStateException when the folder has no tokenizer
     */
    public Tokens tokenize(Optional<String> instruction, String text) {
        return tokenizer
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "%s has no tokenizer.json: give token ids, or copy the model's"
                                                .formatted(folder)))
                .tokenize(instruction, text);
    }

    /**
     * Vectors in the order of the texts, batched by {@link #BUDGET}.
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
        return encoder.dimension();
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.ifPresent(TextTokenizer::close);
    }
}
