package hilum.cli.encode;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.encoders.text.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a folder of sentence-transformers says about how its model is used, in {@code modules.json}
 * and the files it names.
 *
 * @param transformer the folder of the model itself
 * @param pooling from token states to a vector
 * @param unit whether vectors are brought to unit length
 * @param maxTokens where texts are cut, if it says so
 */
record SentenceTransformers(
        Path transformer, Pooling pooling, boolean unit, OptionalInt maxTokens) {
    private static final String MODE = "pooling_mode_";

    static boolean describes(Path folder) {
        return Files.isRegularFile(folder.resolve("modules.json"));
    }

    /** Reads the folder; throws {@link Failure} for a module that is not computed here. */
    static SentenceTransformers read(Path folder) throws IOException {
        Path transformer = folder;
        Pooling pooling = Pooling.MEAN;
        boolean unit = false;
        for (JsonNode module : json(folder.resolve("modules.json"))) {
            String type = module.path("type").asText();
            Path path = folder.resolve(module.path("path").asText()).normalize();
            if (!path.startsWith(folder.normalize())) {
                throw Failure.failed(
                        "%s names the folder '%s' outside its own: do not use it",
                        folder.resolve("modules.json"), module.path("path").asText());
            }
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> transformer = path;
                case "Pooling" -> pooling = pooling(path.resolve("config.json"));
                case "Normalize" -> unit = true;
                default ->
                        throw Failure.failed(
                                "%s has the module %s: Hilum computes Transformer, Pooling and Normalize",
                                folder.resolve("modules.json"), type);
            }
        }
        Path limits = transformer.resolve("sentence_bert_config.json");
        JsonNode most =
                Files.isRegularFile(limits)
                        ? json(limits).path("max_seq_length")
                        : Output.JSON.missingNode();
        return new SentenceTransformers(
                transformer,
                pooling,
                unit,
                most.canConvertToInt() ? OptionalInt.of(most.intValue()) : OptionalInt.empty());
    }

    private static Pooling pooling(Path file) throws IOException {
        JsonNode json = json(file);
        List<String> modes = new ArrayList<>();
        if (json.path("pooling_mode").isTextual()) {
            modes.add(json.path("pooling_mode").asText());
        }
        json.properties()
                .forEach(
                        entry -> {
                            if (entry.getKey().startsWith(MODE)
                                    && entry.getValue().asBoolean(false)) {
                                modes.add(entry.getKey().substring(MODE.length()));
                            }
                        });
        return switch (modes.toString()) {
            case "[mean]", "[mean_tokens]", "[]" -> Pooling.MEAN;
            case "[lasttoken]" -> Pooling.EOS;
            default ->
                    throw Failure.failed(
                            "%s pools by %s: Hilum computes mean and lasttoken; say which by --pooling",
                            file, String.join(" and ", modes));
        };
    }

    private static JsonNode json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Failure.failed("%s is missing: copy the model's folder again", file);
        }
        try {
            return Output.JSON.readTree(file.toFile());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Failure.failed("%s is not JSON: copy the model's folder again", file);
        }
    }
}
