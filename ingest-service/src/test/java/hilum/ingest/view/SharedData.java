package hilum.ingest.view;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Real data, where it is: {@code shared/data} in the checkout or beside it. What needs it skips
 * without it and says so.
 */
public final class SharedData {
    private SharedData() {}

    /** A folder or file of it. */
    public static Path of(String name) {
        Path found =
                Stream.of("../shared/data", "../../shared/data")
                        .map(folder -> Path.of(folder, name).toAbsolutePath().normalize())
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(Path.of("none"));
        assumeTrue(
                Files.exists(found),
                "Skipped: shared/data/%s is neither in the checkout nor beside it".formatted(name));
        return found;
    }
}
