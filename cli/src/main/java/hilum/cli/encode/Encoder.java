package hilum.cli.encode;

import hilum.cli.Failure;
import hilum.encoders.DualEncoder;
import hilum.encoders.image.ImageTower;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.text.Adaptation;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * A model folder opened for encoding: a model version, which is used as its manifest says, or a
 * folder as published, which gives vectors as they are pooled unless told otherwise.
 */
final class Encoder implements AutoCloseable {
    private static final int DEFAULT_MAX_TOKENS = 512;

    private final Optional<Text> text;
    private final Optional<ImageTower> image;
    private final SequencedMap<String, String> settings;
    private final AutoCloseable owned;

    private Encoder(
            Optional<Text> text,
            Optional<ImageTower> image,
            SequencedMap<String, String> settings,
            AutoCloseable owned) {
        this.text = text;
        this.image = image;
        this.settings = settings;
        this.owned = owned;
    }

    /**
     * What the command line says about the use of a model; absent = as the folder says.
     *
     * @param unit whether vectors are brought to unit length
     */
    record Wishes(
            Optional<Pooling> pooling,
            Optional<Attention> attention,
            Optional<Precision> precision,
            Optional<Integer> maxTokens,
            Optional<Path> adapter,
            boolean unit) {
        boolean any() {
            return pooling.isPresent()
                    || attention.isPresent()
                    || precision.isPresent()
                    || maxTokens.isPresent()
                    || adapter.isPresent()
                    || unit;
        }
    }

    /** The text tower, and what it takes. */
    record Text(TextTower tower, TextArchitecture architecture, int maxTokens) {
        /** The tokens of a line; throws {@link Failure} where the model cannot take them. */
        Tokens tokens(TextLine line) {
            return switch (line.content()) {
                case TextLine.Words words -> {
                    if (!tower.tokenizes()) {
                        throw line.failed(
                                "has a text, but the model's folder has no tokenizer.json: give input_ids, or copy the model's tokenizer");
                    }
                    yield tower.tokenize(words.instruction(), words.text());
                }
                case TextLine.Ids ids -> {
                    check(line, ids.tokens());
                    yield ids.tokens();
                }
            };
        }

        private void check(TextLine line, Tokens tokens) {
            if (tokens.length() > architecture.positions()) {
                throw line.failed(
                        "has %d tokens, the model takes %d: cut it",
                        tokens.length(), architecture.positions());
            }
            for (int i = 0; i < tokens.length(); i++) {
                if (tokens.id(i) < 0 || tokens.id(i) >= architecture.vocabulary()) {
                    throw line.failed(
                            "has the token id %d, the model knows 0 to %d: use the model's own tokenizer",
                            tokens.id(i), architecture.vocabulary() - 1);
                }
            }
        }
    }

