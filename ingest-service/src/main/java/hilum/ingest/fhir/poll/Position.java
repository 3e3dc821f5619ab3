package hilum.ingest.fhir.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a server has been read. All that was last changed before {@code since} is with the
 * broker; in the round that is under way so is all before the page at {@code next}.
 *
 * @param since start of the round under way; empty for the beginning of all time
 * @param reached newest change that the round has seen
 * @param next page to read next; empty for the first of a round
 */
record Position(Optional<Instant> since, Optional<Instant> reached, Optional<String> next) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Position start(Optional<Instant> from) {
        return new Position(from, Optional.empty(), Optional.empty());
    }

    /** The same round from its first page on. */
    Position anew() {
        return new Position(since, Optional.empty(), Optional.empty());
    }

    /** After the round's last page. */
    Position finished() {
        Optional<Instant> newest =
                reached.filter(r -> since.isEmpty() || r.isAfter(since.get())).or(() -> since);
        return new Position(newest, Optional.empty(), Optional.empty());
    }

    /**
     * Reads a position of a server; empty where there is none of it, or one that can't be read:
     * then everything is read again, of which nothing comes that is not new.
     */
    static Optional<Position> read(Path file, String server) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (json == null || !json.path("server").asText().equals(server)) {
                return Optional.empty();
            }
            return Optional.of(
                    new Position(
                            text(json, "since").map(Instant::parse),
                            text(json, "reached").map(Instant::parse),
                            text(json, "next")));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.path(field).textValue());
    }

    /** Writes it in the place of the one before, whole or not at all. */
    void write(Path file, String server) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("server", server);
        since.ifPresent(time -> json.put("since", time.toString()));
        reached.ifPresent(time -> json.put("reached", time.toString()));
        next.ifPresent(url -> json.put("next", url));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path draft = folder.resolve(file.getFileName() + ".new");
        try (FileChannel out =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(json));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
