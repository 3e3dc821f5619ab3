package hilum.encoders.image;

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

class Eva02Test {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private Eva02 read(ObjectNode json) throws IOException {
        return Eva02.read(Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(json)));
    }

    private static ObjectNode json(Eva02 configuration) {
        return JSON.valueToTree(configuration.json());
    }

    @Test
    void theLargeTowerOfThePaperIsReadFromItsConfiguration() throws IOException {
        ObjectNode json = json(Eva02.tiny(1280));
        ObjectNode vision = (ObjectNode) json.path("vision_cfg");
        vision.put("image_size", 448).put("layers", 24).put("width", 1024);
        vision.put("head_width", 64).put("mlp_ratio", 2.6667).put("patch_size", 14);

        Eva02 large = read(json);

        assertThat(large).isEqualTo(new Eva02(448, 14, 24, 1024, 64, 2730, 16, 1280));
        assertThat(large.weights().get("pos_embed")).containsExactly(1, 32 * 32 + 1, 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "rope, false, no rope",
        "subln, false, no subln",
        "naiveswiglu, false, no naiveswiglu",
        "intp_freq, false, no intp_freq",
        "qkv_bias, false, no qkv_bias",
        "global_average_pool, true, global_average_pool",
        "postnorm, true, postnorm",
        "ls_init_value, 1, ls_init_value",
        "timm_model_name, 1, timm_model_name"
    })
    void whatIsNotComputedIsRefusedByItsName(String field, String value, String named)
            throws IOException {
        ObjectNode json = json(Eva02.tiny(8));
        ((ObjectNode) json.path("vision_cfg")).set(field, JSON.readTree(value));

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("describes an image tower with " + named + ":");
    }

    @ParameterizedTest
    @CsvSource({"width", "layers", "image_size", "patch_size", "head_width", "mlp_ratio"})
    void aMissingSizeIsRefusedByItsName(String field) {
        ObjectNode json = json(Eva02.tiny(8));
        ((ObjectNode) json.path("vision_cfg")).remove(field);

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has the %s missing".formatted(field));
    }
}
