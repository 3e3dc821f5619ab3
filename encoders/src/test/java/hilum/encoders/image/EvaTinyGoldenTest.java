package hilum.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the authors' EVAVisionTransformer, on the grid of its positions and on another one. */
class EvaTinyGoldenTest {
    private static final float TOLERANCE = 2e-5f;

    /** Everything between pixels and features, by the functions that the tower runs. */
    private static final String TRACE =
            """
            class Trace(Module):
              training : bool
              layers : int
              heads : int
              patch : int
              pretrained_grid : int

              def run(self, w: Dict[str, Tensor], pixels: Tensor) -> Dict[str, Tensor]:
                x = __torch__.eva.embedded(w, pixels, self.patch)
                cos, sin = __torch__.eva.rotary(pixels.size(2) // self.patch, self.pretrained_grid, x.size(-1) // self.heads, x)
                found: Dict[str, Tensor] = {'embedded': x, 'rope.freqs_cos': cos, 'rope.freqs_sin': sin}
                for i in range(self.layers):
                  x = __torch__.eva.block(x, w, i, self.heads, cos, sin)
                  found['block.{}'.format(i)] = x
                found['cls'] = __torch__.eva.class_token(w, pixels, self.layers, self.heads, self.patch, self.pretrained_grid)
                return found
            """;

    @ParameterizedTest
    @CsvSource({"base, PLAIN", "base, FUSED", "other-grid, PLAIN", "other-grid, FUSED"})
    void featuresAreTheReferences(String name, Linear linear) throws IOException {
        Golden golden = Golden.of("eva-tiny/" + name);
        try (ImageTower tower = ImageTower.open(golden.folder(), Precision.FLOAT32, linear);
                Safetensors cases = golden.cases()) {
            StoredTensor images = cases.tensor("image");

            float[] features =
                    tower.run(
                            "features",
                            images.floats(),
                            Math.toIntExact(images.shape().getFirst()));

            assertThat(Golden.difference(features, cases.tensor("features").floats()))
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    /** The reference's own resizing of the base's positions is in the other folder's file. */
    @Test
    void theWeightsOfAnotherGridAreLaidOverTheConfiguredOne(@TempDir Path folder)
            throws IOException {
        Golden base = Golden.of("eva-tiny/base");
        Golden other = Golden.of("eva-tiny/other-grid");
        Files.copy(base.path("model.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(other.path("config.json"), folder.resolve("config.json"));
        try (ImageTower tower = ImageTower.open(folder, Precision.FLOAT32);
                Safetensors cases = other.cases()) {
            StoredTensor images = cases.tensor("image");

            float[] features =
                    tower.run(
                            "features",
                            images.floats(),
                            Math.toIntExact(images.shape().getFirst()));

            assertThat(Golden.difference(features, cases.tensor("features").floats()))
                    .isLessThanOrEqualTo(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "other-grid"})
    void everyStageIsTheReferences(String name) throws IOException {
        Golden golden = Golden.of("eva-tiny/" + name);
        Eva02 configuration = Eva02.read(golden.path("config.json"));
        TreeMap<String, String> files =
                new TreeMap<>(ProgramText.of("eva").with(Linear.PLAIN).files());
        files.put("trace", TRACE);
        try (TorchProgram trace =
                        TorchProgram.load(
                                "trace.Trace",
                                configuration.configuration(),
                                new ProgramText(files));
                Checkpoint checkpoint = Checkpoint.open(golden.folder());
                Weights weights =
                        checkpoint.load(
                                configuration.weights(),
                                Eva02::canonical,
                                Eva02::ignorable,
                                Precision.FLOAT32);
                TensorScope scope = TensorScope.open();
                Safetensors cases = golden.cases()) {
            NDArray pixels =
                    scope.floats(cases.tensor("image").floats(), cases.tensor("image").sizes());

            var found = trace.named(scope, "run", weights.tensors(), pixels);

            assertThat(found.keySet()).containsAll(List.of("embedded", "cls", "rope.freqs_cos"));
            found.forEach(
                    (stage, values) ->
                            assertThat(
                                            Golden.difference(
                                                    values.toFloatArray(),
                                                    cases.tensor(stage).floats()))
                                    .as(stage)
                                    .isLessThanOrEqualTo(TOLERANCE));
        }
    }
}
