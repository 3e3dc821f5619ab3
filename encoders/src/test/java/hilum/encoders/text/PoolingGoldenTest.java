package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the authors' LatentAttentionPooling and their text projection, each on its own. */
class PoolingGoldenTest {
    private static final float LATENT = 1e-5f;
    private static final float PROJECTED = 2e-5f;

    private static final String PROGRAM =
            """
            class Pooling(Module):
              training : bool
              heads : int
              def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
                return __torch__.linear.pack(__torch__.pooling.prepare(w, self.heads), __torch__.pooling.linear_names())
              def attended(self, w: Dict[str, Tensor], x: Tensor) -> Tensor:
                return __torch__.pooling.attended(x, w, self.heads)
              def pooled(self, w: Dict[str, Tensor], x: Tensor, chosen: Tensor) -> Tensor:
                return __torch__.pooling.latent_attention(x, w, chosen, self.heads)
              def projected(self, w: Dict[str, Tensor], x: Tensor) -> Tensor:
                return __torch__.pooling.projected(x, w)
            """;

    @ParameterizedTest
    @CsvSource({"small,PLAIN", "small,FUSED", "released,PLAIN", "released,FUSED"})
    void latentAttentionIsTheReferences(String name, Linear linear) throws IOException {
        Golden golden = Golden.of("latent-attention/" + name);
        JsonNode config = new ObjectMapper().readTree(golden.path("config.json").toFile());
        try (Safetensors cases = golden.cases();
                TorchProgram program = program(config.get("num_heads").asInt(), linear);
                TensorScope scope = TensorScope.open();
                Weights weights =
                        Weights.load(golden.path("model.safetensors"), Precision.FLOAT32)) {
            Map<String, NDArray> w = program.named(scope, "pack", weights.tensors());
            List<String> texts = prefixes(cases, ".tokens");
            assertThat(texts).isNotEmpty();
            for (String text : texts) {
                StoredTensor tokens = cases.tensor(text + ".tokens");
                long[] shape = tokens.sizes();
                NDArray x = scope.floats(tokens.floats(), shape);
                near(
                        program.tensor(scope, "attended", w, x),
                        cases.tensor(text + ".attended"),
                        LATENT);
                boolean[] all = new boolean[(int) shape[0]];
                Arrays.fill(all, true);
                near(
                        program.tensor(
                                scope,
                                "pooled",
                                w,
                                scope.floats(tokens.floats(), 1, shape[0], shape[1]),
                                scope.booleans(all, 1, shape[0])),
                        cases.tensor(text + ".pooled"),
                        LATENT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Linear.class,
            names = {"PLAIN", "FUSED"})
    void projectedTextsAreTheReferences(Linear linear) throws IOException {
        Golden golden = Golden.of("dual");
        try (Safetensors cases = golden.cases();
                TorchProgram program = program(1, linear);
                TensorScope scope = TensorScope.open();
                Weights weights =
                        Weights.load(golden.path("model.safetensors"), Precision.FLOAT32)) {
            StoredTensor pooled = cases.tensor("pooled");
            NDArray projected =
                    program.tensor(
                            scope,
                            "projected",
                            weights.tensors(),
                            scope.floats(pooled.floats(), pooled.sizes()));
            List<String> formulas = prefixes(cases, ".text_features");
            assertThat(formulas).isNotEmpty();
            for (String formula : formulas) {
                near(projected, cases.tensor(formula + ".text_features"), PROJECTED);
            }
        }
    }

    private static TorchProgram program(int heads, Linear linear) {
        Map<String, String> files = new HashMap<>(ProgramText.of("pooling").with(linear).files());
        files.put("pooling_probe", PROGRAM);
        return TorchProgram.load(
                "pooling_probe.Pooling", Map.of("heads", heads), new ProgramText(files));
    }

    private static List<String> prefixes(Safetensors cases, String end) {
        return cases.tensors().keySet().stream()
                .filter(name -> name.endsWith(end) && !name.contains("grad."))
                .map(name -> name.substring(0, name.length() - end.length()))
                .toList();
    }

    private static void near(NDArray actual, StoredTensor expected, float tolerance) {
        float difference = Golden.difference(actual.toFloatArray(), expected.floats());
        assertThat(difference).isLessThanOrEqualTo(tolerance);
    }
}