    static Encoder open(Path folder, Wishes wishes, boolean texts) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Failure.failed("--model %s is no folder: name a model's folder", folder);
        }
        if (Files.isRegularFile(folder.resolve("manifest.json"))) {
            return version(folder, wishes, texts);
        }
        if (SentenceTransformers.describes(folder)) {
            return sentenceTransformers(folder, wishes, texts);
        }
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw Failure.failed(
                    "%s has neither manifest.json nor config.json: name a model version's folder or one in Hugging Face layout",
                    folder);
        }
        boolean tower = hilum.cli.Output.JSON.readTree(config.toFile()).has("vision_cfg");
        if (tower == texts) {
            throw Failure.failed(
                    tower
                            ? "%s holds an image tower: give it --images, or name a text model"
                            : "%s holds a text model: give it --texts, or name an image tower",
                    folder);
        }
        return tower ? image(folder, wishes) : text(folder, wishes);
    }

    Text text() {
        return text.orElseThrow();
    }

    ImageTower image() {
        return image.orElseThrow();
    }

    int dimension() {
        return text.map(t -> t.tower().dimension()).orElseGet(() -> image().dimension());
    }

    /**
     * How vectors are computed, for the metadata; {@code weights} is a hash of the model's files.
     */
    SequencedMap<String, String> settings() {
        return settings;
    }

    @Override
    public void close() throws Exception {
        owned.close();
    }

    private static Encoder version(Path folder, Wishes wishes, boolean texts) throws IOException {
        if (wishes.any()) {
            throw Failure.usage(
                    "%s is a model version, which encodes as its manifest says: leave --pooling, --attention, --precision, --max-tokens, --adapter and --normalise out",
                    folder);
        }
        DualEncoder model = DualEncoder.open(ModelFolder.open(folder));
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("model", model.manifest().version());
        settings.put("weights", Sha256.of(folder.resolve("manifest.json")));
        if (texts) {
            TextArchitecture architecture =
                    TextArchitecture.read(folder.resolve("text").resolve("config.json"));
            return new Encoder(
                    Optional.of(
                            new Text(
                                    model.text(),
                                    architecture,
                                    model.manifest().text().maxTokens())),
                    Optional.empty(),
                    settings,
                    model);
        }
        if (model.image().isEmpty()) {
            model.close();
            throw Failure.failed(
                    "Model %s has no image tower: name a version that has one",
                    model.manifest().version());
        }
        return new Encoder(Optional.empty(), model.image(), settings, model);
    }

    private static Encoder sentenceTransformers(Path folder, Wishes wishes, boolean texts)
            throws IOException {
        if (!texts) {
            throw Failure.failed(
                    "%s holds a text model: give it --texts, or name an image tower", folder);
        }
        SentenceTransformers said = SentenceTransformers.read(folder);
        return text(
                said.transformer(),
                new Wishes(
                        wishes.pooling().or(() -> Optional.of(said.pooling())),
                        wishes.attention(),
                        wishes.precision(),
                        wishes.maxTokens().or(() -> said.maxTokens().stream().boxed().findFirst()),
                        wishes.adapter(),
                        wishes.unit() || said.unit()));
    }

    private static Encoder text(Path folder, Wishes wishes) throws IOException {
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        TextOptions options =
                new TextOptions(
                        wishes.precision().orElse(Precision.FLOAT32),
                        wishes.maxTokens()
                                .orElse(Math.min(DEFAULT_MAX_TOKENS, architecture.positions())),
                        wishes.pooling().orElse(Pooling.MEAN),
                        wishes.attention().orElse(Attention.BIDIRECTIONAL),
                        wishes.unit());
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("model", folder.toAbsolutePath().normalize().getFileName().toString());
        settings.put("weights", files(folder));
        settings.put("pooling", lower(options.pooling()));
        settings.put("attention", lower(options.attention()));
        settings.put("precision", lower(options.precision()));
        settings.put("max_tokens", Integer.toString(options.maxTokens()));
        settings.put("normalised", Boolean.toString(options.unit()));
        if (wishes.adapter().isPresent()) {
            settings.put("adapter", files(wishes.adapter().get()));
        }
        TextTower tower =
                wishes.adapter().isPresent()
                        ? TextTower.open(folder, options, wishes.adapter(), Adaptation.MERGED)
                        : TextTower.open(folder, options);
        return new Encoder(
                Optional.of(new Text(tower, architecture, options.maxTokens())),
                Optional.empty(),
                settings,
                tower);
    }

    private static Encoder image(Path folder, Wishes wishes) throws IOException {
        if (wishes.pooling().isPresent()
                || wishes.attention().isPresent()
                || wishes.maxTokens().isPresent()
                || wishes.adapter().isPresent()) {
            throw Failure.usage(
                    "%s holds an image tower: --pooling, --attention, --max-tokens and --adapter belong to text models, leave them out",
                    folder);
        }
        Precision precision = wishes.precision().orElse(Precision.FLOAT32);
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("model", folder.toAbsolutePath().normalize().getFileName().toString());
        settings.put("weights", files(folder));
        settings.put("precision", lower(precision));
        settings.put("normalised", Boolean.toString(wishes.unit()));
        ImageTower tower = ImageTower.open(folder, precision, wishes.unit());
        return new Encoder(Optional.empty(), Optional.of(tower), settings, tower);
    }

    /** A hash of the files of a folder that decide what it computes. */
    private static String files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Failure.failed("%s is no folder: name an adapter's folder", folder);
        }
        StringBuilder known = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> deciding =
                    files.filter(
                                    f ->
                                            f.toString().endsWith(".json")
                                                    || f.toString().endsWith(".safetensors"))
                            .sorted()
                            .toList();
            for (Path file : deciding) {
                known.append(file.getFileName()).append('\n').append(Sha256.of(file)).append('\n');
            }
        }
        return Sha256.of(known.toString());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Everything that decides what the vectors are. */
    static String fingerprint(Map<String, String> settings, Items items, int dimension) {
        return Sha256.of(
                "1\n%s\n%s\n%d\n%d".formatted(settings, items.digest(), items.count(), dimension));
    }
}
