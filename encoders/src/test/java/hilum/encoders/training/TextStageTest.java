package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextStageTest {
    private static final int STEPS = 6;

    @TempDir Path folder;

    private static TextStage stage(Precision precision, double peak) {
        return stage(precision, peak, STEPS);
    }

    private static TextStage stage(Precision precision, double peak, int steps) {
        return stage(Products.of(precision), new Trains.All(0.1), peak, steps);
    }

    private static TextStage stage(Products products, Trains trains) {
        return stage(products, trains, 1e-2, STEPS);
    }

    private static TextStage stage(Products products, Trains trains, double peak, int steps) {
        List<List<TextPair>> batches =
                IntStream.range(0, steps)
                        .mapToObj(
                                step ->
                                        IntStream.range(0, 4)
                                                .mapToObj(i -> pair(step % 2 * 4 + i))
                                                .toList())
                        .toList();
        return new TextStage(
                TextTrainee.of(
                        TinyBert.ARCHITECTURE,
                        Attention.BIDIRECTIONAL,
                        Pooling.MEAN,
                        TinyBert.weights(1),
                        trains,
                        products,
                        1),
                TinyBert::tokenize,
                batches,
                20,
                TextStage.optimiser(steps, peak),
                Long.MAX_VALUE,
                11);
    }

    private static TextPair pair(int i) {
        return new TextPair(
                "findings of study " + i,
                (char) ('a' + i) + " impression",
                List.of((char) ('a' + i) + " no impression"));
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatIsSavedAndGoesOnEndsWithTheSameWeightsToTheBit(Precision precision)
            throws IOException {
        Map<String, List<Float>> straight;
        try (TextStage stage = stage(precision, 1e-2);
                TrainingState state = TrainingState.start(TinyBert.weights(1))) {
            for (int i = 0; i < STEPS; i++) {
                stage.step(state);
            }
            straight = values(state.weights());
        }

        for (int killed = 1; killed < STEPS; killed++) {
            Path file = folder.resolve(precision + "-" + killed);
            try (TextStage stage = stage(precision, 1e-2);
                    TrainingState state = TrainingState.start(TinyBert.weights(1))) {
                for (int i = 0; i < killed; i++) {
                    stage.step(state);
                }
                state.save(file);
            }
            try (TextStage stage = stage(precision, 1e-2);
                    TrainingState state = TrainingState.load(file)) {
                while (state.step() < stage.steps()) {
                    stage.step(state);
                }

                assertThat(values(state.weights())).isEqualTo(straight);
            }
        }
    }

    @Test
    void theLossFalls() {
        try (TextStage stage = stage(Precision.FLOAT32, 1e-2, 60);
                TrainingState state = TrainingState.start(TinyBert.weights(1))) {
            List<StepResult> results =
                    IntStream.range(0, 60).mapToObj(i -> stage.step(state)).toList();

            assertThat(results.getLast().loss()).isLessThan(0.7 * results.getFirst().loss());
            assertThat(results).allSatisfy(r -> assertThat(r.gradientNorm()).isPositive());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRunsTwiceForWantOfMemoryChangesNoBit(Products products) {
        try (TextStage stage = stage(products, new Trains.All(0.1));
                TrainingState state = TrainingState.start(TinyBert.weights(1));
                TensorScope scope = TensorScope.open()) {
            Map<String, float[]> plain =
                    GoldenWeights.values(stage.gradients(scope, state, Rerun.NOTHING));
            for (Rerun rerun : Rerun.values()) {
                Map<String, float[]> again =
                        GoldenWeights.values(stage.gradients(scope, state, rerun));

                assertThat(again.keySet()).isEqualTo(plain.keySet());
                again.forEach((name, g) -> assertThat(g).as(name).isEqualTo(plain.get(name)));
            }
        }
    }

    private static Map<String, List<Float>> values(SequencedMap<String, StoredTensor> weights) {
        Map<String, List<Float>> values = new LinkedHashMap<>();
        weights.forEach(
                (name, tensor) -> {
                    List<Float> list = new ArrayList<>();
                    for (float value : tensor.floats()) {
                        list.add(value);
                    }
                    values.put(name, list);
                });
        return values;
    }
}
