package hilum.trainer;

import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Picture;
import hilum.encoders.image.UnreadableImageException;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTokenizer;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import hilum.encoders.training.DualPair;
import hilum.encoders.training.DualStage;
import hilum.encoders.training.ImagePair;
import hilum.encoders.training.ImageStage;
import hilum.encoders.training.MaskedBlocks;
import hilum.encoders.training.MntpStage;
import hilum.encoders.training.TextPair;
import hilum.encoders.training.TextRecipe;
import hilum.encoders.training.TextStage;
import hilum.encoders.training.TextTrainee;
import hilum.encoders.training.TrainingStage;
import hilum.encoders.training.TrainingState;
import hilum.encoders.training.Trains;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import hilum.schemas.Sha256;
import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>What a finished stage leaves lies in {@code <stage>/}: a text tower's whole folder in {@code
 * text/}, the image tower's weights in {@code model.safetensors}.
 */
final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final String WEIGHTS = "model.safetensors";

    private static final double SCALE = 20;
    private static final double DROPOUT = 0.1;
    private static final double MASKED = 0.2;
    private static final double LAYER_DECAY = 0.85;

    private final ArtifactStore store;
    private final Plan plan;
    private final long memory;
    private final ModelFolder base;
    private final TrainingSet set;

    /**
     * Opens base version and training set.
     *
     * @param memory bytes that activations of a text tower may take
     * @throws IOException when either is missing or damaged
     */
    Workshop(ArtifactStore store, Plan plan, long memory) throws IOException {
        this.memory = memory;
        this.store = store;
        this.plan = plan;
        base = ModelFolder.open(store.path("models/" + plan.base()));
        set = TrainingSet.read(store, plan.trainingSet(), plan.trainingSetSha256());
    }

    /** A stage of the plan, ready to run. */
    TrainingStage stage(Plan.StagePlan stage) throws IOException {
        return switch (stage.name()) {
            case Plan.MNTP -> mntpStage(stage);
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
        if (!stage.name().equals(Plan.IMAGE)) {
            return state(stage, new LinkedHashMap<>());
        }
        Optional<Path> trained = base.image();
        if (trained.isEmpty()) {
            return imageState(stage, EvaInitialiser.initialise(imageArchitecture(), plan.seed()));
        }
        try (Safetensors file = Safetensors.open(trained.get().resolve(WEIGHTS))) {
            return imageState(stage, ImageTower.weights(file, imageArchitecture()));
        }
    }

    private TrainingState imageState(Plan.StagePlan stage, SequencedMap<String, StoredTensor> tower)
            throws IOException {
        double scale = base.manifest().logitScale();
        if (stage.trains() == Plan.TextTrains.NOTHING) {
            return TrainingState.start(ImageStage.withScale(tower, scale));
        }
        return state(stage, DualStage.initial(tower, scale));
    }

    private TrainingState state(Plan.StagePlan stage, SequencedMap<String, StoredTensor> more)
            throws IOException {
        return TextTrainee.start(
                textFolder(stage),
                base.manifest().text().pooling(),
                trains(stage),
                stage.name().equals(Plan.MNTP),
                plan.seed(),
                more);
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

    /** Keeps the weights that a stage leaves. */
    void finish(Plan.StagePlan stage, TrainingState state) throws IOException {
        Path folder = Files.createDirectories(store.path(folder() + "/" + stage.name()));
        SequencedMap<String, StoredTensor> image = new LinkedHashMap<>();
        SequencedMap<String, StoredTensor> text = new LinkedHashMap<>();
        boolean both = stage.name().equals(Plan.IMAGE) && trainsText(stage);
        state.weights()
                .forEach(
                        (name, tensor) -> {
                            if (name.equals(ImageStage.LOGIT_SCALE)) {
                                image.put(name, tensor);
                            } else if (both && name.startsWith(DualStage.VISUAL)) {
                                image.put(name.substring(DualStage.VISUAL.length()), tensor);
                            } else {
                                (trainsText(stage) ? text : image).put(name, tensor);
                            }
                        });
        if (trainsText(stage)) {
            TextTrainee.write(textFolder(stage), folder.resolve("text"), trains(stage), text);
        }
        if (!image.isEmpty()) {
            SafetensorsWriter.write(folder.resolve(WEIGHTS), image, Map.of("format", "pt"));
        }
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
        Optional<Path> image =
                plan.stages().stream().anyMatch(stage -> stage.name().equals(Plan.IMAGE))
                        ? Optional.of(store.path(folder() + "/" + Plan.IMAGE))
                        : Optional.empty();
        StringBuilder hashes = new StringBuilder();
        for (Path weights : safetensors(text)) {
            hashes.append(ArtifactStore.sha256(weights));
        }
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
            return ModelFolder.writeTested(
                    folder,
                    base.manifest()
                            .child(version, base.manifest().image(), base.manifest().logitScale()),
                    into -> {
                        link(text, into.resolve("text"));
                        if (base.image().isPresent()) {
                            link(base.image().get(), into.resolve("image"));
                        }
                    });
        }
        try (Safetensors file = Safetensors.open(image.get().resolve(WEIGHTS))) {
            SequencedMap<String, StoredTensor> tower = new LinkedHashMap<>(file.tensors());
            double scale = tower.remove(ImageStage.LOGIT_SCALE).floats()[0];
            Eva02 architecture = imageArchitecture();
            return ModelFolder.writeTested(
                    folder,
                    base.manifest().child(version, Optional.of(described(architecture)), scale),
                    into -> {
                        link(text, into.resolve("text"));
                        ImageTower.write(into.resolve("image"), architecture, tower);
                    });
        }
    }

    private TrainingStage mntpStage(Plan.StagePlan stage) throws IOException {
        try (TextTokenizer tokenizer = tokenizer(base.manifest().text().maxTokens())) {
            List<Tokens> texts =
                    set.members().stream()
                            .map(
                                    member ->
                                            tokenizer.tokenize(
                                                    Optional.empty(), member.texts().report()))
                            .toList();
            MaskedBlocks recipe =
                    new MaskedBlocks(
                            stage.maxTokens(),
                            MASKED,
                            MaskedBlocks.mask(t -> tokenizer.tokenize(Optional.empty(), t)),
                            TextArchitecture.read(base.text().resolve("config.json")).vocabulary());
            return new MntpStage(
                    trainee(stage),
                    recipe,
                    texts,
                    stage.epochs(),
                    stage.batch(),
                    stage.mostSteps(),
                    steps -> TextStage.optimiser(steps, stage.learningRate()),
                    memory,
                    plan.seed());
        }
    }

    private TrainingStage textStage(Plan.StagePlan stage) throws IOException {
        TextRecipe recipe =
                new TextRecipe(stage.epochs(), stage.batch(), stage.mirrored(), stage.similar());
        List<List<TextPair>> batches = recipe.batches(set.texts(), plan.seed());
        batches = batches.subList(0, Math.min(batches.size(), stage.mostSteps()));
        TextTokenizer tokenizer = tokenizer(stage.maxTokens());
        return new TextStage(
                trainee(stage),
                text -> tokenizer.tokenize(Optional.empty(), text),
                batches,
                SCALE,
                TextStage.optimiser(batches.size(), stage.learningRate()),
                memory,
                plan.seed());
    }

    private TextTokenizer tokenizer(int maxTokens) throws IOException {
        return TextTokenizer.open(
                base.text().resolve("tokenizer.json"),
                Math.min(maxTokens, base.manifest().text().maxTokens()));
    }

    /** The text tower as it is before a stage, taken into training. */
    private TextTrainee trainee(Plan.StagePlan stage) throws IOException {
        ModelManifest.Text described = base.manifest().text();
        return TextTrainee.open(
                textFolder(stage),
                described.attention(),
                described.pooling(),
                trains(stage),
                stage.precision(),
                stage.name().equals(Plan.MNTP),
                plan.seed());
    }

    private static boolean trainsText(Plan.StagePlan stage) {
        return stage.trains() != Plan.TextTrains.NOTHING;
    }

    private static Trains trains(Plan.StagePlan stage) {
        return switch (stage.trains()) {
            case ALL -> new Trains.All(DROPOUT);
            case LORA ->
                    new Trains.Lora(
                            stage.lora().rank(),
                            stage.lora().alpha(),
                            stage.lora().dropout(),
                            stage.lora().targets());
            case NOTHING ->
                    throw new IllegalStateException(
                            "stage %s trains no text".formatted(stage.name()));
        };
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
        int steps =
                Math.min(
                        stage.epochs() * Math.max(1, members.size() / stage.batch()),
                        stage.mostSteps());
        if (trainsText(stage)) {
            return dualStage(stage, architecture, members, pictures, steps);
        }
        float[][] vectors = vectors(members, stage);
        List<ImagePair> pairs = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            pairs.add(new ImagePair(pictures.get(i), members.get(i).texts().report(), vectors[i]));
        }
        return new ImageStage(
                architecture,
                pairs,
                steps,
                stage.batch(),
                stage.learningRate(),
                stage.precision(),
                plan.seed());
    }

    private TrainingStage dualStage(
            Plan.StagePlan stage,
            Eva02 architecture,
            List<TrainingSet.Member> members,
            List<Picture> pictures,
            int steps)
            throws IOException {
        List<DualPair> pairs = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            pairs.add(new DualPair(pictures.get(i), members.get(i).texts().report()));
        }
        TextTokenizer tokenizer = tokenizer(stage.maxTokens());
        return new DualStage(
                trainee(stage),
                architecture,
                pairs,
                text -> tokenizer.tokenize(Optional.empty(), text),
                new DualStage.Recipe(
                        steps,
                        stage.batch(),
                        LAYER_DECAY,
                        base.manifest().similarity() == ModelManifest.Similarity.DOT),
                DualStage.optimiser(steps, stage.learningRate()),
                memory,
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

    private float[][] vectors(List<TrainingSet.Member> members, Plan.StagePlan stage)
            throws IOException {
        ModelManifest.Text described = base.manifest().text();
        try (TextTower tower =
                TextTower.open(
                        textFolder(stage),
                        new TextOptions(
                                Precision.FLOAT32,
                                described.maxTokens(),
                                described.pooling(),
                                described.attention(),
                                true))) {
            List<Tokens> tokens =
                    members.stream()
                            .map(m -> tower.tokenize(Optional.empty(), m.texts().report()))
                            .toList();
            return tower.embed(tokens);
        }
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

    /** The text tower that the round leaves. */
    private Path textFolder() {
        return textFolder(plan.stages());
    }

    /** The text tower that a stage starts from. */
    private Path textFolder(Plan.StagePlan stage) {
        return textFolder(plan.stages().subList(0, plan.stages().indexOf(stage)));
    }

    private Path textFolder(List<Plan.StagePlan> done) {
        return done.reversed().stream()
                .filter(Workshop::trainsText)
                .findFirst()
                .map(stage -> store.path(folder() + "/" + stage.name()).resolve("text"))
                .orElse(base.text());
    }

    private static List<Path> safetensors(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
        }
    }

    private String folder() {
        return "checkpoints/" + plan.runId();
    }

    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                ModelFolder.link(file, to.resolve(file.getFileName()));
            }
        }
    }
}
