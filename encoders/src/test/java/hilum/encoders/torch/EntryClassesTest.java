package hilum.encoders.torch;

import static org.assertj.core.api.Assertions.assertThatCode;

import hilum.encoders.text.Llama;
import hilum.encoders.text.Rotary;
import hilum.encoders.torch.ProgramText.Linear;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * libtorch compiles what a loaded class reaches, and nothing else: so every entry class is loaded
 * here.
 */
class EntryClassesTest {
    private static final String IMAGE_TRAINING = "image_training.ImageTraining";

    private static final Map<String, ?> POOLING =
            Map.of(
                    "causal",
                    false,
                    "pooling",
                    0,
                    "latent_heads",
                    8,
                    "unit",
                    true,
                    "attached",
                    false);
    private static final Llama LLAMA =
            new Llama(2, 16, 4, 2, 8, 32, 64, 32, 1e-5, Rotary.plain(10_000), true);

    static Stream<Arguments> entryClasses() {
        ProgramText bert =
                ProgramText.of("bert_tower", "bert_packed", "bert", "merging", "pooling");
        Map<String, ?> bertConfiguration = Map.of("layers", 2, "heads", 4, "eps", 1e-12);
        Map<String, Object> bertTower = new HashMap<>(bertConfiguration);
        bertTower.putAll(POOLING);
        ProgramText llama =
                ProgramText.of("llama_tower", "llama_packed", "llama", "merging", "pooling");
        Map<String, Object> llamaTower = new HashMap<>(LLAMA.configuration());
        llamaTower.putAll(POOLING);
        ProgramText eva = ProgramText.of("eva_tower", "eva", "pooling");
        Map<String, ?> evaConfiguration =
                Map.of("layers", 2, "heads", 4, "patch", 16, "pretrained_grid", 16);
        Map<String, Object> imageTraining = new HashMap<>(evaConfiguration);
        imageTraining.putAll(
                Map.of(
                        "clip",
                        1.0,
                        "decay",
                        0.05,
                        "most_log_scale",
                        4.6,
                        "layer_decay",
                        1.0,
                        "raw",
                        false));
        ProgramText imageSteps =
                ProgramText.of("image_training", "eva", "contrastive", "autograd", "adamw");
        return Stream.of(
                Arguments.of("eva_tower.EvaTower", evaConfiguration, eva.with(Linear.PLAIN)),
                Arguments.of("eva_tower.EvaTower", evaConfiguration, eva.with(Linear.FUSED)),
                Arguments.of("staging.Staging", Map.of(), ProgramText.of("staging")),
                Arguments.of("tensors.Tensors", Map.of(), ProgramText.of("tensors")),
                Arguments.of("bert_tower.BertTower", bertTower, bert.with(Linear.PLAIN)),
                Arguments.of("bert_tower.BertTower", bertTower, bert.with(Linear.FUSED)),
                Arguments.of("llama_tower.LlamaTower", llamaTower, llama.with(Linear.PLAIN)),
                Arguments.of("llama_tower.LlamaTower", llamaTower, llama.with(Linear.FUSED)),
                Arguments.of(IMAGE_TRAINING, imageTraining, imageSteps.with(Linear.PLAIN)),
                Arguments.of(IMAGE_TRAINING, imageTraining, imageSteps.with(Linear.BFLOAT16)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entryClasses")
    void everyEntryClassCompiles(String main, Map<String, ?> configuration, ProgramText text) {
        assertThatCode(() -> TorchProgram.load(main, configuration, text).close())
                .doesNotThrowAnyException();
    }

    @Test
    void theFastestLinearLayersAreFound() {
        assertThatCode(Linear::fastest).doesNotThrowAnyException();
    }
}
