package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.MiniLmArtifact;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong in silence elsewhere, and adapters on a live tower. */
class LlamaTowerTest {
    private static final TextOptions OPTIONS = TextOptions.mean(Precision.FLOAT32, 128);

    @TempDir static Path temporary;
    private static Path folder;
    private static Path one;
    private static Path other;

    @BeforeAll
    static void write() throws IOException {
        folder = TinyLlama.write(temporary.resolve("model"));
        one = TinyLlama.writeAdapter(temporary.resolve("one"), 11);
        other = TinyLlama.writeAdapter(temporary.resolve("other"), 12);
    }

    @ParameterizedTest
    @CsvSource({
        "BIDIRECTIONAL,1,PLAIN",
        "BIDIRECTIONAL,4,PLAIN",
        "BIDIRECTIONAL,1,FUSED",
        "BIDIRECTIONAL,4,FUSED",
        "CAUSAL,1,PLAIN",
        "CAUSAL,4,PLAIN",
        "CAUSAL,1,FUSED",
        "CAUSAL,4,FUSED"
    })
    void theFirstTokenSeesTheLastUnlessAttentionIsCausal(
            Attention attention, int texts, Linear linear) throws IOException {
        TextOptions options =
                new TextOptions(Precision.FLOAT32, 128, Pooling.MEAN, attention, true);
        int[] ids = TinyLlama.text(12, 5).ids();
        int[] changed = ids.clone();
        changed[11] = (changed[11] + 1) % TinyLlama.ARCHITECTURE.vocabulary();

        try (TokenEncoder encoder = TokenEncoder.open(folder, options, linear)) {
            float[] before = firstState(encoder, batch(ids, texts));
            float[] after = firstState(encoder, batch(changed, texts));

            float moved = Golden.difference(before, after);
            if (attention == Attention.CAUSAL) {
                assertThat(moved).isZero();
            } else {
                assertThat(moved).isGreaterThan(1e-3f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Attention.class)
    void paddingAndBatchMatesChangeNothing(Attention attention) throws IOException {
        for (Pooling pooling : List.of(Pooling.MEAN, Pooling.EOS)) {
            TextOptions options = new TextOptions(Precision.FLOAT32, 128, pooling, attention, true);
            List<Tokens> texts =
                    IntStream.of(1, 2, 9, 30, 31, 100).mapToObj(n -> TinyLlama.text(n, n)).toList();
            try (TextTower tower = TextTower.open(folder, options)) {
                float[][] together = tower.embed(texts, new TokenBudget(1_000_000));

                for (int i = 0; i < texts.size(); i++) {
                    assertThat(together[i])
                            .containsExactly(tower.embed(List.of(texts.get(i)))[0], within(1e-5f));
                }
            }
        }
    }

    @Test
    void eosPoolsTheLastToken() throws IOException {
        TextOptions options =
                new TextOptions(
                        Precision.FLOAT32, 128, Pooling.EOS, Attention.BIDIRECTIONAL, false);
        List<Tokens> texts = List.of(TinyLlama.text(7, 1), TinyLlama.text(4, 2));
        int width = TinyLlama.ARCHITECTURE.hidden();
        try (TokenEncoder encoder = TokenEncoder.open(folder, options, Linear.PLAIN)) {
            float[] states = encoder.run("states", texts);

            float[][] vectors = encoder.embed(texts, new TokenBudget(100));

            assertThat(vectors[0])
                    .containsExactly(Arrays.copyOfRange(states, 6 * width, 7 * width));
            assertThat(vectors[1])
                    .containsExactly(Arrays.copyOfRange(states, 10 * width, 11 * width));
        }
    }

    @Test
    void aTextWithoutPooledTokensIsNamed() throws IOException {
        try (TextTower tower = TextTower.open(folder, OPTIONS)) {
            List<Tokens> masked =
                    List.of(TinyLlama.text(3, 1), Tokens.of(new int[] {1, 2}, new int[0]));

            assertThatThrownBy(() -> tower.embed(masked))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Text 1 has no vector: none of its 2 tokens is pooled");
            assertThatThrownBy(() -> tower.embed(List.of(Tokens.of())))
                    .hasMessageContaining("Text 0 has no vector: none of its 0 tokens is pooled");
        }
    }

    @Test
    void aFolderWithoutATokenizerEmbedsIdsAlone() throws IOException {
        try (TextTower tower = TextTower.open(folder, OPTIONS)) {
            assertThat(tower.tokenizes()).isFalse();
            assertThat(tower.embed(List.of(Tokens.of(1, 2, 3)))[0]).hasSize(24);
            assertThatThrownBy(() -> tower.tokenize(Optional.empty(), "text"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has no tokenizer.json");
        }
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() throws IOException {
        Path mixed = TinyLlama.write(temporary.resolve("mixed"));
        Files.write(mixed.resolve("tokenizer.json"), MiniLmArtifact.tokenizer());

        assertThatThrownBy(() -> TextTower.open(mixed, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token id 30521, but the model's embedding has 64 rows");
    }

    @Test
    void bfloat16StaysNearFloat32() throws IOException {
        List<Tokens> texts = List.of(TinyLlama.text(20, 1), TinyLlama.text(9, 2));
        for (Adaptation adaptation : Adaptation.values()) {
            try (TextTower exact = TextTower.open(folder, OPTIONS, Optional.of(one), adaptation);
                    TextTower coarse =
                            TextTower.open(
                                    folder,
                                    TextOptions.mean(Precision.BFLOAT16, 128),
                                    Optional.of(one),
                                    adaptation)) {
                float[][] expected = exact.embed(texts);
                float[][] vectors = coarse.embed(texts);

                for (int i = 0; i < vectors.length; i++) {
                    assertThat(vectors[i]).containsExactly(expected[i], within(0.03f));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Adaptation.class)
    void aSwapDropsAndMixesNoRequest(Adaptation adaptation) throws Exception {
        List<Tokens> request =
                IntStream.range(0, 12).mapToObj(i -> TinyLlama.text(5 + i, i)).toList();
        TokenBudget small = new TokenBudget(20); // so that a request takes several batches
        try (TextTower tower = TextTower.open(folder, OPTIONS, Optional.of(one), adaptation);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<float[][]> known = new ArrayList<>();
            for (Optional<Path> adapter :
                    List.of(Optional.<Path>empty(), Optional.of(other), Optional.of(one))) {
                tower.swap(adapter);
                known.add(tower.embed(request, small));
            }
            AtomicBoolean done = new AtomicBoolean();
            Callable<List<Integer>> client =
                    () -> {
                        List<Integer> seen = new ArrayList<>();
                        while (!done.get()) {
                            seen.add(known(tower.embed(request, small), known));
                        }
                        return seen;
                    };
            List<Future<List<Integer>>> clients =
                    List.of(threads.submit(client), threads.submit(client));

            for (int i = 0; i < 12; i++) {
                tower.swap(
                        List.of(Optional.<Path>empty(), Optional.of(other), Optional.of(one))
                                .get(i % 3));
                assertThat(known(tower.embed(request, small), known)).isEqualTo(i % 3);
            }
            done.set(true);

            for (Future<List<Integer>> each : clients) {
                assertThat(each.get()).isNotEmpty().doesNotContain(-1);
            }
        }
    }

    @Test
    void anAdapterOfAnotherModelLeavesTheTowerAsItIs() throws IOException {
        Path foreign = temporary.resolve("foreign");
        new Adapter(
                        Adapter.read(one, n -> n).config(),
                        Adapter.read(one, n -> n.replace("layers.1.", "layers.9.")).tensors())
                .write(Files.createDirectories(foreign));
        List<Tokens> texts = List.of(TinyLlama.text(6, 3));
        try (TextTower tower = TextTower.open(folder, OPTIONS)) {
            float[] before = tower.embed(texts)[0];

            assertThatThrownBy(() -> tower.swap(Optional.of(foreign)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("layers.9.");

            assertThat(tower.embed(texts)[0]).containsExactly(before);
        }
    }

    @Test
    void aClosedTowerSaysSo() throws IOException {
        TextTower tower = TextTower.open(folder, OPTIONS);
        tower.close();

        assertThatThrownBy(() -> tower.embed(List.of(Tokens.of(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> tower.swap(Optional.empty()))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Which of the known results it is, -1 for none. */
    private static int known(float[][] vectors, List<float[][]> known) {
        for (int i = 0; i < known.size(); i++) {
            if (Arrays.deepEquals(vectors, known.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The text, and shorter ones beside it. */
    private static List<Tokens> batch(int[] ids, int texts) {
        List<Tokens> batch = new ArrayList<>(List.of(Tokens.of(ids)));
        while (batch.size() < texts) {
            batch.add(TinyLlama.text(3 + batch.size(), batch.size()));
        }
        return batch;
    }

    private static float[] firstState(TokenEncoder encoder, List<Tokens> batch) {
        return Arrays.copyOf(encoder.run("states", batch), encoder.architecture().hidden());
    }
}
