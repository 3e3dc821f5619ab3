package hilum.encoders.text;

import hilum.encoders.torch.ProgramText.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
     * Opens a folder in Hugging Face layout: {@code config.json}, the weights, {@code
     * tokenizer.json} unless only token ids are to be embedded, a LoRA adapter in PEFT layout and
     * {@code projection.safetensors} where vectors go on into another space. The adapter is merged.
     */
    public static TextTower open(Path folder, TextOptions options) throws IOException {
        return open(folder, options, TowerFiles.ownAdapter(folder), Adaptation.MERGED);
    }

    /**
     * As {@link #open(Path, TextOptions)}, with another adapter or none.
     *
     * @param adapter a folder in PEFT layout
     * @throws IOException when a file cannot be read, or does not fit the others: then nothing is
     *     loaded
     */
    public static TextTower open(
            Path folder, TextOptions options, Optional<Path> adapter, Adaptation adaptation)
            throws IOException {
        TowerFiles files = TowerFiles.of(folder, options, adaptation, new LinkedHashMap<>());
        Optional<TextTokenizer> tokenizer = tokenizer(files);
        try {
            return new TextTower(
                    folder, tokenizer, TokenEncoder.open(files, Linear.fastest(), adapter));
        } catch (IOException | RuntimeException e) {
            tokenizer.ifPresent(TextTokenizer::close);
            throw e;
        }
    }

    private static Optional<TextTokenizer> tokenizer(TowerFiles files) throws IOException {
        Path file = files.folder().resolve("tokenizer.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        TextTokenizer tokenizer = TextTokenizer.open(file, files.options().maxTokens());
        int largest = new TokenizerFile(file).largestId();
        if (largest >= files.architecture().vocabulary()) {
            tokenizer.close();
            throw new IOException(
                    "%s has the token id %d, but the model's embedding has %d rows: copy the tokenizer.json of this model"
                            .formatted(file, largest, files.architecture().vocabulary()));
        }
        return Optional.of(tokenizer);
    }

    /**
     * Puts another adapter in the place of the one that the tower has, or none. Requests that are
     * being computed end with the old one, later ones have the new one, none has both.
     *
     * @param adapter a folder in PEFT layout
     * @throws IOException when it cannot be read or was made for another model: the tower stays as
     *     it is
     */
    public void swap(Optional<Path> adapter) throws IOException {
        encoder.swap(adapter);
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
