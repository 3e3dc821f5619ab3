package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The objectives against the losses of the authors' own code. */
class ContrastiveGoldenTest {
    private static final String PROBE =
            """
            class Probe(Module):
              training : bool
              def hard(self, q: Tensor, d: Tensor) -> Tensor:
                return __torch__.contrastive.hard_negative(q, d, torch.ones([q.size(0), d.size(0)], dtype=11), 50.0)
              def dual(self, image: Tensor, text: Tensor, log_scale: Tensor) -> Tensor:
                return __torch__.contrastive.symmetric(image, text, torch.ones([image.size(0), text.size(0)], dtype=11), log_scale)
            """;

    private static TorchProgram probe() {
        Map<String, String> files = new TreeMap<>(ProgramText.of("contrastive").files());
        files.put("probe", PROBE);
        return TorchProgram.load("probe.Probe", Map.of(), new ProgramText(files));
    }

    @ParameterizedTest
    @ValueSource(strings = {"negatives0", "negatives1", "negatives3"})
    void theHardNegativeLossIsTheReferences(String name) throws IOException {
        try (Safetensors golden =
                        Safetensors.open(Golden.of("losses").path("hard_negative.safetensors"));
                TensorScope scope = TensorScope.open();
                TorchProgram program = probe()) {
            StoredTensor positive = golden.tensor(name + ".positive");
            float[] documents = positive.floats();
            long rows = positive.sizes()[0];
            if (golden.tensors().containsKey(name + ".negative")) {
                StoredTensor negative = golden.tensor(name + ".negative");
                float[] more = negative.floats();
                documents = Arrays.copyOf(documents, documents.length + more.length);
                System.arraycopy(more, 0, documents, documents.length - more.length, more.length);
                rows += negative.sizes()[0];
            }
            NDArray loss =
                    program.tensor(
                            scope,
                            "hard",
                            tensor(scope, golden.tensor(name + ".query")),
                            scope.floats(documents, rows, positive.sizes()[1]));

            float expected = golden.tensor(name + ".loss").floats()[0];
            assertThat(loss.getFloat()).isCloseTo(expected, within(1e-5f * expected));
        }
    }

    @Test
    void theSymmetricLossIsTheReferences() throws IOException {
        Golden dual = Golden.of("dual");
        try (Safetensors golden = dual.cases();
                Safetensors model = Safetensors.open(dual.path("model.safetensors"));
                TensorScope scope = TensorScope.open();
                TorchProgram program = probe()) {
            NDArray loss =
                    program.tensor(
                            scope,
                            "dual",
                            tensor(scope, golden.tensor("image_features")),
                            tensor(scope, golden.tensor("normalised_exp.text_features")),
                            tensor(scope, model.tensor("logit_scale")));

            float expected = golden.tensor("normalised_exp.loss").floats()[0];
            assertThat(loss.getFloat()).isCloseTo(expected, within(1e-5f * expected));
        }
    }

    private static NDArray tensor(TensorScope scope, StoredTensor stored) {
        return scope.floats(stored.floats(), stored.sizes());
    }
}
