package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.image.Eva02;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.weights.StoredTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Symmetric contrastive training of both towers: all of the image tower, of the text tower what its
 * trainee trains, and the scale of the similarities within [0, ln 100].
 *
 * <p>Equal reports in a batch are not counted against each other.
 */
public final class DualStage implements TrainingStage {
    /** What stands before the names of the image tower's weights in the training state. */
    public static final String VISUAL = "visual.";

    private static final String PURPOSE = "image-text";
    private static final double MOST_LOG_SCALE = Math.log(100);
    private static final double SHUFFLED = 0.3;

    private final TextTrainee trainee;
    private final Eva02 image;
    private final List<DualPair> pairs;
    private final Function<String, Tokens> tokenizer;
    private final List<int[]> batches;
    private final Recipe recipe;
    private final Optimiser optimiser;
    private final long memory;
    private final long seed;

    /**
     * How the stage trains.
     *
     * @param steps the number of steps; as many epochs are drawn as they take
     * @param batch pairs in a step; fewer where there are fewer
     * @param layerDecay the rate of a block of the image tower as a share of the next one's
     * @param raw whether vectors are compared as they are, with the scale itself, as the authors'
     *     released code does; else their cosines, with its exponential
     */
    public record Recipe(int steps, int batch, double layerDecay, boolean raw) {
        public Recipe {
            if (steps < 1 || batch < 2 || !(layerDecay > 0 && layerDecay <= 1)) {
                throw new IllegalArgumentException(
                        "%d steps, batches of %d and a layer decay of %s: give at least 1 step, batches of 2 and a decay up to 1"
                                .formatted(steps, batch, layerDecay));
            }
        }
    }

    /**
     * @param trainee the text tower; closed with the stage
     * @param image the image tower
     * @param pairs at least two, in an order that the plan fixes
     * @param tokenizer from a text to its tokens, cut where the model's texts are cut
     * @param recipe how the stage trains
     * @param optimiser with a rate for each step
     * @param memory bytes that activations of the text tower may take
     * @param seed the plan's
     */
    public DualStage(
            TextTrainee trainee,
            Eva02 image,
            List<DualPair> pairs,
            Function<String, Tokens> tokenizer,
            Recipe recipe,
            Optimiser optimiser,
            long memory,
            long seed) {
        if (pairs.size() < 2) {
            throw new IllegalArgumentException(
                    "%d pairs of a radiograph and a report teach nothing: give at least 2"
                            .formatted(pairs.size()));
        }
        this.trainee = trainee;
        this.image = image;
        this.pairs = List.copyOf(pairs);
        this.tokenizer = tokenizer;
        this.recipe = recipe;
        this.batches =
                ImageStage.batches(
                        pairs.size(), recipe.steps(), Math.min(recipe.batch(), pairs.size()), seed);
        this.optimiser = optimiser;
        this.memory = memory;
        this.seed = seed;
    }

    /** The optimiser of the authors' runs, with a rate for each step. */
    public static Optimiser optimiser(int steps, double peak) {
        return new Optimiser(Schedule.of(steps, peak, 0.02, Schedule.Shape.COSINE), 5, 0.05);
    }

    /** What trains besides the text tower, before the first step. */
    public static SequencedMap<String, StoredTensor> initial(
            SequencedMap<String, StoredTensor> imageTower, double logitScale) {
        SequencedMap<String, StoredTensor> all = new LinkedHashMap<>();
        imageTower.forEach((name, tensor) -> all.put(VISUAL + name, tensor));
        all.put(ImageStage.LOGIT_SCALE, StoredTensor.of(new float[] {(float) logitScale}));
        return all;
    }

    @Override
    public int steps() {
        return batches.size();
    }

    @Override
    public StepResult step(TrainingState state) {
        int step = state.step() + 1;
        double rate = optimiser.schedule().rate(step);
        List<DualPair> batch = IntStream.of(batches.get(step - 1)).mapToObj(pairs::get).toList();
        SplittableRandom order = Draw.of(seed, PURPOSE + " sentences", step);
        List<Tokens> texts =
                batch.stream()
                        .map(pair -> Sentences.shuffled(pair.report(), SHUFFLED, order))
                        .map(tokenizer)
                        .toList();
        try (TensorScope scope = TensorScope.open()) {
            TokenGroups groups = new TokenGroups(scope);
            groups.add(texts);
            Augmentation.Changed pictures =
                    Augmentation.all(
                            scope,
                            batch.stream().map(DualPair::picture).toList(),
                            image.size(),
                            Draw.of(seed, PURPOSE + " augmentation", step));
            List<NDArray> result =
                    trainee.program()
                            .tensors(
                                    scope,
                                    "dual_step",
                                    state.weightTensors(),
                                    state.firstMoments(),
                                    state.secondMoments(),
                                    trainee.frozen(),
                                    groups.ids(),
                                    groups.valid(),
                                    groups.pooled(),
                                    pictures.pixels(),
                                    pictures.noise(),
                                    ImageStage.allowed(
                                            scope, batch.stream().map(DualPair::report).toList()),
                                    image.configuration().get("layers"),
                                    image.configuration().get("heads"),
                                    image.configuration().get("patch"),
                                    image.configuration().get("pretrained_grid"),
                                    recipe.raw(),
                                    MOST_LOG_SCALE,
                                    recipe.layerDecay(),
                                    Draw.seed(seed, PURPOSE, step),
                                    groups.rerun(trainee.footprint(), memory).number(),
                                    optimiser.clip(),
                                    optimiser.decay(),
                                    step,
                                    rate);
            state.advance();
            return StepResult.of(PURPOSE, step, result, rate, batch.size());
        }
    }

    @Override
    public void close() {
        trainee.close();
    }
}
