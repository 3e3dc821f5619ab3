package hilum.encoders.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterTest {
    private static final UnaryOperator<String> LESS_MODEL =
            name -> name.startsWith("model.") ? name.substring(6) : name;

    @TempDir Path folder;

    /** Two layers with a q_proj of 6 x 8 and a v_proj of 2 x 8. */
    private static Map<String, long[]> base(int layers) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int i = 0; i < layers; i++) {
            shapes.put("layers." + i + ".self_attn.q_proj.weight", new long[] {6, 8});
            shapes.put("layers." + i + ".self_attn.v_proj.weight", new long[] {2, 8});
            shapes.put("layers." + i + ".mlp.up_proj.weight", new long[] {12, 8});
            shapes.put("layers." + i + ".norm.weight", new long[] {8});
        }
        return shapes;
    }

    private void write(String prefix, String suffix, String config) throws IOException {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            for (String module : new String[] {"q_proj", "v_proj"}) {
                int out = module.equals("q_proj") ? 6 : 2;
                String name = prefix + "layers." + i + ".self_attn." + module;
                tensors.put(name + ".lora_A" + suffix, StoredTensor.of(ones(4 * 8), 4, 8));
                tensors.put(name + ".lora_B" + suffix, StoredTensor.of(ones(out * 4), out, 4));
            }
        }
        SafetensorsWriter.write(folder.resolve(Adapter.FILE), tensors, Map.of());
        Files.writeString(
                folder.resolve("adapter_config.json"),
                """
                {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "bias": "none",
                 "target_modules": ["v_proj", "q_proj"], "base_model_name_or_path": "tiny" %s}
                """
                        .formatted(config));
    }

    private static float[] ones(int count) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, 1);
        return values;
    }

    private Adapter read() throws IOException {
        return Adapter.read(folder, LESS_MODEL);
    }

    @ParameterizedTest
    @CsvSource({
        "base_model.model., .weight",
        "base_model.model.model., .weight",
        "base_model.model., .default.weight",
        "base_model.model., .llm2clip.weight"
    })
    void namesAreTheBasesOwnWhateverWasPutAround(String prefix, String suffix) throws IOException {
        write(prefix, suffix, "");

        Adapter adapter = read();

        assertThat(adapter.modules())
                .containsExactly(
                        "layers.0.self_attn.q_proj",
                        "layers.0.self_attn.v_proj",
                        "layers.1.self_attn.q_proj",
                        "layers.1.self_attn.v_proj");
        assertThat(adapter.tensors().get("layers.1.self_attn.v_proj.lora_B.weight").shape())
                .containsExactly(2L, 4L);
        assertThat(adapter.scaling()).isEqualTo(2.0);
        adapter.requireFits("tiny", base(2));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        write("base_model.model.model.", ".weight", ", \"lora_dropout\": 0.1");
        Adapter adapter = read();
        Path other = Files.createDirectory(folder.resolve("other"));

        adapter.write(other);

        Adapter again = Adapter.read(other, LESS_MODEL);
        assertThat(again.config()).isEqualTo(adapter.config());
        assertThat(again.tensors().sequencedKeySet())
                .containsExactlyElementsOf(adapter.tensors().sequencedKeySet());
        again.tensors()
                .forEach(
                        (name, tensor) ->
                                assertThat(tensor.sameAs(adapter.tensors().get(name)))
                                        .as(name)
                                        .isTrue());
        try (Safetensors file = Safetensors.open(other.resolve(Adapter.FILE))) {
            assertThat(file.tensors().firstEntry().getKey())
                    .isEqualTo("base_model.model.layers.0.self_attn.q_proj.lora_A.weight");
        }
    }

    @Test
    void rootScalingAndPatternsChangeTheFactor() throws IOException {
        write(
                "base_model.model.",
                ".weight",
                ", \"use_rslora\": true, \"alpha_pattern\": {\"layers.1.self_attn.q_proj\": 16}");

        Adapter adapter = read();

        assertThat(adapter.scaling()).isEqualTo(4.0); // 8 / sqrt(4)
        assertThat(adapter.scaling("layers.1.self_attn.q_proj")).isEqualTo(8.0);
        assertThat(adapter.scaling("layers.1.self_attn.v_proj")).isEqualTo(4.0);
        var even = adapter.tensorsFor(4);
        assertThat(even.get("layers.1.self_attn.q_proj.lora_B.weight").floats()).containsOnly(2f);
        assertThat(even.get("layers.1.self_attn.q_proj.lora_A.weight").floats()).containsOnly(1f);
        assertThat(even.get("layers.0.self_attn.q_proj.lora_B.weight").floats()).containsOnly(1f);
    }

    @Test
    void anAdapterForADeeperOrShallowerBaseIsRefused() throws IOException {
        write("base_model.model.", ".weight", "");
        Adapter adapter = read();

        assertThatThrownBy(() -> adapter.requireFits("a base", base(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The adapter of 'tiny' was not made for a base")
                .hasMessageContaining("no linear layer 'layers.1.self_attn.q_proj'");
        assertThatThrownBy(() -> adapter.requireFits("a base", base(3)))
                .hasMessageContaining("nothing for 'layers.2.self_attn.q_proj'");
    }

    @Test
    void anAdapterForAnotherWidthOrRankIsRefusedNamingTheFirst() throws IOException {
        write("base_model.model.", ".weight", "");
        Map<String, long[]> wide = base(2);
        wide.replaceAll((name, shape) -> shape.length == 2 ? new long[] {shape[0], 16} : shape);

        assertThatThrownBy(() -> read().requireFits("a base", wide))
                .hasMessageContaining("'layers.0.self_attn.q_proj' changes a layer of [6, 16]")
                .hasMessageContaining("A [4, 8]")
                .hasMessageContaining("(and 1 more)");

        write("base_model.model.", ".weight", ", \"rank_pattern\": {\"q_proj\": 5}");
        assertThatThrownBy(() -> read().requireFits("a base", base(2)))
                .hasMessageContaining("where rank 5 asks for [6, 5] and [5, 8]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", \"use_dora\": true",
                ", \"lora_bias\": true",
                ", \"modules_to_save\": [\"head\"]",
                ", \"fan_in_fan_out\": true",
                ", \"layer_replication\": [[0, 2]]",
                ", \"target_parameters\": [\"x\"]",
                ", \"rank_pattern\": {\"(\": 3}"
            })
    void whatIsNotPlainLoraIsRefused(String config) throws IOException {
        write("base_model.model.", ".weight", config);

        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("adapter_config.json");
    }

    @Test
    void otherAdaptersAndBiasesAreRefused() throws IOException {
        write("base_model.model.", ".weight", "");
        String config = Files.readString(folder.resolve("adapter_config.json"));

        Files.writeString(
                folder.resolve("adapter_config.json"), config.replace("LORA", "PROMPT_TUNING"));
        assertThatThrownBy(this::read).hasMessageContaining("'PROMPT_TUNING'");
        Files.writeString(folder.resolve("adapter_config.json"), config.replace("none", "all"));
        assertThatThrownBy(this::read).hasMessageContaining("bias 'all'");
        Files.writeString(folder.resolve("adapter_config.json"), config.replace("\"r\": 4,", ""));
        assertThatThrownBy(this::read).hasMessageContaining("rank 0");
        Files.writeString(folder.resolve("adapter_config.json"), "nonsense");
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not JSON");
    }

    @Test
    void aTensorThatIsNoPartOfLoraIsNamed() throws IOException {
        write("base_model.model.", ".weight", "");
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        String name = "base_model.model.layers.0.q_proj.lora_magnitude_vector.weight";
        tensors.put(name, StoredTensor.of(ones(2), 2));
        SafetensorsWriter.write(folder.resolve(Adapter.FILE), tensors, Map.of());

        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds '" + name + "'");
    }

    @Test
    void aFolderWithoutItsTensorsIsRefused() throws IOException {
        write("base_model.model.", ".weight", "");
        Files.delete(folder.resolve(Adapter.FILE));

        assertThatThrownBy(this::read).hasMessageContaining("has no adapter_model.safetensors");
    }
}
