package hilum.encoders.text;

import ai.djl.ndarray.NDArray;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * The step from a pooled vector into the space that texts share with images: LayerNorm and Linear,
 * in float32 whatever the tower's precision.
 */
final class TextProjection {
    /** The file beside the tower's weights. */
    static final String FILE = "projection.safetensors";

    private static final String NORM = "text.projection.0.";
    private static final String LINEAR = "text.projection.1.";

    private TextProjection() {}

    /** Its weights, none where the folder has no such file. */
    static Weights load(Path folder, int hidden) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Weights.of(TensorScope.lasting(), new LinkedHashMap<>());
        }
        try (Checkpoint stored = Checkpoint.of(file)) {
            StoredTensor bias = stored.tensors().get(LINEAR + "bias");
            if (bias == null || bias.shape().size() != 1) {
                throw new IOException(
                        "%s has no vector '%sbias': it is not a text projection"
                                .formatted(file, LINEAR));
            }
            long dimension = bias.shape().getFirst();
            SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
            shapes.put(NORM + "weight", new long[] {hidden});
            shapes.put(NORM + "bias", new long[] {hidden});
            shapes.put(LINEAR + "weight", new long[] {dimension, hidden});
            shapes.put(LINEAR + "bias", new long[] {dimension});
            return stored.load(shapes, name -> name, name -> false, Precision.FLOAT32);
        }
    }

    /** The length of its vectors. */
    static OptionalInt dimension(Weights weights) {
        NDArray bias = weights.tensors().get(LINEAR + "bias");
        return bias == null ? OptionalInt.empty() : OptionalInt.of((int) bias.getShape().get(0));
    }
}
