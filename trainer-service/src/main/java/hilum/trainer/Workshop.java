package hilum.trainer;

import hilum.encoders.image.Eva02;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.image.UnreadableImageException;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Llama;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTokenizer;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import hilum.encoders.training.ImagePair;
import hilum.encoders.training.ImageStage;
import hilum.encoders.training.TextPair;
import hilum.encoders.training.TextRecipe;
import hilum.encoders.training.TextStage;
import hilum.encoders.training.TrainingStage;
import hilum.encoders.training.TrainingState;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import hilum.schemas.Sha256;
import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one round, below {@code checkpoints/<run>/}: from the base version's folder and the
 * training set to stages that can run, and from what they leave to the folder of a new version.
 *
 * <p>The weights that a finished stage leaves lie in {@code <stage>/model.safetensors}, the text
 * tower's beside its configuration and tokenizer.
 */
final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final String WEIGHTS = "model.safetensors";

    private final ArtifactStore store;
    private final Plan plan;
    private final ModelFolder base;
    private final TrainingSet set;

    /**
     * Opens base version and training set.
     *
     * @throws IOException when either is missing or damaged
     */
    Workshop(ArtifactStore store, Plan plan) throws IOException {
        this.store = store;
        this.plan = plan;
        base = ModelFolder.open(store.path("models/" + plan.base()));
        set = TrainingSet.read(store, plan.trainingSet(), plan.trainingSetSha256());
    }

    /** A stage of the plan, ready to run. */
    TrainingStage stage(Plan.StagePlan stage) throws IOException {
        return switch (stage.name()) {
            case Plan.TEXT -> textStage(stage);
            case Plan.IMAGE -> imageStage(stage);
            default ->
                    throw new IllegalArgumentException(
                            "Round %s plans the stage '%s', which this Hilum does not know: start a new round"
                                    .formatted(plan.runId(), stage.name()));
        };
    }

    /** The state before the first step of a stage. */
    TrainingState start(Plan.StagePlan stage) throws IOException {
        if (stage.name().equals(Plan.TEXT)) {
            try (Safetensors file = Safetensors.open(base.text().resolve(WEIGHTS))) {
                return TrainingState.start(asked(file, textArchitecture()));
            }
        }
        Optional<Path> trained = base.image();
        if (trained.isEmpty()) {
            return TrainingState.start(ImageStage.initial(imageArchitecture(), plan.seed()));
        }
        try (Safetensors file = Safetensors.open(trained.get().resolve(WEIGHTS))) {
            return TrainingState.start(
                    ImageStage.withScale(
                            ImageTower.weights(file, imageArchitecture()),
                            base.manifest().logitScale()));
        }
    }

    /** Location of a checkpoint. */
    String checkpoint(Plan.StagePlan stage, int step) {
        return "%s/%s-%06d.safetensors".formatted(folder(), stage.name(), step);
    }

    /** Saves a checkpoint and returns its location. */
    String save(Plan.StagePlan stage, TrainingState state) throws IOException {
        String location = checkpoint(stage, state.step());
        Path path = store.path(location);
        Files.createDirectories(path.getParent());
        state.save(path);
        return location;
    }

    /** Keeps the weights that a stage leaves, and forgets its checkpoints. */
    void finish(Plan.StagePlan stage, TrainingState state) throws IOException {
        Path folder = Files.createDirectories(store.path(folder() + "/" + stage.name()));
        if (stage.name().equals(Plan.TEXT)) {
            for (String file : List.of("config.json", "tokenizer.json")) {
                Files.copy(
                        base.text().resolve(file),
                        folder.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        SafetensorsWriter.write(folder.resolve(WEIGHTS), state.weights(), Map.of("format", "pt"));
    }

    /** Deletes the checkpoint before the newest. */
    void forget(String location) throws IOException {
        Files.deleteIfExists(store.path(location));
    }

    /** Deletes all files of the round but its training set. */
    void clear() throws IOException {
        Path folder = store.path(folder());
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Writes the folder of the new version, or finds it written before a kill. */
    ModelFolder publish() throws IOException {
        Path text = textFolder();
        Optional<Path> image = finished(Plan.IMAGE);
        StringBuilder hashes = new StringBuilder(ArtifactStore.sha256(text.resolve(WEIGHTS)));
        if (image.isPresent()) {
            hashes.append(ArtifactStore.sha256(image.get().resolve(WEIGHTS)));
        }
        String version =
                "r%d-%s".formatted(plan.round(), Sha256.ofText(hashes.toString()).substring(0, 8));
        Path folder = store.path("models/" + version);
        if (Files.exists(folder)) {
            return ModelFolder.open(folder);
        }
        if (image.isEmpty()) {
            return ModelFolder.write(
                    folder,
                    base.manifest()
                            .child(version, base.manifest().image(), base.manifest().logitScale()),
                    into -> {
                        copy(text, into.resolve("text"));
                        if (base.image().isPresent()) {
                            copy(base.image().get(), into.resolve("image"));
                        }
                    });
        }
        try (Safetensors file = Safetensors.open(image.get().resolve(WEIGHTS))) {
            SequencedMap<String, StoredTensor> tower = new LinkedHashMap<>(file.tensors());
            double scale = tower.remove(ImageStage.LOGIT_SCALE).floats()[0];
            Eva02 architecture = imageArchitecture();
            return ModelFolder.write(
                    folder,
                    base.manifest().child(version, Optional.of(described(architecture)), scale),
                    into -> {
                        copy(text, into.resolve("text"));
                        ImageTower.write(into.resolve("image"), architecture, tower);
                    });
        }
    }

    private TrainingStage textStage(Plan.StagePlan stage) throws IOException {
        TextRecipe recipe =
                new TextRecipe(stage.epochs(), stage.batch(), stage.mirrored(), stage.similar());
        List<List<TextPair>> batches = recipe.batches(set.texts(), plan.seed());
        batches = batches.subList(0, Math.min(batches.size(), stage.mostSteps()));
        TextTokenizer tokenizer =
                TextTokenizer.open(
                        base.text().resolve("tokenizer.json"),
                        Math.min(stage.maxTokens(), base.manifest().text().maxTokens()));
        return new TextStage(
                textArchitecture(),
                text -> tokenizer.tokenize(Optional.empty(), text),
                batches,
                stage.learningRate(),
                stage.precision(),
                plan.seed());
    }

    private TrainingStage imageStage(Plan.StagePlan stage) throws IOException {
        Eva02 architecture = imageArchitecture();
        List<TrainingSet.Member> members = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        for (TrainingSet.Member member : set.members()) {
            member.image()
                    .flatMap(this::picture)
                    .ifPresent(
                            picture -> {
                                members.add(member);
                                pictures.add(ImagePair.square(picture, architecture.size()));
                            });
        }
        float[][] vectors = vectors(members);
        List<ImagePair> pairs = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            pairs.add(new ImagePair(pictures.get(i), members.get(i).texts().report(), vectors[i]));
        }
        int perEpoch = Math.max(1, pairs.size() / stage.batch());
        return new ImageStage(
                architecture,
                pairs,
                Math.min(stage.epochs() * perEpoch, stage.mostSteps()),
                stage.batch(),
                stage.learningRate(),
                stage.precision(),
                plan.seed());
    }

    /** An image that is gone or damaged is left out: one file must not stop all training. */
    private Optional<Picture> picture(TrainingSet.Image image) {
        try {
            return Optional.of(Picture.decode(store.get(image.location(), image.sha256())));
        } catch (IOException e) {
            LOG.warn(
                    "Image is left out of the round: run={} image={} reason={}",
                    plan.runId(),
                    image.location(),
                    e instanceof UnreadableImageException ? "unreadable" : e.getMessage());
            return Optional.empty();
        }
    }

    private float[][] vectors(List<TrainingSet.Member> members) throws IOException {
        ModelManifest.Text described = base.manifest().text();
        try (TextTower tower =
                TextTower.open(
                        textFolder(), TextOptions.mean(Precision.FLOAT32, described.maxTokens()))) {
            List<Tokens> tokens =
                    members.stream()
                            .map(m -> tower.tokenize(Optional.empty(), m.texts().report()))
                            .toList();
            return tower.embed(tokens);
        }
    }

    private Bert textArchitecture() throws IOException {
        return switch (TextArchitecture.read(base.text().resolve("config.json"))) {
            case Bert bert -> bert;
            case Llama llama ->
                    throw new IOException(
                            "%s is a llama: the trainer trains bert".formatted(base.text()));
        };
    }

    private Eva02 imageArchitecture() throws IOException {
        Optional<Path> trained = base.image();
        return trained.isPresent()
                ? Eva02.read(trained.get().resolve("config.json"))
                : Eva02.tiny(base.manifest().text().dimension());
    }

    private static ModelManifest.Image described(Eva02 architecture) {
        return new ModelManifest.Image(
                Eva02.ARCHITECTURE,
                Precision.FLOAT32,
                architecture.size(),
                hilum.encoders.image.Preprocessing.VERSION,
                architecture.dimension());
    }

    private Path textFolder() {
        return finished(Plan.TEXT).orElse(base.text());
    }

    private Optional<Path> finished(String stage) {
        return Optional.of(store.path(folder() + "/" + stage))
                .filter(folder -> Files.exists(folder.resolve(WEIGHTS)));
    }

    private String folder() {
        return "checkpoints/" + plan.runId();
    }

    private static SequencedMap<String, StoredTensor> asked(Safetensors file, Bert architecture) {
        Map<String, StoredTensor> byName = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> byName.put(architecture.canonical(name), tensor));
        SequencedMap<String, StoredTensor> asked = new LinkedHashMap<>();
        architecture.weights().keySet().forEach(name -> asked.put(name, byName.get(name)));
        return asked;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
