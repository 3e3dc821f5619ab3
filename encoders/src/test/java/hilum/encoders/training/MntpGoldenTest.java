package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import hilum.encoders.Golden;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Masked next token prediction against transformers: loss, logits, every gradient recorded. */
class MntpGoldenTest {
    private static final double LOGITS = 5e-5;
    private static final double GRADIENTS = 1e-5;

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "ONEDNN"})
    void lossLogitsAndGradientsAreTheReferences(Products products) throws IOException {
        Golden losses = Golden.of("losses");
        Golden base = Golden.of("llama-tiny");
        TextArchitecture architecture = TextArchitecture.read(base.path("config.json"));
        SequencedMap<String, StoredTensor> weights = GoldenWeights.model(base, architecture);
        try (TextTrainee trainee =
                        TextTrainee.of(
                                architecture,
                                Attention.BIDIRECTIONAL,
                                Pooling.MEAN,
                                weights,
                                new Trains.All(0),
                                products,
                                1);
                TrainingState state = TrainingState.start(trainee.initial());
                Safetensors golden = Safetensors.open(losses.path("mntp.safetensors"));
                TensorScope scope = TensorScope.open()) {
            NDArray ids = longs(scope, golden.tensor("input_ids"));
            NDArray valid = booleans(scope, golden.tensor("attention_mask"));
            NDArray labels = longs(scope, golden.tensor("labels"));
            var trained = state.weightTensors();

            float loss =
                    trainee.program()
                            .tensor(
                                    scope,
                                    "mntp_loss",
                                    trained,
                                    trainee.frozen(),
                                    ids,
                                    valid,
                                    labels,
                                    1)
                            .toFloatArray()[0];
            NDArray logits =
                    trainee.program()
                            .tensor(scope, "logits", trained, trainee.frozen(), ids, valid);
            float expected = golden.tensor("loss").floats()[0];
            assertThat(loss).isCloseTo(expected, within(1e-5f * expected));
            assertThat(
                            (double)
                                    real(
                                            logits.toFloatArray(),
                                            golden.tensor("logits").floats(),
                                            golden.tensor("attention_mask").longs()))
                    .isLessThanOrEqualTo(LOGITS);
            Map<String, StoredTensor> gradients =
                    GoldenWeights.read(
                            losses.path("mntp.safetensors"), "grad.", architecture::canonical);
            for (Rerun rerun : Rerun.values()) {
                GoldenWeights.assertClose(
                        GoldenWeights.values(
                                trainee.program()
                                        .named(
                                                scope,
                                                "mntp_gradients",
                                                trained,
                                                trainee.frozen(),
                                                List.of(ids),
                                                List.of(valid),
                                                List.of(labels),
                                                1,
                                                rerun.number())),
                        gradients,
                        GRADIENTS);
            }
        }
    }

    /** The largest difference at real tokens: what padded ones hold is noise. */
    private static float real(float[] ours, float[] expected, long[] mask) {
        int vocabulary = expected.length / mask.length;
        float most = 0;
        for (int i = 0; i < expected.length; i++) {
            if (mask[i / vocabulary] == 1) {
                most = Math.max(most, Math.abs(ours[i] - expected[i]));
            }
        }
        return most;
    }

    private static NDArray longs(TensorScope scope, StoredTensor stored) {
        return scope.longs(stored.longs(), stored.sizes());
    }

    private static NDArray booleans(TensorScope scope, StoredTensor stored) {
        long[] values = stored.longs();
        boolean[] set = new boolean[values.length];
        for (int i = 0; i < set.length; i++) {
            set[i] = values[i] == 1;
        }
        return scope.booleans(set, stored.sizes());
    }
}
