package hilum.radiology.variant.words;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lines of a resource file of the variants, but for blank ones and comments. */
public final class ResourceLines {

    private ResourceLines() {}

    /** Of a file, by its name. */
    public static List<String> of(String file) {
        try (var in = ResourceLines.class.getResourceAsStream("/hilum/radiology/variant/" + file);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Rule file " + file + " can't be read: rebuild the module.", e);
        }
    }
}
