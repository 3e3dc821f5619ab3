package hilum.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Reference outputs of other implementations, in the folder that {@code hilum.golden} names. */
public record Golden(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The named set; skips the test where there is none. */
    public static Golden of(String name) {
        Path root = Path.of(System.getProperty("hilum.golden", "../../shared/golden"));
        Path folder = root.resolve(name);
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                () ->
                        "no reference outputs in "
                                + folder
                                + ": name their folder by -Dhilum.golden");
        return new Golden(folder);
    }

    /** The largest difference between two arrays of one length; NaN where one has a NaN. */
    public static float difference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(
                    "%d values instead of %d".formatted(actual.length, expected.length));
        }
        float most = 0;
        for (int i = 0; i < actual.length; i++) {
            most = Math.max(most, Math.abs(actual[i] - expected[i]));
        }
        return most;
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    public Safetensors cases() throws IOException {
        return Safetensors.open(path("cases.safetensors"));
    }

    public List<JsonNode> lines(String file) throws IOException {
        try (var lines = Files.lines(path(file))) {
            return lines.map(Golden::parse).toList();
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
