package hilum.cli.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reports as JSON lines; {@code images} of a line are files beside it and never outside its folder.
 */
final class JsonLines {
    private JsonLines() {}

    /** Reads the file; lines that are no report are skipped with their number. */
    static StudySource read(Path file, Optional<String> site, String defaultSite)
            throws IOException {
        List<Submission> submissions = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Path folder = file.toAbsolutePath().getParent();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    submissions.add(submission(line, folder, site, defaultSite));
                } catch (IllegalArgumentException e) {
                    skipped.add(
                            "%s, line %d: %s"
                                    .formatted(file.getFileName(), number, e.getMessage()));
                }
            }
        }
        return new StudySource(submissions, skipped);
    }

    private static Submission submission(
            String line, Path folder, Optional<String> site, String defaultSite) {
        JsonNode node = parse(line);
        if (!(node instanceof ObjectNode json) || json.path("id").asText().isBlank()) {
            throw new IllegalArgumentException("no report with an id");
        }
        List<Path> images = new ArrayList<>();
        for (JsonNode image : json.path("images")) {
            images.add(inside(folder, image.asText()));
        }
        json.remove("images");
        json.put("site", site.orElse(json.path("site").asText(defaultSite)));
        return new Submission(json, images);
    }

    private static JsonNode parse(String line) {
        try {
            return Output.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON (%s)".formatted(e.getOriginalMessage()), e);
        }
    }

    private static Path inside(Path folder, String image) {
        Path path = folder.resolve(image).normalize();
        if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
            throw new IllegalArgumentException("image %s is no file beside it".formatted(image));
        }
        return path;
    }
}
