package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Tokens;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Supervised contrastive training of a BERT text tower: cosine times a scale, cross-entropy from
 * each query over the positives and hard negatives of its batch, all weights trained.
 *
 * <p>A text equal to a query's own positive is never counted against it.
 */
public final class TextStage implements TrainingStage {
    private static final String PURPOSE = "text-contrastive";
    private static final double SCALE = 20;
    private static final double DROPOUT = 0.1;
    private static final double CLIP = 1;
    private static final double DECAY = 0.01;
    private static final int TOGETHER = 16;

    private final TorchProgram program;
    private final Function<String, Tokens> tokenizer;
    private final Map<String, Tokens> tokenized = new HashMap<>();
    private final List<List<TextPair>> batches;
    private final Schedule schedule;
    private final long seed;

    /**
     * @param architecture the tower
     * @param tokenizer from a text to its tokens, cut where the model's texts are cut
     * @param batches one for each step, as {@link TextRecipe#batches} draws them
     * @param peak the highest learning rate
     * @param precision of the products
     * @param seed the plan's
     */
    public TextStage(
            Bert architecture,
            Function<String, Tokens> tokenizer,
            List<List<TextPair>> batches,
            double peak,
            Precision precision,
            long seed) {
        this.tokenizer = tokenizer;
        this.batches = List.copyOf(batches);
        this.schedule = new Schedule(batches.size(), peak, 0.05, Schedule.Shape.LINEAR);
        this.seed = seed;
        this.program = program(architecture, DROPOUT, TrainingPrecision.linear(precision));
    }

    static TorchProgram program(Bert architecture, double dropout, Linear linear) {
        Map<String, Object> configuration = new HashMap<>(architecture.configuration());
        configuration.putAll(
                Map.of("scale", SCALE, "dropout", dropout, "clip", CLIP, "decay", DECAY));
        return TorchProgram.load(
                "text_training.TextTraining",
                configuration,
                ProgramText.of(
                                "text_training",
                                "bert",
                                "pooling",
                                "contrastive",
                                "autograd",
                                "adamw")
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
        List<TextPair> pairs = batches.get(step - 1);
        List<String> queries = pairs.stream().map(TextPair::query).toList();
        List<String> positives = pairs.stream().map(TextPair::positive).toList();
        // Any order will do for negatives: by length they are padded little.
        List<String> negatives =
                pairs.stream()
                        .flatMap(pair -> pair.negatives().stream())
                        .distinct()
                        .sorted(Comparator.comparingInt(text -> tokens(text).length()))
                        .toList();
        try (TensorScope scope = TensorScope.open()) {
            List<NDArray> ids = new ArrayList<>();
            List<NDArray> valid = new ArrayList<>();
            for (List<String> texts : List.of(queries, positives, negatives)) {
                for (int from = 0; from < texts.size(); from += TOGETHER) {
                    int to = Math.min(from + TOGETHER, texts.size());
                    pad(scope, texts.subList(from, to), ids, valid);
                }
            }
            List<NDArray> result =
                    program.tensors(
                            scope,
                            "step",
                            state.weightTensors(),
                            state.firstMoments(),
                            state.secondMoments(),
                            ids,
                            valid,
                            allowed(scope, positives, negatives),
                            Draw.seed(seed, PURPOSE, step),
                            step,
                            rate);
            state.advance();
            return StepResult.of(PURPOSE, step, result, rate, pairs.size());
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private Tokens tokens(String text) {
        return tokenized.computeIfAbsent(text, tokenizer);
    }

    private void pad(
            TensorScope scope, List<String> texts, List<NDArray> ids, List<NDArray> valid) {
        List<Tokens> tokens = texts.stream().map(this::tokens).toList();
        int longest = tokens.stream().mapToInt(Tokens::length).max().orElseThrow();
        long[] padded = new long[tokens.size() * longest];
        boolean[] real = new boolean[padded.length];
        for (int row = 0; row < tokens.size(); row++) {
            for (int i = 0; i < tokens.get(row).length(); i++) {
                padded[row * longest + i] = tokens.get(row).id(i);
                real[row * longest + i] = true;
            }
        }
        ids.add(scope.longs(padded, tokens.size(), longest));
        valid.add(scope.booleans(real, tokens.size(), longest));
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
