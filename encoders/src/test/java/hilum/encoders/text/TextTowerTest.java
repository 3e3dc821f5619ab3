package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hilum.encoders.model.MiniLm;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTowerTest {
    private static final String INSTRUCTION =
            "Retrieve the image that best matches the following report.";

    @TempDir static Path folder;
    private static ModelFolder model;
    private static TextTower tower;

    @BeforeAll
    static void open() throws IOException {
        model = MiniLm.writeBase(folder.resolve(MiniLm.VERSION), Precision.FLOAT32);
        tower = TextTower.open(model.text(), TextOptions.mean(Precision.FLOAT32, 512));
    }

    @AfterAll
    static void close() {
        tower.close();
    }

    private static Tokens plain(String text) {
        return tower.tokenize(Optional.empty(), text);
    }

    private static float[] alone(Tokens text) {
        return tower.embed(List.of(text))[0];
    }

    @Test
    void aTextHasTheSameVectorWhateverItsBatchMates() {
        List<Tokens> texts =
                new ArrayList<>(
                        List.of(
                                plain("No acute cardiopulmonary abnormality."),
                                plain("Small left pleural effusion."),
                                plain(""),
                                plain("The heart is mildly enlarged. ".repeat(60))));
        IntStream.range(0, 30)
                .forEach(
                        i ->
                                texts.add(
                                        plain(
                                                "Opacity in zone %d, unchanged. "
                                                        .formatted(i)
                                                        .repeat(1 + i % 7))));

        float[][] oneBatch = tower.embed(texts, new TokenBudget(1_000_000));
        float[][] smallBatches = tower.embed(texts, new TokenBudget(90));

        for (int i = 0; i < texts.size(); i++) {
            assertThat(oneBatch[i]).containsExactly(alone(texts.get(i)), within(1e-6f));
            assertThat(smallBatches[i]).containsExactly(oneBatch[i], within(1e-6f));
        }
    }

    @Test
    void anInstructionIsReadButNotPooled() {
        Tokens tokens = tower.tokenize(Optional.of(INSTRUCTION), "Cardiomegaly without edema.");
        int textTokens = plain("Cardiomegaly without edema.").length() - 2; // less [CLS] and [SEP]

        assertThat(tokens.pooledCount()).isEqualTo(textTokens);
        assertThat(tokens.pooled(0)).isFalse();
        assertThat(tokens.pooled(tokens.length() - 1)).isFalse();
        assertThat(tokens.pooled(tokens.length() - 2)).isTrue();
    }

    @Test
    void anInstructionBeyondTheBasicPlaneShiftsNothing() {
        Tokens ascii = tower.tokenize(Optional.of("Find the lung"), "Effusion.");
        Tokens lungs = tower.tokenize(Optional.of("Find the 🫁"), "Effusion.");

        assertThat(lungs.pooledCount()).isEqualTo(ascii.pooledCount());
    }

    @Test
    void textsThatAreNotTextStillHaveVectors() {
        for (String odd :
                List.of("\0\1\2", "\uD83E", "a\uDEC1b", "\uFFFF\u200B", "x".repeat(200_000))) {
            assertThat(alone(plain(odd))).hasSize(384);
        }
    }

    @Test
    void aTextWithoutPooledTokensIsRefused() {
        assertThatThrownBy(() -> alone(tower.tokenize(Optional.of(INSTRUCTION), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of its");
        assertThatThrownBy(() -> alone(Tokens.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsOfAnotherTokenizerAreRefused() {
        assertThatThrownBy(() -> alone(Tokens.of(101, 30_522, 102)))
                .hasMessageContaining("token id 30522");
        assertThatThrownBy(() -> alone(Tokens.of(-1))).hasMessageContaining("token id -1");
        assertThatThrownBy(() -> alone(Tokens.of(new int[513]))).hasMessageContaining("513 tokens");
    }

    @Test
    void severalThreadsMayEmbedAtOnce() throws Exception {
        Tokens text = plain("Left basilar opacity.");
        float[] expected = alone(text);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results =
                    threads.invokeAll(
                            IntStream.range(0, 24)
                                    .mapToObj(i -> (Callable<float[]>) () -> alone(text))
                                    .toList());

            for (var result : results) {
                assertThat(result.get()).containsExactly(expected);
            }
        }
    }

    @Test
    void closingBesideAComputationEndsItWithAnException() throws Exception {
        Tokens text = plain("Left basilar opacity. ".repeat(20));
        for (int round = 0; round < 3; round++) {
            TextTower closing =
                    TextTower.open(model.text(), TextOptions.mean(Precision.FLOAT32, 512));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Integer> untilItIsClosed =
                        () -> {
                            for (int n = 0; n < 100_000; n++) {
                                try {
                                    closing.embed(List.of(text));
                                } catch (IllegalStateException closed) {
                                    return n;
                                }
                            }
                            throw new AssertionError("a closed tower still embeds");
                        };
                var running =
                        List.of(threads.submit(untilItIsClosed), threads.submit(untilItIsClosed));
                closing.embed(List.of(text));

                closing.close();

                for (var each : running) {
                    assertThat(each.get()).isNotNegative();
                }
            }
        }
    }

    @Test
    void bfloat16StaysNearFloat32() throws IOException {
        List<Tokens> texts =
                List.of(
                        plain("No acute cardiopulmonary abnormality."),
                        plain("Small left pleural effusion with adjacent atelectasis."));
        float[][] exact = tower.embed(texts);

        try (TextTower coarse =
                TextTower.open(model.text(), TextOptions.mean(Precision.BFLOAT16, 512))) {
            float[][] vectors = coarse.embed(texts);

            for (int i = 0; i < exact.length; i++) {
                assertThat(cosine(exact[i], vectors[i])).isGreaterThan(0.999);
            }
        }
    }

    private static double cosine(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
    }
}
