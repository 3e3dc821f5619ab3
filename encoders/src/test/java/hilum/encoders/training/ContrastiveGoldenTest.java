package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contrastive objectives against the authors' own code: losses, scores, all gradients. */
class ContrastiveGoldenTest {
    private static final float SCORES = 5e-5f;
    private static final float LOGITS = 2e-5f;
    private static final float GRADIENTS = 1e-5f;
    private static final float LOSS = 1e-5f; // relative

    /** Both objectives on vectors, by the functions that the steps run. */
    private static final String PROBE =
            """
            class Probe(Module):
              training : bool
              def hard(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
                with __torch__.autograd.enable_grad():
                  w = __torch__.autograd.leaves(w)
                  q = w['query']
                  d = w['positive']
                  if 'negative' in w:
                    d = torch.cat([d, w['negative']])
                  loss = __torch__.contrastive.hard_negative(q, d, torch.ones([q.size(0), d.size(0)], dtype=11), 50.0)
                  found = __torch__.autograd.gradients(loss, w)
                out: Dict[str, Tensor] = {'loss': loss.detach(), 'scores': __torch__.contrastive.scores(q, d, torch.full([], 50.0)).detach()}
                for name in found.keys():
                  out['grad.' + name] = found[name]
                return out
              def dual(self, w: Dict[str, Tensor], raw: bool) -> Dict[str, Tensor]:
                with __torch__.autograd.enable_grad():
                  w = __torch__.autograd.leaves(w)
                  image = w['image_features']
                  text = __torch__.pooling.projected(w['pooled'], w)
                  allowed = torch.ones([image.size(0), text.size(0)], dtype=11)
                  w['text_features'] = text
                  loss = __torch__.contrastive.symmetric(image, text, allowed, w['logit_scale'], raw)
                  found = __torch__.autograd.gradients(loss, w)
                  logits = __torch__.contrastive.similarities(image, text, w['logit_scale'], raw)
                out: Dict[str, Tensor] = {'loss': loss.detach(), 'text_features': text.detach(), 'logits_per_image': logits.detach()}
                for name in found.keys():
                  out['grad.' + name] = found[name]
                return out
            """;

    private static TorchProgram probe() {
        Map<String, String> files =
                new TreeMap<>(
                        ProgramText.of("contrastive", "autograd", "pooling")
                                .with(Linear.PLAIN)
                                .files());
        files.put("probe", PROBE);
        return TorchProgram.load("probe.Probe", Map.of(), new ProgramText(files));
    }

    @ParameterizedTest
    @ValueSource(strings = {"negatives0", "negatives1", "negatives3"})
    void theHardNegativeLossIsTheReferences(String name) throws IOException {
        Path file = Golden.of("losses").path("hard_negative.safetensors");
        Map<String, StoredTensor> golden = GoldenWeights.read(file, name + ".", n -> n);
        try (TensorScope scope = TensorScope.open();
                TorchProgram program = probe()) {
            SequencedMap<String, NDArray> inputs = new LinkedHashMap<>();
            for (String part : new String[] {"query", "positive", "negative"}) {
                if (golden.containsKey(part)) {
                    inputs.put(part, tensor(scope, golden.remove(part)));
                }
            }

            check(program.named(scope, "hard", inputs), golden, SCORES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"normalised_exp", "authors_released_raw"})
    void theSymmetricLossIsTheReferences(String formula) throws IOException {
        Golden dual = Golden.of("dual");
        Map<String, StoredTensor> golden =
                GoldenWeights.read(dual.path("cases.safetensors"), formula + ".", n -> n);
        try (Safetensors cases = dual.cases();
                TensorScope scope = TensorScope.open();
                TorchProgram program = probe()) {
            SequencedMap<String, NDArray> inputs = new LinkedHashMap<>();
            GoldenWeights.read(dual.path("model.safetensors"), "", n -> n)
                    .forEach((name, weight) -> inputs.put(name, tensor(scope, weight)));
            inputs.put("pooled", tensor(scope, cases.tensor("pooled")));
            inputs.put("image_features", tensor(scope, cases.tensor("image_features")));

            check(
                    program.named(scope, "dual", inputs, formula.equals("authors_released_raw")),
                    golden,
                    LOGITS);
        }
    }

    private static void check(
            Map<String, NDArray> ours, Map<String, StoredTensor> golden, float tolerance) {
        float loss = golden.remove("loss").floats()[0];
        assertThat(ours.get("loss").getFloat()).isCloseTo(loss, within(LOSS * Math.abs(loss)));
        Map<String, StoredTensor> gradients = new LinkedHashMap<>(golden);
        gradients.keySet().removeIf(name -> !name.startsWith("grad."));
        golden.keySet().removeAll(gradients.keySet());
        GoldenWeights.assertClose(GoldenWeights.values(ours), gradients, GRADIENTS);
        GoldenWeights.assertClose(GoldenWeights.values(ours), golden, tolerance);
    }

    private static NDArray tensor(TensorScope scope, StoredTensor stored) {
        return scope.floats(stored.floats(), stored.sizes());
    }
}
