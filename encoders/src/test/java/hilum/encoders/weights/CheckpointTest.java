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
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final UnaryOperator<String> LESS_MODEL =
            name -> name.startsWith("model.") ? name.substring(6) : name;

    @TempDir Path folder;

    private void write(String file, Map<String, StoredTensor> tensors) throws IOException {
        SafetensorsWriter.write(folder.resolve(file), new LinkedHashMap<>(tensors), Map.of());
    }

    private static StoredTensor zeros(long... shape) {
        int size = 1;
        for (long s : shape) {
            size *= (int) s;
        }
        return StoredTensor.of(new float[size], shape);
    }

    private static SequencedMap<String, long[]> shapes() {
        SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("b", new long[] {2, 3});
        shapes.put("a", new long[] {4});
        return shapes;
    }

    @Test
    void weightsComeInTheModelsOrderAndUnderItsNames() throws IOException {
        write("model.safetensors", Map.of("model.a", zeros(4), "model.b", zeros(2, 3)));

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.fitted(shapes(), LESS_MODEL, n -> false).sequencedKeySet())
                    .containsExactly("b", "a");
            assertThat(checkpoint.holds("a", LESS_MODEL)).isTrue();
            assertThat(checkpoint.holds("c", LESS_MODEL)).isFalse();
        }
    }

    @Test
    void everyWeightThatDoesNotFitIsNamedAtOnce() throws IOException {
        write(
                "model.safetensors",
                Map.of("b", zeros(3, 2), "c", zeros(1), "pooler.x", zeros(2), "d", zeros(5, 5)));
        SequencedMap<String, long[]> asked = shapes();
        asked.put("e", new long[] {7});

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(
                            () ->
                                    checkpoint.fitted(
                                            asked, LESS_MODEL, n -> n.startsWith("pooler.")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2 missing: 'a' [4], 'e' [7]")
                    .hasMessageContaining("1 of another shape: 'b' is [3, 2], asked for is [2, 3]")
                    .hasMessageContaining("2 not asked for")
                    .hasMessageContaining("'d' [5, 5]")
                    .hasMessageNotContaining("pooler");
        }
    }

    @Test
    void ofVeryManyOnlyTheFirstAreNamedAndTheRestCounted() throws IOException {
        write("model.safetensors", Map.of());
        SequencedMap<String, long[]> asked = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            asked.put("w" + i, new long[] {1});
        }

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(() -> checkpoint.fitted(asked, LESS_MODEL, n -> false))
                    .hasMessageContaining("100 missing")
                    .hasMessageContaining("and 88 more");
        }
    }

    @Test
    void aWeightStoredTwiceWithTheSameValuesCountsOnceAndOtherwiseIsRefused() throws IOException {
        write("model.safetensors", Map.of("a", zeros(4), "model.a", zeros(4), "b", zeros(2, 3)));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.fitted(shapes(), LESS_MODEL, n -> false)).hasSize(2);
        }

        write(
                "model.safetensors",
                Map.of("a", zeros(4), "model.a", StoredTensor.of(new float[] {0, 0, 0, 1}, 4)));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(() -> checkpoint.fitted(shapes(), LESS_MODEL, n -> false))
                    .hasMessageContaining("'a' twice");
        }
    }

    @Test
    void shardsAreReadAsOneCheckpoint() throws IOException {
        write("model-1.safetensors", Map.of("a", zeros(4)));
        write("model-2.safetensors", Map.of("b", zeros(2, 3)));
        index("{\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.fitted(shapes(), LESS_MODEL, n -> false)).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.safetensors",
                "/etc/passwd",
                "sub/model.safetensors",
                "..",
                ".hidden",
                "",
                "a\\b"
            })
    void anIndexThatNamesAFileOutsideTheFolderIsRefused(String shard) throws IOException {
        index("{\"a\": \"%s\"}".formatted(shard.replace("\\", "\\\\")));

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("which is no file of the folder");
    }

    @Test
    void allMissingShardsAreNamed() throws IOException {
        index("{\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .hasMessageContaining(
                        "2 of its shards are not there: one.safetensors, two.safetensors");
    }

    @Test
    void aShardThatDoesNotHoldWhatTheIndexSaysIsRefused() throws IOException {
        write("one.safetensors", Map.of("a", zeros(4), "c", zeros(1)));
        index("{\"a\": \"one.safetensors\", \"b\": \"one.safetensors\"}");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .hasMessageContaining("'b' is missing")
                .hasMessageContaining("'c' is not of it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"weight_map\": 3}", "{\"weight_map\": {\"a\": 3}}", "{"})
    void anIndexThatIsNoneIsRefused(String json) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a usable index");
    }

    @Test
    void aFolderWithoutWeightsIsRefusedAndAPickleNamed() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no weights");

        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("is a pickle");
    }

    private void index(String map) throws IOException {
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\": {\"total_size\": 1}, \"weight_map\": %s}".formatted(map));
    }
}
