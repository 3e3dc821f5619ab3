package hilum.encoders.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTower;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads a model of the size of SmolLM2-135M, all zeros, in a process of its own. */
class LoadingMemoryTest {
    private static final String CONFIGURATION =
            """
            {"model_type": "llama", "hidden_size": 576, "num_hidden_layers": 30,
             "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536,
             "vocab_size": 49152, "max_position_embeddings": 8192, "rms_norm_eps": 1e-5,
             "rope_theta": 100000, "tie_word_embeddings": true}
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(Precision.class)
    @EnabledOnOs(OS.LINUX)
    void memoryPeaksAtTheSizeOfTheModelAndThreeHundredMegabytes(Precision precision)
            throws Exception {
        long parameters = writeModel();

        long peak = peakMegabytes(precision);

        long size = parameters * (precision == Precision.FLOAT32 ? 4 : 2) >> 20;
        assertThat(parameters).isBetween(134_000_000L, 135_000_000L);
        assertThat(peak).as("megabytes").isBetween(size, size + 300);
    }

    private long peakMegabytes(Precision precision) throws Exception {
        Process child =
                new ProcessBuilder(
                                List.of(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-Xmx128m",
                                        "-Dhilum.threads=1",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Loading.class.getName(),
                                        folder.toString(),
                                        precision.name()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            String answer =
                    new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return Long.parseLong(answer.strip()) >> 10;
        } finally {
            child.destroyForcibly();
        }
    }

    /** The process: loads and prints its peak of resident memory in kilobytes. */
    static final class Loading {
        private Loading() {}

        public static void main(String[] arguments) throws IOException {
            TextOptions options = TextOptions.mean(Precision.valueOf(arguments[1]), 512);
            try (TextTower tower = TextTower.open(Path.of(arguments[0]), options);
                    var status = Files.lines(Path.of("/proc/self/status"))) {
                status.filter(line -> line.startsWith("VmHWM:"))
                        .forEach(line -> System.out.println(line.replaceAll("\\D", "")));
            }
        }
    }

    /** A file with holes: it takes no room on the disk, but as much memory as any. */
    private long writeModel() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIGURATION);
        Map<String, Object> header = new LinkedHashMap<>();
        long end = 0;
        for (var weight :
                TextArchitecture.read(folder.resolve("config.json")).weights().entrySet()) {
            long begin = end;
            end += 2 * Arrays.stream(weight.getValue()).reduce(1, (a, b) -> a * b);
            header.put(
                    weight.getKey(),
                    Map.of(
                            "dtype",
                            "BF16",
                            "shape",
                            weight.getValue(),
                            "data_offsets",
                            List.of(begin, end)));
        }
        byte[] json = new ObjectMapper().writeValueAsBytes(header);
        try (var file = new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
            file.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(json.length)
                            .array());
            file.write(json);
            file.setLength(8 + json.length + end);
        }
        return end / 2;
    }
}
