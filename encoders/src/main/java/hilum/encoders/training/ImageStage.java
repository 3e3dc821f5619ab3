package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.model.ModelManifest;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Symmetric contrastive training of an EVA-02 image tower against the vectors of the reports, which
 * stay as they are. The scale of the similarities is learnt with it, within [0, ln 100].
 *
 * <p>Equal reports in a batch are not counted against each other.
 */
public final class ImageStage implements TrainingStage {
    /** Name of the learnt logarithm of the scale among the trained weights. */
    public static final String LOGIT_SCALE = "logit_scale";

    private static final String PURPOSE = "image-text";
    private static final double CLIP = 1;
    private static final double DECAY = 0.05;
    private static final double LAYER_DECAY = 1;
    private static final double MOST_LOG_SCALE = Math.log(100);
    private static final double FLOOR = 0.02;

    private final Eva02 architecture;
    private final TorchProgram program;
    private final List<ImagePair> pairs;
    private final List<int[]> batches;
    private final Schedule schedule;
    private final long seed;

    /**
     * @param architecture the tower
     * @param pairs at least two, in an order that the plan fixes
     * @param steps the number of steps; as many epochs are drawn as they take
     * @param batch pairs in a step; fewer where there are fewer
     * @param peak the highest learning rate
     * @param precision of the products
     * @param seed the plan's
     */
    public ImageStage(
            Eva02 architecture,
            List<ImagePair> pairs,
            int steps,
            int batch,
            double peak,
            Precision precision,
            long seed) {
        if (pairs.size() < 2 || steps < 1 || batch < 2) {
            throw new IllegalArgumentException(
                    "%d pairs, %d steps and batches of %d teach nothing: give at least 2 pairs, 1 step and batches of 2"
                            .formatted(pairs.size(), steps, batch));
        }
        this.architecture = architecture;
        this.pairs = List.copyOf(pairs);
        this.batches = batches(pairs.size(), steps, Math.min(batch, pairs.size()), seed);
        this.schedule = Schedule.of(batches.size(), peak, FLOOR, Schedule.Shape.COSINE);
        this.seed = seed;
        this.program = program(architecture, TrainingPrecision.linear(precision), false);
    }

    /** The weights with which a new image tower starts, the scale's logarithm among them. */
    public static SequencedMap<String, StoredTensor> initial(Eva02 architecture, long seed) {
        return withScale(
                EvaInitialiser.initialise(architecture, seed), ModelManifest.INITIAL_LOGIT_SCALE);
    }

    /** The weights of a tower and its scale's logarithm, as this stage trains them. */
    public static SequencedMap<String, StoredTensor> withScale(
            SequencedMap<String, StoredTensor> tower, double logitScale) {
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>(tower);
        weights.put(LOGIT_SCALE, StoredTensor.of(new float[] {(float) logitScale}));
        return weights;
    }

    static TorchProgram program(Eva02 architecture, Linear linear, boolean raw) {
        Map<String, Object> configuration = new HashMap<>(architecture.configuration());
        configuration.putAll(
                Map.of(
                        "clip",
                        CLIP,
                        "decay",
                        DECAY,
                        "most_log_scale",
                        MOST_LOG_SCALE,
                        "layer_decay",
                        LAYER_DECAY,
                        "raw",
                        raw));
        return TorchProgram.load(
                "image_training.ImageTraining",
                configuration,
                ProgramText.of("image_training", "eva", "contrastive", "autograd", "adamw")
                        .with(linear));
    }

    @Override
    public int steps() {
        return batches.size();
    }

    @Override
    public StepResult step(TrainingState state) {
        int step = state.step() + 1;
        double rate = schedule.rate(step);
        List<ImagePair> batch = IntStream.of(batches.get(step - 1)).mapToObj(pairs::get).toList();
        float[] texts = new float[batch.size() * architecture.dimension()];
        for (int row = 0; row < batch.size(); row++) {
            float[] vector = batch.get(row).vector();
            System.arraycopy(vector, 0, texts, row * vector.length, vector.length);
        }
        try (TensorScope scope = TensorScope.open()) {
            Augmentation.Changed pictures =
                    Augmentation.all(
                            scope,
                            batch.stream().map(ImagePair::picture).toList(),
                            architecture.size(),
                            Draw.of(seed, PURPOSE + " augmentation", step));
            List<NDArray> result =
                    program.tensors(
                            scope,
                            "step",
                            state.weightTensors(),
                            state.firstMoments(),
                            state.secondMoments(),
                            pictures.pixels(),
                            pictures.noise(),
                            scope.floats(texts, batch.size(), architecture.dimension()),
                            allowed(scope, batch.stream().map(ImagePair::text).toList()),
                            Draw.seed(seed, PURPOSE, step),
                            step,
                            rate);
            state.advance();
            return StepResult.of(PURPOSE, step, result, rate, batch.size());
        }
    }

    @Override
    public void close() {
        program.close();
    }

    static List<int[]> batches(int count, int steps, int batch, long seed) {
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        List<int[]> batches = new ArrayList<>();
        for (int epoch = 0; batches.size() < steps; epoch++) {
            List<Integer> order = Draw.shuffled(all, Draw.of(seed, PURPOSE, epoch));
            for (int from = 0; from + batch <= count && batches.size() < steps; from += batch) {
                batches.add(
                        order.subList(from, from + batch).stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
            }
        }
        return batches;
    }

    /** Whether text {@code j} counts against image {@code i}, and the other way round. */
    static NDArray allowed(TensorScope scope, List<String> reports) {
        List<String> texts = reports.stream().map(TextPair::sameness).toList();
        int count = texts.size();
        boolean[] allowed = new boolean[count * count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                allowed[i * count + j] = i == j || !texts.get(i).equals(texts.get(j));
            }
        }
        return scope.booleans(allowed, count, count);
    }
}
