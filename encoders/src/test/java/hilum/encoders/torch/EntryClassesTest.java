package hilum.encoders.torch;

import static org.assertj.core.api.Assertions.assertThatCode;

import hilum.encoders.torch.ProgramText.Linear;
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
    static Stream<Arguments> entryClasses() {
        ProgramText bert = ProgramText.of("bert_tower", "bert", "pooling");
        Map<String, ?> bertConfiguration = Map.of("layers", 2, "heads", 4, "eps", 1e-12);
        ProgramText eva = ProgramText.of("eva_tower", "eva", "pooling");
        Map<String, ?> evaConfiguration =
                Map.of("layers", 2, "heads", 4, "patch", 16, "pretrained_grid", 16);
        return Stream.of(
                Arguments.of("eva_tower.EvaTower", evaConfiguration, eva.with(Linear.PLAIN)),
                Arguments.of("eva_tower.EvaTower", evaConfiguration, eva.with(Linear.FUSED)),
                Arguments.of("tensors.Tensors", Map.of(), ProgramText.of("tensors")),
                Arguments.of("bert_tower.BertTower", bertConfiguration, bert.with(Linear.PLAIN)),
                Arguments.of("bert_tower.BertTower", bertConfiguration, bert.with(Linear.FUSED)));
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
