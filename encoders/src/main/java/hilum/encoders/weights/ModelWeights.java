package hilum.encoders.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** Weights checked against what a model asks for: every name there, in its shape. */
public final class ModelWeights {
    private ModelWeights() {}

    /**
     * Loads the weights that a model asks for; others in the file are left.
     *
     * @param shapes what the model asks for
     * @param canonical from a name in the file to the model's name for it
     * @throws IOException when one is missing or has another shape
     */
    public static Weights load(
            Path file,
            SequencedMap<String, long[]> shapes,
            UnaryOperator<String> canonical,
            Precision precision)
            throws IOException {
        try (Safetensors stored = Safetensors.open(file)) {
            Map<String, StoredTensor> byName = new LinkedHashMap<>();
            stored.tensors().forEach((name, tensor) -> byName.put(canonical.apply(name), tensor));
            SequencedMap<String, StoredTensor> asked = new LinkedHashMap<>();
            for (Map.Entry<String, long[]> weight : shapes.entrySet()) {
                StoredTensor tensor = byName.get(weight.getKey());
                if (tensor == null) {
                    throw new IOException(
                            "%s has no weight '%s': it is not a file of this model's configuration"
                                    .formatted(file, weight.getKey()));
                }
                if (!Arrays.equals(tensor.sizes(), weight.getValue())) {
                    throw new IOException(
                            "%s holds '%s' as %s, its config.json asks for %s: the two do not belong together"
                                    .formatted(
                                            file,
                                            weight.getKey(),
                                            tensor.shape(),
                                            Arrays.toString(weight.getValue())));
                }
                asked.put(weight.getKey(), tensor);
            }
            return Weights.copyOf(asked, precision);
        }
    }
}
