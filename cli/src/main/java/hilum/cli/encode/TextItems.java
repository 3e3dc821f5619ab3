package hilum.cli.encode;

import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The texts of a JSON-lines file. Read in windows whose texts are batched by length, so that little
 * is padded and memory does not grow with the file.
 */
final class TextItems implements Items {
    private static final int WINDOW = 2048;

    /** Longer texts have a token of their own in any vocabulary. */
    private static final int SHORT = 24;

    private final Path file;
    private final Encoder.Text model;
    private final int count;
    private final String digest;
    private final BitSet left;

    private TextItems(Path file, Encoder.Text model, int count, String digest, BitSet left) {
        this.file = file;
        this.model = model;
        this.count = count;
        this.digest = digest;
        this.left = left;
    }

    /**
     * Reads the whole file once, so that a wrong line is told before the first vector is computed.
     *
     * @param skipEmpty leave lines out that have no vector, instead of refusing them
     * @param warn is told how many were left out
     */
    static TextItems check(Path file, Encoder.Text model, boolean skipEmpty, Consumer<String> warn)
            throws IOException {
        MessageDigest sha = Sha256.start();
        BitSet left = new BitSet();
        int lines = 0;
        try (Lines in = Lines.open(file, sha)) {
            for (Optional<String> line = in.next(); line.isPresent(); line = in.next()) {
                TextLine text = TextLine.parse(file, in.number(), line.get());
                if (suspicious(text, model) && model.tokens(text).pooledCount() == 0) {
                    if (!skipEmpty) {
                        throw empty(text);
                    }
                    left.set(lines);
                }
                lines++;
            }
        }
        int count = lines - left.cardinality();
        if (count == 0) {
            throw Failure.failed("%s has no text: give one JSON object a line", file);
        }
        if (!left.isEmpty()) {
            warn.accept("%d lines without a vector are left out".formatted(left.cardinality()));
        }
        return new TextItems(file, model, count, Sha256.hex(sha), left);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public void forEachId(Consumer<String> use) throws IOException {
        forEach((row, line) -> use.accept(line.get().id()));
    }

    @Override
    public void encode(Rows rows) throws IOException {
        List<Tokens> window = new ArrayList<>(WINDOW);
        List<Integer> places = new ArrayList<>(WINDOW);
        forEach(
                (row, line) -> {
                    if (rows.has(row)) {
                        return;
                    }
                    Tokens tokens = model.tokens(line.get());
                    if (tokens.pooledCount() == 0) {
                        throw empty(line.get());
                    }
                    window.add(tokens);
                    places.add(row);
                    if (window.size() == WINDOW) {
                        flush(window, places, rows);
                    }
                });
        flush(window, places, rows);
    }

    private void flush(List<Tokens> window, List<Integer> places, Rows rows) throws IOException {
        for (List<Integer> batch : TextTower.BUDGET.batches(window)) {
            float[][] vectors = model.tower().embed(batch.stream().map(window::get).toList());
            for (int i = 0; i < vectors.length; i++) {
                rows.put(places.get(batch.get(i)), vectors[i]);
            }
        }
        window.clear();
        places.clear();
    }

    /** A line is parsed only when it is asked for. */
    private interface Line {
        TextLine get();
    }

    private interface Use {
        void accept(int row, Line line) throws IOException;
    }

    private void forEach(Use use) throws IOException {
        int place = 0;
        int row = 0;
        try (Lines in = Lines.open(file)) {
            for (Optional<String> line = in.next(); line.isPresent(); line = in.next()) {
                if (!left.get(place++)) {
                    String text = line.get();
                    use.accept(row++, () -> TextLine.parse(file, in.number(), text));
                }
            }
        }
        if (row != count) {
            throw Failure.failed("%s has changed while it was read: start again", file);
        }
    }

    /**
     * Whether the line may be one without a vector, or with token ids to check. All others are not
     * tokenised twice.
     */
    private static boolean suspicious(TextLine line, Encoder.Text model) {
        return switch (line.content()) {
            case TextLine.Ids ids -> true;
            case TextLine.Words words ->
                    !model.tower().tokenizes()
                            || words.text().length() < SHORT
                            || words.text().isBlank()
                            || words.instruction().orElse("").length() > model.maxTokens() / 4;
        };
    }

    private static Failure empty(TextLine line) {
        return line.failed(
                "has no vector: none of its tokens is pooled; give it a text, or leave such lines out by --skip-empty");
    }
}
