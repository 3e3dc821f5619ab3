package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlamaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEAST =
            """
            {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 32, "num_attention_heads": 4,
             "intermediate_size": 48, "vocab_size": 100, "max_position_embeddings": 64, "rms_norm_eps": 1e-5}
            """;

    @TempDir Path folder;

    private Llama read(String fields) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(LEAST);
        json.setAll((ObjectNode) JSON.readTree("{" + fields + "}"));
        Path file = folder.resolve("config.json");
        Files.writeString(file, json.toString());
        return (Llama) TextArchitecture.read(file);
    }

    @Test
    void whatIsLeftOutHasTheDefaultsOfTransformers() throws IOException {
        assertThat(read(""))
                .isEqualTo(
                        new Llama(2, 32, 4, 4, 8, 48, 100, 64, 1e-5, Rotary.plain(10_000), false));
        assertThat(
                        read(
                                "\"head_dim\": null, \"num_key_value_heads\": null, \"rope_scaling\": null"))
                .isEqualTo(read(""));
    }

    @Test
    void bothLayoutsOfTheRotaryEmbeddingAreRead() throws IOException {
        String scaling =
                "\"factor\": 32.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8192";

        Llama four =
                read(
                        "\"rope_theta\": 500000.0, \"rope_scaling\": {\"rope_type\": \"llama3\", %s}"
                                .formatted(scaling));
        Llama five =
                read(
                        "\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"llama3\", %s}"
                                .formatted(scaling));

        assertThat(four.rotary()).isEqualTo(new Rotary(500_000, 32, 1, 4, 8_192));
        assertThat(five).isEqualTo(four);
        assertThat(
                        read("\"rope_parameters\": {\"rope_theta\": 7.0, \"rope_type\": \"default\"}")
                                .rotary())
                .isEqualTo(Rotary.plain(7));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Llama llama =
                new Llama(2, 32, 4, 1, 6, 48, 100, 64, 1e-6, new Rotary(5, 32, 1, 4, 16), true);
        Path file = folder.resolve("written.json");
        JSON.writeValue(file.toFile(), llama.json());

        assertThat(TextArchitecture.read(file)).isEqualTo(llama);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"attention_bias\": true | attention_bias",
                "\"mlp_bias\": true | mlp_bias",
                "\"hidden_act\": \"gelu\" | hidden_act 'gelu'",
                "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0} | 'linear': Hilum computes default and llama3",
                "\"rope_scaling\": {\"rope_type\": \"yarn\"} | 'yarn'",
                "\"rope_scaling\": {\"rope_type\": \"llama3\"} | without 'factor'",
                "\"num_key_value_heads\": 3 | 4 heads share 3",
                "\"num_hidden_layers\": 0 | size 0",
                "\"head_dim\": 7 | odd width 7",
                "\"hidden_size\": 33 | no head_dim",
                "\"model_type\": \"mistral\" | 'mistral': Hilum computes bert and llama",
            })
    void whatIsNotComputedIsRefusedByName(String field, String message) {
        assertThatThrownBy(() -> read(field))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }
}
