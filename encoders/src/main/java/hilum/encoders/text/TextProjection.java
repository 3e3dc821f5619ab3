package hilum.encoders.text;

import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * The step from a pooled vector into the space that texts share with images: LayerNorm and Linear,
 * in float32 whatever the tower's precision. Its tensors are valid until it is closed.
 */
final class TextProjection implements AutoCloseable {
    /** The file beside the tower's weights. */
    static final String FILE = "projection.safetensors";

    private static final String NORM = "text.projection.0.";
    private static final String LINEAR = "text.projection.1.";

    private final Optional<Checkpoint> file;
    private final SequencedMap<String, StoredTensor> tensors;

    private TextProjection(Optional<Checkpoint> file, SequencedMap<String, StoredTensor> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /** That of a folder; without weights where the folder has no such file. */
    static TextProjection open(Path folder, int hidden) throws IOException {
        Path path = folder.resolve(FILE);
        if (!Files.exists(path)) {
            return new TextProjection(Optional.empty(), new LinkedHashMap<>());
        }
        Checkpoint file = Checkpoint.of(path);
        try {
            return new TextProjection(
                    Optional.of(file),
                    file.fitted(
                            shapes(file, hidden),
                            name -> name,
                            name -> name.equals("logit_scale")));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static SequencedMap<String, long[]> shapes(Checkpoint file, int hidden)
            throws IOException {
        StoredTensor bias = file.tensors().get(LINEAR + "bias");
        if (bias == null || bias.shape().size() != 1) {
            throw new IOException(
                    "%s has no vector '%sbias': it is not a text projection"
                            .formatted(file.path(), LINEAR));
        }
        long dimension = bias.shape().getFirst();
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(NORM + "weight", new long[] {hidden});
        shapes.put(NORM + "bias", new long[] {hidden});
        shapes.put(LINEAR + "weight", new long[] {dimension, hidden});
        shapes.put(LINEAR + "bias", new long[] {dimension});
        return shapes;
    }

    SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /** The length of its vectors. */
    OptionalInt dimension() {
        StoredTensor bias = tensors.get(LINEAR + "bias");
        return bias == null
                ? OptionalInt.empty()
                : OptionalInt.of(Math.toIntExact(bias.shape().getFirst()));
    }

    @Override
    public void close() {
        file.ifPresent(Checkpoint::close);
    }
}
