package hilum.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.ByteLines;
import hilum.cli.Output;
import hilum.cli.archive.Archive.Sink;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import hilum.cli.archive.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reports as JSON lines; {@code images} of a line are files beside it and never outside its folder.
 */
final class JsonLines {
    private final Path folder;
    private final Optional<String> site;
    private final String defaultSite;

    private JsonLines(Path folder, Optional<String> site, String defaultSite) {
        this.folder = folder;
        this.site = site;
        this.defaultSite = defaultSite;
    }

    /**
     * Reads a file; a line that is no report is unreadable.
     *
     * @param index of the file in its archive
     * @return whether the sink wants more
     */
    static boolean read(
            Path file,
            int index,
            Sizes sizes,
            Optional<String> site,
            String defaultSite,
            Sink<Submission> sink)
            throws IOException, InterruptedException {
        JsonLines reports = new JsonLines(file.toAbsolutePath().getParent(), site, defaultSite);
        boolean wanted = true;
        try (ByteLines lines = ByteLines.open(file)) {
            for (var line = lines.next(); wanted && line.isPresent(); line = lines.next()) {
                Place place = new Place(index, line.get().number());
                double share = sizes.share(index, lines.offset());
                wanted = sink.take(reports.piece(line.get(), place, share));
            }
        }
        return wanted;
    }

    private Piece<Submission> piece(ByteLines.Line line, Place place, double share) {
        try {
            Submission submission = submission(line);
            return new Piece.Parcel<>(place, share, submission.lane(), submission);
        } catch (IllegalArgumentException e) {
            return new Piece.Unreadable<>(place, share, e.getMessage());
        }
    }

    /** The report of a line; why it is none must not quote it. */
    private Submission submission(ByteLines.Line line) {
        if (line.overlong()) {
            throw new IllegalArgumentException("too long for a report");
        }
        if (!(parse(line.bytes()) instanceof ObjectNode json)
                || json.path("id").asText().isBlank()) {
            throw new IllegalArgumentException("no report with an id");
        }
        List<Path> images = new ArrayList<>();
        for (JsonNode image : json.path("images")) {
            images.add(inside(image.asText()));
        }
        json.remove("images");
        json.put("site", site.orElse(json.path("site").asText(defaultSite)));
        return new Submission(json, images);
    }

    private static JsonNode parse(byte[] line) {
        try {
            return Output.JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    private Path inside(String image) {
        try {
            Path path = folder.resolve(image).normalize();
            if (path.startsWith(folder) && Files.isRegularFile(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // No file either.
        }
        throw new IllegalArgumentException("names an image that is no file beside it");
    }
}
