package hilum.encoders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of SmolLM2-135M-Instruct: the one that {@code hilum.smollm2} names, else unpacked once
 * under the build folder.
 */
public final class SmolLm2 {
    private SmolLm2() {}

    /** The folder; skips the test where there is none. */
    public static Path folder() throws IOException, InterruptedException {
        String named = System.getProperty("hilum.smollm2");
        if (named != null) {
            Path folder = Path.of(named);
            Assumptions.assumeTrue(
                    Files.exists(folder.resolve("model.safetensors")),
                    () -> "no model in " + folder + ": correct -Dhilum.smollm2");
            return folder;
        }
        Path unpacking = Path.of("../../shared/models/Unpack.java");
        Assumptions.assumeTrue(
                Files.exists(unpacking),
                () -> "no " + unpacking + ": name SmolLM2's folder by -Dhilum.smollm2");
        Path folder = Path.of("target/smollm2");
        Process unpack =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                unpacking.toString(),
                                folder.toString())
                        .inheritIO()
                        .start();
        if (unpack.waitFor() != 0) {
            throw new IOException(unpacking + " failed: see its output above");
        }
        return folder;
    }
}
