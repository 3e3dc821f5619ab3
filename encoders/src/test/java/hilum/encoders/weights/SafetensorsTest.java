package hilum.encoders.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir Path folder;

    private static SequencedMap<String, StoredTensor> twoTensors() {
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("z", StoredTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("a", StoredTensor.of(new float[] {-0.5f}));
        return tensors;
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Path file = folder.resolve("two.safetensors");

        SafetensorsWriter.write(file, twoTensors(), Map.of("format", "pt"));

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.tensors().sequencedKeySet()).containsExactly("z", "a");
            assertThat(read.tensor("z").shape()).containsExactly(2L, 3L);
            assertThat(read.tensor("z").floats()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.tensor("a").shape()).isEmpty();
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
        }
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        SafetensorsWriter.write(folder.resolve("1"), twoTensors(), Map.of("b", "1", "a", "2"));
        SafetensorsWriter.write(folder.resolve("2"), twoTensors(), Map.of("a", "2", "b", "1"));

        assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
    }

    @Test
    void halfPrecisionIsWidened() throws IOException {
        Path file =
                file(
                        "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]}}",
                        new byte[] {0x00, 0x3C, 0x00, (byte) 0xC0, (byte) 0x80, 0x3F});

        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.tensor("h").floats()).containsExactly(1f, -2f);
            assertThat(read.tensor("b").floats()).containsExactly(1f);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"x\":",
                "{\"x\":3}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"y\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
                "{\"x\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} {}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}",
                "{\"__metadata__\":{\"a\":{}},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
            })
    void aHeaderThatDoesNotFitItsFileIsRefused(String header) throws IOException {
        Path file = file(header, new byte[4]);

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a usable safetensors file");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 5_000, Long.MAX_VALUE, Long.MIN_VALUE})
    void aLengthThatDoesNotFitTheFileIsRefused(long length) throws IOException {
        Path file = folder.resolve("length");
        Files.write(
                file,
                ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its header claims " + length);
    }

    @Test
    void aHugeHeaderIsRefusedBeforeItIsRead() throws IOException {
        Path file = folder.resolve("huge");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(100_000_000)
                            .array());
            sparse.setLength(100_000_100);
        }

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its header claims 100000000 bytes, at most 16777216");
    }

    @Test
    void aHeaderOfVeryManyTensorsIsRefused() throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 100_001; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
        }
        Path file = file(header.append("}").toString(), new byte[0]);

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 100000 tensors");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        Path file =
                file(
                        "{\"x\":{\"y\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}}",
                        new byte[0]);

        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a usable safetensors file");
    }

    @Test
    void aLongNameIsNotRepeated() throws IOException {
        Path type =
                file(
                        "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                                .formatted("Q".repeat(1_000_000)),
                        new byte[4]);

        assertThatThrownBy(() -> Safetensors.open(type))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1_000));
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Path file = folder.resolve("cut");
        SafetensorsWriter.write(file, twoTensors(), Map.of());
        byte[] all = Files.readAllBytes(file);

        for (int kept : List.of(0, 7, 8, 40, all.length - 1)) {
            Files.write(file, java.util.Arrays.copyOf(all, kept));
            assertThatThrownBy(() -> Safetensors.open(file))
                    .as("%d bytes", kept)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        Path file = folder.resolve("two");
        SafetensorsWriter.write(file, twoTensors(), Map.of());

        try (Safetensors read = Safetensors.open(file)) {
            assertThatThrownBy(() -> read.tensor("w"))
                    .hasMessageContaining("no tensor 'w'")
                    .hasMessageContaining("[z, a]");
        }
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("made");
        return Files.write(
                file,
                ByteBuffer.allocate(8 + json.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(data)
                        .array());
    }
}
