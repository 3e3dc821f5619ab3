package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        List<List<TextPair>> batches =
                IntStream.range(0, steps)
                        .mapToObj(
                                step ->
                                        IntStream.range(0, 4)
                                                .mapToObj(i -> pair(step % 2 * 4 + i))
                                                .toList())
                        .toList();
        return new TextStage(
                TinyBert.ARCHITECTURE, TinyBert::tokenize, batches, peak, precision, 11);
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

    @Test
    void theGradientIsThatOfFiniteDifferencesInDoublePrecision() {
        try (TensorScope scope = TensorScope.open();
                TorchProgram program =
                        TextStage.program(TinyBert.ARCHITECTURE, 0.0, Linear.PLAIN)) {
            List<NDArray> ids = new ArrayList<>();
            List<NDArray> valid = new ArrayList<>();
            Random random = new Random(5);
            for (int rows : new int[] {3, 3, 2}) {
                ids.add(scope.longs(random.longs(rows * 4L, 0, 64).toArray(), rows, 4));
                boolean[] real = new boolean[rows * 4];
                for (int i = 0; i < real.length; i++) {
                    real[i] = i % 4 < 3 || i < 4;
                }
                valid.add(scope.booleans(real, rows, 4));
            }
            boolean[] all = new boolean[15];
            java.util.Arrays.fill(all, true);
            all[1] = false;
            NDArray allowed = scope.booleans(all, 3, 5);
            SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
            SequencedMap<String, NDArray> higher = new LinkedHashMap<>();
            SequencedMap<String, NDArray> lower = new LinkedHashMap<>();
            Map<String, double[]> direction = new LinkedHashMap<>();
            double h = 1e-5;
            TinyBert.weights(3)
                    .forEach(
                            (name, tensor) -> {
                                float[] w = tensor.floats();
                                double[] d = random.doubles(w.length, -1, 1).toArray();
                                direction.put(name, d);
                                weights.put(name, doubles(scope, w, d, 0, tensor));
                                higher.put(name, doubles(scope, w, d, h, tensor));
                                lower.put(name, doubles(scope, w, d, -h, tensor));
                            });

            Map<String, NDArray> gradients =
                    program.named(scope, "weight_gradients", weights, ids, valid, allowed, 1);

            double slope = 0;
            for (var gradient : gradients.entrySet()) {
                double[] g = gradient.getValue().toDoubleArray();
                double[] d = direction.get(gradient.getKey());
                for (int i = 0; i < g.length; i++) {
                    slope += g[i] * d[i];
                }
            }
            double up = program.tensor(scope, "loss", higher, ids, valid, allowed).getDouble();
            double down = program.tensor(scope, "loss", lower, ids, valid, allowed).getDouble();
            assertThat(slope).isCloseTo((up - down) / (2 * h), within(1e-6 * Math.abs(slope)));
        }
    }

    private static NDArray doubles(
            TensorScope scope, float[] values, double[] direction, double step, StoredTensor like) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            bytes.putDouble(values[i] + step * direction[i]);
        }
        return scope.bytes(bytes.array(), DataType.FLOAT64, like.sizes());
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
