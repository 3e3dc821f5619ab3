package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import hilum.encoders.Golden;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** Weights of the reference folders, copied out of their files under this library's names. */
final class GoldenWeights {
    private GoldenWeights() {}

    /** Those that the architecture asks for, and the head of its language model if there is one. */
    static SequencedMap<String, StoredTensor> model(Golden golden, TextArchitecture architecture)
            throws IOException {
        SequencedMap<String, StoredTensor> all =
                read(golden.path("model.safetensors"), "", architecture::canonical);
        SequencedMap<String, StoredTensor> asked = new LinkedHashMap<>();
        architecture.weights().keySet().forEach(name -> asked.put(name, all.get(name)));
        if (all.containsKey("lm_head.weight")) {
            asked.put("lm_head.weight", all.get("lm_head.weight"));
        }
        return asked;
    }

    /** The tensors of a file whose names begin so. */
    static SequencedMap<String, StoredTensor> read(
            Path file, String prefix, UnaryOperator<String> canonical) throws IOException {
        SequencedMap<String, StoredTensor> read = new LinkedHashMap<>();
        try (Safetensors stored = Safetensors.open(file)) {
            stored.tensors()
                    .forEach(
                            (name, tensor) -> {
                                if (name.startsWith(prefix)) {
                                    read.put(
                                            canonical.apply(name.substring(prefix.length())),
                                            StoredTensor.of(tensor.floats(), tensor.sizes()));
                                }
                            });
        }
        return read;
    }

    /** From a name in a PEFT file, whatever class it was saved over. */
    static String ofAdapter(String name, TextArchitecture architecture) {
        return architecture.canonical(name.replaceFirst("^base_model\\.model\\.", ""));
    }

    /** Each tensor of the reference against ours; all that differ more are named. */
    static void assertClose(
            Map<String, float[]> ours, Map<String, StoredTensor> expected, double tolerance) {
        assertClose(ours, expected, tolerance, false);
    }

    /** As above, with differences relative to the largest value of the tensor. */
    static void assertClose(
            Map<String, float[]> ours,
            Map<String, StoredTensor> expected,
            double tolerance,
            boolean relative) {
        assertThat(expected).isNotEmpty();
        List<String> wrong = new ArrayList<>();
        for (var entry : expected.entrySet()) {
            float[] actual = ours.get(entry.getKey());
            if (actual == null) {
                wrong.add(entry.getKey() + " is missing");
                continue;
            }
            float[] values = entry.getValue().floats();
            double difference = Golden.difference(actual, values);
            if (relative) {
                float largest = 0;
                for (float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                difference /= largest;
            }
            if (!(difference <= tolerance)) {
                wrong.add("%s by %.2e".formatted(entry.getKey(), difference));
            }
        }
        assertThat(wrong).isEmpty();
    }

    static Map<String, float[]> values(Map<String, NDArray> tensors) {
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
        return values;
    }
}
