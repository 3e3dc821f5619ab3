package hilum.encoders.model;

import hilum.encoders.image.Eva02;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Preprocessing;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.AdapterConfig;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Finite;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The way of a model from a Hugging Face folder to a model version: everything is checked before
 * anything is made.
 *
 * <p>The folder may hold what {@link ModelExport} wrote: an adapter in {@code adapter/}, an image
 * tower in {@code image/}, a {@code projection.safetensors}, and in {@code model-version.json} how
 * it is used. Or all weights of the multimodal model in one file, see {@link ReleasedNames}.
 */
public final class ModelImport {
    /** The manifest of the version that a folder was exported from. */
    static final String MANIFEST = "model-version.json";

    static final String ADAPTER = "adapter";
    static final String IMAGE = "image";
    static final String PROJECTION = "projection.safetensors";

    /** What lies beside weights and goes with them. */
    static final List<String> COMPANIONS =
            List.of("tokenizer_config.json", "special_tokens_map.json", "LICENSE");

    private static final int MOST_TOKENS = 512;

    /** As the released adapters were trained: r 16, alpha 32. */
    private static final int RELEASED_ALPHA_PER_RANK = 2;

    /**
     * What a caller decides; the folder or the defaults decide the rest.
     *
     * @param version the name of the version
     * @param adapter a PEFT folder to put beside the weights
     * @param image the folder of an image tower; its weights may lie in the model's file
     * @param pooling mean unless said otherwise
     * @param attention bidirectional unless said otherwise
     * @param maxTokens where texts are cut; 512, or what the model takes, unless said otherwise
     * @param similarity cosine unless said otherwise
     */
    public record Wishes(
            String version,
            Optional<Path> adapter,
            Optional<Path> image,
            Optional<Pooling> pooling,
            Optional<Attention> attention,
            Optional<Integer> maxTokens,
            Optional<ModelManifest.Similarity> similarity) {
        /** A version of this name, all else as the folder says. */
        public static Wishes version(String name) {
            return new Wishes(
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private final Path from;
    private final Wishes wishes;
    private final Optional<ModelManifest> exported;
    private final TextArchitecture architecture;

    private ModelImport(Path from, Wishes wishes) throws IOException {
        this.from = from;
        this.wishes = wishes;
        if (Files.exists(from.resolve("manifest.json"))) {
            throw new IOException(
                    "%s is a model version already: export it, or copy it into the artifact store"
                            .formatted(from));
        }
        if (!Files.isRegularFile(from.resolve("config.json"))) {
            throw new IOException(
                    "%s has no config.json: name a model's folder in Hugging Face layout"
                            .formatted(from));
        }
        architecture = TextArchitecture.read(from.resolve("config.json"));
        TokenizerFile.requireFits(from.resolve("tokenizer.json"), architecture.vocabulary());
        exported =
                Files.exists(from.resolve(MANIFEST))
                        ? Optional.of(manifest(from.resolve(MANIFEST)))
                        : Optional.empty();
    }

    private static ModelManifest manifest(Path file) throws IOException {
        try {
            return ModelManifest.parse(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "%s cannot be read: %s; delete it to import with your own options"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /**
     * Makes a version.
     *
     * @param to the folder of the version, which must not exist
     * @throws IOException with one sentence that says what does not fit; nothing is made then
     */
    public static ModelFolder run(Path from, Path to, Wishes wishes) throws IOException {
        ModelImport made = new ModelImport(from, wishes);
        try (Checkpoint checkpoint = Checkpoint.open(from)) {
            return made.write(checkpoint, to);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException("%s cannot be imported: %s".formatted(from, e.getMessage()), e);
        }
    }

    private ModelFolder write(Checkpoint checkpoint, Path to) throws IOException {
        boolean released = ReleasedNames.isReleased(checkpoint.tensors().keySet());
        ReleasedNames parts =
                released
                        ? ReleasedNames.of(checkpoint.path(), checkpoint.tensors())
                        : plain(checkpoint);
        Checkpoint.fitted(
                checkpoint.path(),
                parts.text(),
                architecture.weights(),
                architecture::canonical,
                architecture::ignorable);
        Finite.require(checkpoint.path(), checkpoint.tensors());
        Optional<Adapter> adapter = adapter(parts);
        Optional<Path> image = imageFolder();
        Optional<Eva02> tower =
                image.isPresent()
                        ? Optional.of(Eva02.read(image.get().resolve("config.json")))
                        : Optional.empty();
        if (!parts.visual().isEmpty() && tower.isEmpty()) {
            throw new IOException(
                    "%s holds an image tower (visual.*) without its configuration: name a folder with its config.json by --image"
                            .formatted(checkpoint.path()));
        }
        ModelManifest manifest = described(parts, tower);
        return ModelFolder.writeTested(
                to,
                manifest,
                into -> {
                    try {
                        writeText(checkpoint, parts, released, adapter, into.resolve("text"));
                        if (image.isPresent()) {
                            writeImage(image.get(), parts, into.resolve(IMAGE));
                        }
                    } catch (IOException e) {
                        // The reader of the message knows the folder that he named.
                        throw new IOException(
                                String.valueOf(e.getMessage())
                                        .replace(into.toString(), from.toString()),
                                e);
                    }
                });
    }

    private ReleasedNames plain(Checkpoint checkpoint) throws IOException {
        SequencedMap<String, StoredTensor> projection = new LinkedHashMap<>();
        if (Files.exists(from.resolve(PROJECTION))) {
            try (Safetensors file = Safetensors.open(from.resolve(PROJECTION))) {
                Finite.require(from.resolve(PROJECTION), file.tensors());
                file.tensors().forEach((name, tensor) -> projection.put(name, tensor.copy()));
            }
        }
        return new ReleasedNames(
                checkpoint.tensors(),
                new LinkedHashMap<>(),
                projection,
                new LinkedHashMap<>(),
                exported.map(ModelManifest::logitScale));
    }

    private Optional<Adapter> adapter(ReleasedNames parts) throws IOException {
        Optional<Path> folder =
                wishes.adapter()
                        .or(
                                () ->
                                        Stream.of(from.resolve(ADAPTER), from)
                                                .filter(f -> Files.exists(f.resolve(Adapter.FILE)))
                                                .findFirst());
        Optional<Adapter> adapter =
                folder.isPresent()
                        ? Optional.of(Adapter.read(folder.get(), architecture::canonical))
                        : parts.adapter().isEmpty()
                                ? Optional.empty()
                                : Optional.of(released(parts.adapter()));
        if (adapter.isPresent()) {
            if (architecture instanceof Bert) {
                throw new IOException(
                        "%s is a BERT, which Hilum computes without adapters: merge it into the weights first"
                                .formatted(from));
            }
            adapter.get().requireFits(from.toString(), architecture.weights());
            Finite.require(folder.orElse(from), adapter.get().tensors());
        }
        return adapter;
    }

    /** The file says no alpha: an {@code adapter_config.json} beside it does, else the default. */
    private Adapter released(SequencedMap<String, StoredTensor> tensors) throws IOException {
        if (Adapter.isIn(from)) {
            return new Adapter(AdapterConfig.read(from.resolve(AdapterConfig.FILE)), tensors);
        }
        int rank =
                Math.toIntExact(
                        tensors.entrySet().stream()
                                .filter(e -> e.getKey().endsWith(".lora_A.weight"))
                                .filter(e -> !e.getValue().shape().isEmpty())
                                .findFirst()
                                .map(e -> e.getValue().shape().getFirst())
                                .orElse(0L));
        return Adapter.of(rank, RELEASED_ALPHA_PER_RANK * rank, 0, tensors);
    }

    private Optional<Path> imageFolder() throws IOException {
        Optional<Path> folder =
                wishes.image()
                        .or(
                                () ->
                                        Optional.of(from.resolve(IMAGE))
                                                .filter(
                                                        f ->
                                                                Files.exists(
                                                                        f.resolve("config.json"))));
        if (folder.isPresent() && !Files.exists(folder.get().resolve("config.json"))) {
            throw new IOException(
                    "%s has no config.json: name the folder of an image tower"
                            .formatted(folder.get()));
        }
        return folder;
    }

    private ModelManifest described(ReleasedNames parts, Optional<Eva02> tower) {
        StoredTensor bias = parts.projection().get("text.projection.1.bias");
        int dimension =
                bias == null
                        ? architecture.hidden()
                        : Math.toIntExact(bias.shape().isEmpty() ? 1 : bias.shape().getFirst());
        Optional<ModelManifest.Text> before = exported.map(ModelManifest::text);
        ModelManifest.Text text =
                new ModelManifest.Text(
                        architecture.name(),
                        wishes.pooling()
                                .or(() -> before.map(ModelManifest.Text::pooling))
                                .orElse(Pooling.MEAN),
                        wishes.attention()
                                .or(() -> before.map(ModelManifest.Text::attention))
                                .orElse(Attention.BIDIRECTIONAL),
                        Precision.FLOAT32,
                        wishes.maxTokens()
                                .or(() -> before.map(ModelManifest.Text::maxTokens))
                                .orElse(Math.min(MOST_TOKENS, architecture.positions())),
                        dimension);
        return new ModelManifest(
                ModelManifest.FORMAT,
                wishes.version(),
                Optional.empty(),
                text,
                tower.map(
                        t ->
                                new ModelManifest.Image(
                                        Eva02.ARCHITECTURE,
                                        Precision.FLOAT32,
                                        t.size(),
                                        Preprocessing.VERSION,
                                        t.dimension())),
                wishes.similarity()
                        .or(() -> exported.map(ModelManifest::similarity))
                        .orElse(ModelManifest.Similarity.COSINE),
                parts.logitScale().orElse(ModelManifest.INITIAL_LOGIT_SCALE),
                Collections.emptySortedMap());
    }

    private void writeText(
            Checkpoint checkpoint,
            ReleasedNames parts,
            boolean released,
            Optional<Adapter> adapter,
            Path into)
            throws IOException {
        Files.copy(from.resolve("config.json"), into.resolve("config.json"));
        Files.copy(from.resolve("tokenizer.json"), into.resolve("tokenizer.json"));
        for (String companion : COMPANIONS) {
            if (Files.isRegularFile(from.resolve(companion))) {
                Files.copy(from.resolve(companion), into.resolve(companion));
            }
        }
        if (!released && checkpoint.isOneFileOfTorch()) {
            Files.copy(checkpoint.path(), into.resolve(Checkpoint.FILE));
        } else {
            write(into.resolve(Checkpoint.FILE), parts.text());
        }
        if (!parts.projection().isEmpty()) {
            write(into.resolve(PROJECTION), parts.projection());
        }
        if (adapter.isPresent()) {
            adapter.get().write(into);
        }
    }

    private void writeImage(Path image, ReleasedNames parts, Path into) throws IOException {
        Files.copy(image.resolve("config.json"), into.resolve("config.json"));
        if (!parts.visual().isEmpty()) {
            write(into.resolve(Checkpoint.FILE), parts.visual());
        } else {
            try (Checkpoint weights = Checkpoint.open(image)) {
                Finite.require(weights.path(), weights.tensors());
                write(into.resolve(Checkpoint.FILE), weights.tensors());
            }
        }
        ImageTower.fitPositions(into);
    }

    private static void write(Path file, SequencedMap<String, StoredTensor> tensors)
            throws IOException {
        SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    }
}
