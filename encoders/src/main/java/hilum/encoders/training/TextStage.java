package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.TensorScope;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Supervised contrastive training of a text tower: cosine times a scale, cross-entropy from each
 * query over the positives and hard negatives of its batch.
 *
 * <p>A text equal to a query's own positive is never counted against it.
 */
public final class TextStage implements TrainingStage {
    private static final String PURPOSE = "text-contrastive";

    private final TextTrainee trainee;
    private final Function<String, Tokens> tokenizer;
    private final Map<String, Tokens> tokenized = new HashMap<>();
    private final List<List<TextPair>> batches;
    private final double scale;
    private final Optimiser optimiser;
    private final long memory;
    private final long seed;

    /**
     * @param trainee the tower; closed with the stage
     * @param tokenizer from a text to its tokens, cut where the model's texts are cut
     * @param batches one for each step, as {@link TextRecipe#batches} draws them
     * @param scale of the cosines
     * @param optimiser with a rate for each step
     * @param memory bytes that activations may take; where they would take more, more is computed
     *     twice, with the same result
     * @param seed the plan's
     */
    public TextStage(
            TextTrainee trainee,
            Function<String, Tokens> tokenizer,
            List<List<TextPair>> batches,
            double scale,
            Optimiser optimiser,
            long memory,
            long seed) {
        this.trainee = trainee;
        this.tokenizer = tokenizer;
        this.batches = List.copyOf(batches);
        this.scale = scale;
        this.optimiser = optimiser;
        this.memory = memory;
        this.seed = seed;
    }

    /** The optimiser of the running stream, with a rate for each of the batches. */
    public static Optimiser optimiser(int steps, double peak) {
        return new Optimiser(Schedule.of(steps, peak, 0.05, Schedule.Shape.LINEAR), 1, 0.01);
    }

    @Override
    public int steps() {
        return batches.size();
    }

    @Override
    public StepResult step(TrainingState state) {
        int step = state.step() + 1;
        double rate = optimiser.schedule().rate(step);
        List<TextPair> pairs = batches.get(step - 1);
        try (TensorScope scope = TensorScope.open()) {
            Batch batch = new Batch(scope, pairs);
            List<NDArray> result =
                    trainee.program()
                            .tensors(
                                    scope,
                                    "contrastive_step",
                                    state.weightTensors(),
                                    state.firstMoments(),
                                    state.secondMoments(),
                                    trainee.frozen(),
                                    batch.groups.ids(),
                                    batch.groups.valid(),
                                    batch.groups.pooled(),
                                    batch.allowed,
                                    scale,
                                    Draw.seed(seed, PURPOSE, step),
                                    batch.groups.rerun(trainee.footprint(), memory).number(),
                                    optimiser.clip(),
                                    optimiser.decay(),
                                    step,
                                    rate);
            state.advance();
            return StepResult.of(PURPOSE, step, result, rate, pairs.size());
        }
    }

    /** The gradients of the next step before clipping, in a scope. */
    Map<String, NDArray> gradients(TensorScope scope, TrainingState state, Rerun rerun) {
        int step = state.step() + 1;
        Batch batch = new Batch(scope, batches.get(step - 1));
        return trainee.program()
                .named(
                        scope,
                        "contrastive_gradients",
                        state.weightTensors(),
                        trainee.frozen(),
                        batch.groups.ids(),
                        batch.groups.valid(),
                        batch.groups.pooled(),
                        batch.allowed,
                        scale,
                        Draw.seed(seed, PURPOSE, step),
                        rerun.number());
    }

    /** The loss of a step's pairs under the weights of a state, without a change. */
    public double loss(TrainingState state, int step) {
        try (TensorScope scope = TensorScope.open()) {
            Batch batch = new Batch(scope, batches.get(step - 1));
            return trainee.program()
                    .tensor(
                            scope,
                            "contrastive_loss",
                            state.weightTensors(),
                            trainee.frozen(),
                            batch.groups.ids(),
                            batch.groups.valid(),
                            batch.groups.pooled(),
                            batch.allowed,
                            scale,
                            Draw.seed(seed, PURPOSE, step))
                    .toFloatArray()[0];
        }
    }

    @Override
    public void close() {
        trainee.close();
    }

    private Tokens tokens(String text) {
        return tokenized.computeIfAbsent(text, tokenizer);
    }

    /** The arguments of a step that its pairs give. */
    private final class Batch {
        private final TokenGroups groups;
        private final NDArray allowed;

        Batch(TensorScope scope, List<TextPair> pairs) {
            List<String> positives = pairs.stream().map(TextPair::positive).toList();
            // Any order will do for negatives: by length they are padded little.
            List<String> negatives =
                    pairs.stream()
                            .flatMap(pair -> pair.negatives().stream())
                            .distinct()
                            .sorted(Comparator.comparingInt(text -> tokens(text).length()))
                            .toList();
            groups = new TokenGroups(scope);
            groups.add(pairs.stream().map(pair -> tokens(pair.query())).toList());
            groups.add(positives.stream().map(TextStage.this::tokens).toList());
            groups.add(negatives.stream().map(TextStage.this::tokens).toList());
            allowed = allowed(scope, positives, negatives);
        }
    }

    /** Whether document {@code j} counts for query {@code i}. */
    private static NDArray allowed(
            TensorScope scope, List<String> positives, List<String> negatives) {
        List<String> documents =
                Stream.concat(positives.stream(), negatives.stream())
                        .map(TextPair::sameness)
                        .toList();
        boolean[] allowed = new boolean[positives.size() * documents.size()];
        for (int i = 0; i < positives.size(); i++) {
            for (int j = 0; j < documents.size(); j++) {
                allowed[i * documents.size() + j] =
                        i == j || !documents.get(i).equals(documents.get(j));
            }
        }
        return scope.booleans(allowed, positives.size(), documents.size());
    }
}
