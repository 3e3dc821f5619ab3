package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against PEFT: an adapter on the Llama of another set. */
class LoraGoldenTest {
    private static final float TOLERANCE = 2e-5f;
    private static final TextOptions OPTIONS = TextOptions.mean(Precision.FLOAT32, 1).raw();

    private final Golden base = Golden.of("llama-tiny");
    private final Golden golden = Golden.of("lora");

    static Stream<Arguments> forms() {
        return Stream.of(Adaptation.values())
                .flatMap(
                        adaptation ->
                                Stream.of(Linear.PLAIN, Linear.FUSED)
                                        .map(linear -> Arguments.of(adaptation, linear)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void statesAndVectorsWithTheAdapterAreTheReferences(Adaptation adaptation, Linear linear)
            throws IOException {
        try (Safetensors cases = Safetensors.open(golden.path("forward.safetensors"));
                TokenEncoder encoder =
                        open(adaptation, linear, Optional.of(golden.path("adapter")))) {
            List<Tokens> texts =
                    GoldenTokens.batch(cases.tensor("input_ids"), cases.tensor("attention_mask"));
            List<Tokens> masked =
                    GoldenTokens.batch(
                            cases.tensor("input_ids"),
                            cases.tensor("attention_mask"),
                            cases.tensor("embed_mask"));

            near(
                    GoldenTokens.real(encoder.run("states", texts), texts),
                    GoldenTokens.real(
                            cases.tensor("last_hidden_state"), cases.tensor("attention_mask")));
            near(encoder.run("embed", texts), cases.tensor("pooled.mean").floats());
            near(encoder.run("embed", masked), cases.tensor("pooled.embed_mask").floats());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void anAdapterSwappedInIsTheSameAsOneOpenedWith(Adaptation adaptation, Linear linear)
            throws IOException {
        try (Safetensors cases = Safetensors.open(golden.path("forward.safetensors"));
                TokenEncoder encoder = open(adaptation, linear, Optional.empty())) {
            List<Tokens> texts =
                    GoldenTokens.batch(cases.tensor("input_ids"), cases.tensor("attention_mask"));
            float[] without = encoder.run("embed", texts);

            encoder.swap(Optional.of(golden.path("adapter")));
            float[] with = encoder.run("embed", texts);
            encoder.swap(Optional.empty());

            near(with, cases.tensor("pooled.mean").floats());
            assertThat(Golden.difference(without, with)).isGreaterThan(0.01f);
            assertThat(encoder.run("embed", texts)).containsExactly(without);
        }
    }

    private TokenEncoder open(Adaptation adaptation, Linear linear, Optional<Path> adapter)
            throws IOException {
        return TokenEncoder.open(
                TowerFiles.of(base.folder(), OPTIONS, adaptation, new LinkedHashMap<>()),
                linear,
                adapter);
    }

    private static void near(float[] actual, float[] expected) {
        float difference = Golden.difference(actual, expected);
        assertThat(difference).isLessThanOrEqualTo(TOLERANCE);
    }
}
