package hilum.encoders.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.torch.ProgramText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A family of text models: what a {@code config.json} of it says, and the program that computes it.
 */
public sealed interface TextArchitecture permits Bert, Llama {
    /**
     * Reads a configuration in Hugging Face layout.
     *
     * @throws IOException when the file says something that no architecture here computes
     */
    static TextArchitecture read(Path configuration) throws IOException {
        JsonNode json = new ObjectMapper().readTree(configuration.toFile());
        String type = json.path("model_type").asText();
        return switch (type) {
            case "bert" -> Bert.of(json, configuration);
            case "llama" -> Llama.of(json, configuration);
            default ->
                    throw new IOException(
                            "%s is of the model type '%s': Hilum computes bert and llama"
                                    .formatted(configuration, type));
        };
    }

    /** The name of the family in a manifest and in {@code config.json}. */
    String name();

    /** Its {@code config.json}. */
    Map<String, Object> json();

    /** The class of the entry methods {@code embed}, {@code states} and {@code pack}. */
    String main();

    /** The values of the attributes that describe the model in every class that computes it. */
    Map<String, ?> configuration();

    /** The files of the program, less the module {@code linear}. */
    ProgramText program();

    /** Whether its tokens can see each other so. */
    boolean computes(Attention attention);

    /** Whether its program can carry an adapter so. */
    boolean carries(Adaptation adaptation);

    /** The width of the states, which is the length of a pooled vector. */
    int hidden();

    /** The number of different token ids. */
    int vocabulary();

    /** The longest text in tokens. */
    int positions();

    /** The weights that the program asks for, by name, with their shapes. */
    SequencedMap<String, long[]> weights();

    /** The name of a weight as the program knows it, whatever class saved the file. */
    String canonical(String name);

    /** Whether a weight that the program does not ask for may lie in the file, by its own name. */
    boolean ignorable(String name);
}
