package hilum.encoders.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What PEFT's {@code adapter_config.json} says of a LoRA adapter.
 *
 * @param rank the rank of the changes, less those of {@code ranks}
 * @param alpha the numerator of their factor, less those of {@code alphas}
 * @param rootScaled whether the factor is {@code alpha / sqrt(rank)} instead of {@code alpha /
 *     rank}
 * @param dropout the share of a module's inputs that training drops
 * @param targets the last parts of the names of the modules that it changes; empty where PEFT was
 *     given a pattern instead of names
 * @param layers the layers that it changes; empty for all
 * @param ranks ranks of modules whose name ends in the key or matches it
 * @param alphas as {@code ranks}
 * @param baseModel the name or path of the model that it was trained on
 */
public record AdapterConfig(
        int rank,
        double alpha,
        boolean rootScaled,
        double dropout,
        SequencedSet<String> targets,
        List<Integer> layers,
        Map<String, Integer> ranks,
        Map<String, Double> alphas,
        Optional<String> baseModel) {
    /** The file that it is read from. */
    public static final String FILE = "adapter_config.json";

    private static final long MOST_BYTES = 1 << 20;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public AdapterConfig {
        if (rank < 1 || !(alpha > 0) || !Double.isFinite(alpha)) {
            throw new IllegalArgumentException(
                    "rank %d and alpha %s: both count from above 0".formatted(rank, alpha));
        }
        targets = Collections.unmodifiableSequencedSet(new TreeSet<>(targets));
        layers = List.copyOf(layers);
        ranks = ordered(ranks);
        alphas = ordered(alphas);
    }

    /** A configuration without patterns, as training makes it. */
    public static AdapterConfig of(
            int rank, double alpha, double dropout, SequencedSet<String> targets) {
        return new AdapterConfig(
                rank,
                alpha,
                false,
                dropout,
                targets,
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    AdapterConfig targeting(SequencedSet<String> names) {
        return new AdapterConfig(
                rank, alpha, rootScaled, dropout, names, layers, ranks, alphas, baseModel);
    }

    /** The rank of the change to a module. */
    public int rank(String module) {
        return pattern(ranks, module).orElse(rank);
    }

    /** The factor of the change to a module. */
    public double scaling(String module) {
        return scaling(pattern(alphas, module).orElse(alpha), rank(module));
    }

    /** The factor of the change to a module without a pattern. */
    public double scaling() {
        return scaling(alpha, rank);
    }

    /** Whether it says by name that it changes a module. */
    public boolean targets(String module) {
        return targets.stream().anyMatch(t -> module.equals(t) || module.endsWith("." + t))
                && (layers.isEmpty()
                        || layers.stream()
                                .anyMatch(
                                        layer -> ("." + module + ".").contains("." + layer + ".")));
    }

    private double scaling(double a, int r) {
        return rootScaled ? a / Math.sqrt(r) : a / r;
    }

    /** The first pattern counts; each must be a regular expression. */
    private static <T> Map<String, T> ordered(Map<String, T> patterns) {
        patterns.keySet().forEach(java.util.regex.Pattern::compile);
        return Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    }

    /** As PEFT: the key is a regular expression for the end of the name. */
    private static <T> Optional<T> pattern(Map<String, T> patterns, String module) {
        return patterns.entrySet().stream()
                .filter(
                        entry ->
                                Stream.of(module, "model." + module)
                                        .anyMatch(
                                                name ->
                                                        name.matches(
                                                                "(.*\\.)?(%s)"
                                                                        .formatted(
                                                                                entry.getKey()))))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Reads the file; anything but plain LoRA is refused in a sentence. */
    public static AdapterConfig read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    "%s has %d bytes, at most %d are read: copy it again"
                            .formatted(file, Files.size(file), MOST_BYTES));
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readAllBytes(file));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException(
                    "%s is not JSON (%s): copy it again"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
        requirePlain(file, json);
        Map<String, Integer> ranks = new LinkedHashMap<>();
        json.path("rank_pattern")
                .properties()
                .forEach(e -> ranks.put(e.getKey(), e.getValue().asInt()));
        Map<String, Double> alphas = new LinkedHashMap<>();
        json.path("alpha_pattern")
                .properties()
                .forEach(e -> alphas.put(e.getKey(), e.getValue().asDouble()));
        JsonNode modules = json.path("target_modules");
        SequencedSet<String> targets = new TreeSet<>();
        modules.forEach(module -> targets.add(module.asText()));
        List<Integer> layers = new java.util.ArrayList<>();
        JsonNode transformed = json.path("layers_to_transform");
        if (transformed.isInt()) {
            layers.add(transformed.asInt());
        }
        transformed.forEach(layer -> layers.add(layer.asInt()));
        try {
            return new AdapterConfig(
                    json.path("r").asInt(),
                    json.path("lora_alpha").asDouble(),
                    json.path("use_rslora").asBoolean(),
                    json.path("lora_dropout").asDouble(),
                    targets,
                    layers,
                    ranks,
                    alphas,
                    Optional.ofNullable(json.path("base_model_name_or_path").textValue()));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s asks for %s: correct it".formatted(file, e.getMessage()), e);
        }
    }

    private static void requirePlain(Path file, JsonNode json) throws IOException {
        String type = json.path("peft_type").asText();
        if (!type.equals("LORA")) {
            throw new IOException(
                    "%s is an adapter of the type '%s': Hilum computes LORA".formatted(file, type));
        }
        if (json.path("use_dora").asBoolean()) {
            throw new IOException(
                    "%s asks for DoRA (use_dora): Hilum computes plain LoRA, train it without"
                            .formatted(file));
        }
        String bias = json.path("bias").asText("none");
        if (!bias.equals("none") || json.path("lora_bias").asBoolean()) {
            throw new IOException(
                    "%s trains biases too (bias '%s', lora_bias %s): Hilum computes adapters with bias none"
                            .formatted(file, bias, json.path("lora_bias").asBoolean()));
        }
        if (!json.path("modules_to_save").isEmpty()) {
            throw new IOException(
                    "%s brings whole modules (modules_to_save %s): merge them into the base first"
                            .formatted(file, json.path("modules_to_save")));
        }
        for (String other :
                List.of(
                        "fan_in_fan_out",
                        "use_qalora",
                        "use_bdlora",
                        "layer_replication",
                        "trainable_token_indices",
                        "target_parameters",
                        "alora_invocation_tokens",
                        "arrow_config",
                        "megatron_config",
                        "velora_config",
                        "monteclora_config",
                        "kasa_config")) {
            JsonNode value = json.path(other);
            if (value.isBoolean()
                    ? value.asBoolean()
                    : !value.isNull()
                            && !value.isMissingNode()
                            && !(value.isContainerNode() && value.isEmpty())) {
                throw new IOException(
                        "%s sets %s to %s: Hilum computes plain LoRA, train it without"
                                .formatted(file, other, value));
            }
        }
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peft_type", "LORA");
        json.put("task_type", "FEATURE_EXTRACTION");
        json.put("base_model_name_or_path", baseModel.orElse(null));
        json.put("r", rank);
        json.put("lora_alpha", alpha == Math.rint(alpha) ? (Object) (long) alpha : alpha);
        json.put("lora_dropout", dropout);
        json.put("use_rslora", rootScaled);
        json.put("target_modules", targets);
        json.put("layers_to_transform", layers.isEmpty() ? null : layers);
        json.put("rank_pattern", ranks);
        json.put("alpha_pattern", alphas);
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("use_dora", false);
        json.put("modules_to_save", null);
        json.put("init_lora_weights", true);
        json.put("inference_mode", true);
        Files.write(file, JSON.writeValueAsBytes(json));
    }
}
