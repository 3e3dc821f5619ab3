package hilum.encoders.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** A Llama small enough for a test, with random weights and a single key-value head. */
final class TinyLlama {
    static final Llama ARCHITECTURE =
            new Llama(2, 24, 3, 1, 8, 40, 64, 128, 1e-6, Rotary.plain(10_000), true);

    private TinyLlama() {}

    /** Writes the model's folder, without a tokenizer. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), ARCHITECTURE.json());
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"), random(ARCHITECTURE.weights(), 1), Map.of());
        return folder;
    }

    /** Writes the folder of an adapter of it on all its linear layers. */
    static Path writeAdapter(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        ARCHITECTURE
                .weights()
                .forEach(
                        (name, shape) -> {
                            String module = name.substring(0, name.length() - ".weight".length());
                            if (Llama.LINEAR.stream().anyMatch(module::endsWith)) {
                                String peft = "base_model.model." + module;
                                shapes.put(peft + ".lora_A.weight", new long[] {2, shape[1]});
                                shapes.put(peft + ".lora_B.weight", new long[] {shape[0], 2});
                            }
                        });
        Files.writeString(
                folder.resolve("adapter_config.json"),
                """
                {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "bias": "none",
                 "target_modules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]}
                """);
        SafetensorsWriter.write(
                folder.resolve("adapter_model.safetensors"), random(shapes, seed), Map.of());
        return folder;
    }

    /** A text of random tokens. */
    static Tokens text(int tokens, long seed) {
        return Tokens.of(new Random(seed).ints(tokens, 0, ARCHITECTURE.vocabulary()).toArray());
    }

    private static SequencedMap<String, StoredTensor> random(
            SequencedMap<String, long[]> shapes, long seed) {
        Random random = new Random(seed);
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        shapes.forEach(
                (name, shape) -> {
                    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                    float[] values = new float[size];
                    for (int i = 0; i < size; i++) {
                        values[i] =
                                (name.endsWith("norm.weight") ? 1 : 0)
                                        + 0.3f * (float) random.nextGaussian();
                    }
                    weights.put(name, StoredTensor.of(values, shape));
                });
        return weights;
    }
}
