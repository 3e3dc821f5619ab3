package hilum.radiology.variant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of a resource file of this package, but for blank ones and comments. */
final class ResourceLines {

    private ResourceLines() {}

    static List<String> of(String file) {
        try (var in = ResourceLines.class.getResourceAsStream(file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Rule file " + file + " can't be read: rebuild the module.", e);
        }
    }
}
