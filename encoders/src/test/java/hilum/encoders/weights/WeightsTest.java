package hilum.encoders.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir Path folder;

    @Test
    void weightsOutliveTheirFileAndKeepTheirOrder() throws IOException {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("z", StoredTensor.of(new float[] {1, 2, 3, 4}, 2, 2));
        tensors.put("a", StoredTensor.of(new float[] {0.1f}, 1));
        Path file = folder.resolve("w");
        SafetensorsWriter.write(file, tensors, Map.of());

        try (Weights weights = Weights.load(file, Precision.FLOAT32)) {
            Files.delete(file);
            System.gc();

            assertThat(weights.tensors().sequencedKeySet()).containsExactly("z", "a");
            assertThat(weights.stored().get("z").floats()).containsExactly(1, 2, 3, 4);
            assertThat(weights.stored().get("z").shape()).containsExactly(2L, 2L);
        }
    }

    @Test
    void bfloat16RoundsToEightBits() throws IOException {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("a", StoredTensor.of(new float[] {1.001f, 3.0f}, 2));
        Path file = folder.resolve("w");
        SafetensorsWriter.write(file, tensors, Map.of());

        try (Weights weights = Weights.load(file, Precision.BFLOAT16)) {
            assertThat(weights.stored().get("a").floats()).containsExactly(1f, 3f);
        }
    }
}
