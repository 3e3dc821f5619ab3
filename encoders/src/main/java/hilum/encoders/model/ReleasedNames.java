package hilum.encoders.model;

import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tensors of a checkpoint by what they belong to. The multimodal model's authors keep all in
 * one file: {@code visual.*}, {@code text.projection.*}, {@code logit_scale}, and the text model
 * under {@code text.core.*} and once more under {@code text.model.*}, wrapped by PEFT.
 *
 * @param text the text model, under the names of its own class
 * @param adapter its LoRA tensors, {@code <module>.lora_A.weight}
 * @param projection the text projection, {@code text.projection.*}
 * @param visual the image tower, {@code visual.*}
 * @param logitScale the logarithm of the learnt scale
 * @see <a href="https://github.com/lukeingawesome/llm2clip4cxr">llm2clip4cxr, LLM2VecWithProj</a>
 */
record ReleasedNames(
        SequencedMap<String, StoredTensor> text,
        SequencedMap<String, StoredTensor> adapter,
        SequencedMap<String, StoredTensor> projection,
        SequencedMap<String, StoredTensor> visual,
        Optional<Double> logitScale) {
    private static final Pattern LORA =
            Pattern.compile(
                    "(?<module>.+)\\.lora_(?<side>[AB])\\.(?<name>[A-Za-z0-9_-]+)\\.weight");
    private static final String UNUSED = "default";

    /** Whether names are those of the multimodal model. */
    static boolean isReleased(Iterable<String> names) {
        for (String name : names) {
            if (name.startsWith("text.") || name.startsWith("visual.")) {
                return true;
            }
        }
        return false;
    }

    static ReleasedNames of(Path file, Map<String, StoredTensor> tensors) throws IOException {
        SequencedMap<String, StoredTensor> text = new LinkedHashMap<>();
        Map<String, SequencedMap<String, StoredTensor>> adapters = new TreeMap<>();
        SequencedMap<String, StoredTensor> projection = new LinkedHashMap<>();
        SequencedMap<String, StoredTensor> visual = new LinkedHashMap<>();
        Optional<Double> scale = Optional.empty();
        for (var entry : tensors.entrySet()) {
            String name = entry.getKey();
            StoredTensor tensor = entry.getValue();
            if (name.equals("logit_scale")) {
                scale = Optional.of((double) tensor.floats()[0]);
            } else if (name.startsWith("visual.")) {
                visual.put(name, tensor);
            } else if (name.startsWith("text.projection.")) {
                projection.put(name, tensor);
            } else if (name.startsWith("text.core.") || name.startsWith("text.model.")) {
                String own = own(name);
                Matcher lora = LORA.matcher(own);
                if (lora.matches()) {
                    put(
                            file,
                            adapters.computeIfAbsent(
                                    lora.group("name"), n -> new LinkedHashMap<>()),
                            "%s.lora_%s.weight".formatted(lora.group("module"), lora.group("side")),
                            tensor);
                } else {
                    put(file, text, own.replace(".base_layer.", "."), tensor);
                }
            } else {
                throw new IOException(
                        "%s holds '%s' beside visual.* and text.*: keep visual.*, text.core.*, text.projection.* and logit_scale alone"
                                .formatted(file, name));
            }
        }
        if (adapters.size() > 1) {
            adapters.remove(UNUSED); // PEFT makes it beside the one that is trained
        }
        if (adapters.size() > 1) {
            throw new IOException(
                    "%s holds the adapters %s: keep one".formatted(file, adapters.keySet()));
        }
        return new ReleasedNames(
                text,
                adapters.values().stream().findFirst().orElseGet(LinkedHashMap::new),
                projection,
                visual,
                scale);
    }

    /** {@code text.core.model.base_model.model.layers.0.…} is {@code layers.0.…}. */
    private static String own(String name) {
        String own = name.substring("text.".length());
        own = own.substring(own.indexOf('.') + 1);
        while (own.startsWith("model.") || own.startsWith("base_model.")) {
            own = own.substring(own.indexOf('.') + 1);
        }
        return own;
    }

    private static void put(
            Path file, Map<String, StoredTensor> into, String name, StoredTensor tensor)
            throws IOException {
        StoredTensor twin = into.putIfAbsent(name, tensor);
        if (twin != null && !twin.sameAs(tensor)) {
            throw new IOException(
                    "%s holds '%s' under text.core and text.model with different values: keep text.core.*"
                            .formatted(file, name));
        }
    }
}
