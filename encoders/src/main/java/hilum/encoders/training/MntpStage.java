package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Masked next token prediction: a text tower learns to read in both directions by predicting masked
 * tokens, each from the state before it.
 */
public final class MntpStage implements TrainingStage {
    private static final String PURPOSE = "mntp";

    private final TextTrainee trainee;
    private final MaskedBlocks recipe;
    private final List<List<int[]>> batches;
    private final Function<Integer, Optimiser> optimisers;
    private final long memory;
    private final long seed;

    /**
     * @param trainee the tower, opened with its head; closed with the stage
     * @param recipe how texts are cut and masked
     * @param texts in an order that the plan fixes
     * @param epochs how often each text is read
     * @param batch blocks in a step
     * @param most steps at most, whatever the epochs
     * @param optimiser for a number of steps
     * @param memory bytes that activations may take
     * @param seed the plan's
     */
    public MntpStage(
            TextTrainee trainee,
            MaskedBlocks recipe,
            List<Tokens> texts,
            int epochs,
            int batch,
            int most,
            Function<Integer, Optimiser> optimiser,
            long memory,
            long seed) {
        this.trainee = trainee;
        this.recipe = recipe;
        this.optimisers = optimiser;
        this.memory = memory;
        this.seed = seed;
        this.batches = batches(recipe, texts, epochs, batch, most, seed);
        if (batches.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d texts give no block of %d tokens: choose shorter blocks"
                            .formatted(texts.size(), recipe.length()));
        }
    }

    private static List<List<int[]>> batches(
            MaskedBlocks recipe, List<Tokens> texts, int epochs, int batch, int most, long seed) {
        List<List<int[]>> batches = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            List<int[]> blocks = recipe.cut(texts, seed, epoch);
            for (int from = 0; from < blocks.size() && batches.size() < most; from += batch) {
                batches.add(
                        List.copyOf(blocks.subList(from, Math.min(from + batch, blocks.size()))));
            }
        }
        return batches;
    }

    @Override
    public int steps() {
        return batches.size();
    }

    @Override
    public StepResult step(TrainingState state) {
        int step = state.step() + 1;
        Optimiser optimiser = optimisers.apply(steps());
        double rate = optimiser.schedule().rate(step);
        List<int[]> blocks = batches.get(step - 1);
        SplittableRandom random = Draw.of(seed, PURPOSE + " mask", step);
        List<MaskedBlocks.Masked> masked =
                blocks.stream().map(block -> recipe.masked(block, random)).toList();
        try (TensorScope scope = TensorScope.open()) {
            TokenGroups groups = new TokenGroups(scope);
            List<Integer> sizes = groups.add(masked.stream().map(m -> Tokens.of(m.ids())).toList());
            List<NDArray> labels = new ArrayList<>();
            int row = 0;
            for (int size : sizes) {
                long[] values = new long[size * recipe.length()];
                for (int i = 0; i < size; i++) {
                    System.arraycopy(
                            masked.get(row + i).labels(),
                            0,
                            values,
                            i * recipe.length(),
                            recipe.length());
                }
                labels.add(scope.longs(values, size, recipe.length()));
                row += size;
            }
            List<NDArray> result =
                    trainee.program()
                            .tensors(
                                    scope,
                                    "mntp_step",
                                    state.weightTensors(),
                                    state.firstMoments(),
                                    state.secondMoments(),
                                    trainee.frozen(),
                                    groups.ids(),
                                    groups.valid(),
                                    labels,
                                    Draw.seed(seed, PURPOSE, step),
                                    groups.rerunOfOne(trainee.footprint(), memory).number(),
                                    optimiser.clip(),
                                    optimiser.decay(),
                                    step,
                                    rate);
            state.advance();
            return StepResult.of(PURPOSE, step, result, rate, blocks.size());
        }
    }

    @Override
    public void close() {
        trainee.close();
    }
}
