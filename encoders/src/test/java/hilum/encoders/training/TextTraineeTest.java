package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.encoders.text.Attention;
import hilum.encoders.text.Llama;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.Rotary;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.weights.StoredTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextTraineeTest {
    private static final Llama LLAMA =
            new Llama(2, 16, 4, 2, 8, 24, 64, 32, 1e-5, Rotary.plain(10_000), true);
    private static final Trains.Lora LORA = new Trains.Lora(2, 4, 0, List.of("q_proj", "up_proj"));

    private static SequencedMap<String, StoredTensor> weights() {
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        LLAMA.weights()
                .forEach(
                        (name, shape) ->
                                weights.put(
                                        name,
                                        StoredTensor.of(
                                                new float
                                                        [(int)
                                                                Arrays.stream(shape)
                                                                        .reduce(
                                                                                1,
                                                                                (a, b) -> a * b)],
                                                shape)));
        return weights;
    }

    /** libtorch compiles what a loaded class reaches: so it is loaded in every form. */
    @ParameterizedTest
    @EnumSource
    void everyFormOfTheProgramCompiles(Products products) {
        for (TextArchitecture architecture : Stream.of(TinyBert.ARCHITECTURE, LLAMA).toList()) {
            assertThatCode(
                            () ->
                                    TextTrainee.program(
                                                    architecture,
                                                    Attention.BIDIRECTIONAL,
                                                    Pooling.MEAN,
                                                    new Trains.All(0.1),
                                                    products)
                                            .close())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anAdapterStartsWithoutAChangeAndFollowsFromTheSeed() {
        SequencedMap<String, StoredTensor> initial = TextTrainee.initial(weights(), LORA, 1);

        assertThat(initial.keySet())
                .containsExactly(
                        "layers.0.self_attn.q_proj.lora_A.weight",
                        "layers.0.self_attn.q_proj.lora_B.weight",
                        "layers.0.mlp.up_proj.lora_A.weight",
                        "layers.0.mlp.up_proj.lora_B.weight",
                        "layers.1.self_attn.q_proj.lora_A.weight",
                        "layers.1.self_attn.q_proj.lora_B.weight",
                        "layers.1.mlp.up_proj.lora_A.weight",
                        "layers.1.mlp.up_proj.lora_B.weight");
        float[] a = initial.get("layers.1.mlp.up_proj.lora_A.weight").floats();
        for (float value : a) {
            assertThat(Math.abs(value)).isPositive().isLessThanOrEqualTo(0.25f); // 1 / sqrt(16)
        }
        assertThat(initial.get("layers.1.mlp.up_proj.lora_B.weight").floats()).containsOnly(0);
        assertThat(
                        TextTrainee.initial(weights(), LORA, 1)
                                .get("layers.1.mlp.up_proj.lora_A.weight")
                                .floats())
                .isEqualTo(a);
        assertThat(
                        TextTrainee.initial(weights(), LORA, 2)
                                .get("layers.1.mlp.up_proj.lora_A.weight")
                                .floats())
                .isNotEqualTo(a);
    }

    @Test
    void layersThatTheModelLacksAreNamedWithThoseThatItHas() {
        assertThatThrownBy(
                        () ->
                                TextTrainee.initial(
                                        weights(), new Trains.Lora(2, 4, 0, List.of("query")), 1))
                .hasMessageContaining("query")
                .hasMessageContaining("q_proj");
    }
}
