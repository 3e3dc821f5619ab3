package hilum.ingest.dicom;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import hilum.ingest.pacs.InstanceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Images that may show a name in their pixels, until somebody has looked at them: one small file
 * each, its owner's alone, that says where the image lies. The picture itself stays in the PACS.
 * Safe for many threads.
 */
final class Quarantine {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String SUFFIX = ".json";
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    private final Path folder;

    /**
     * One image held back.
     *
     * @param id pseudonym of the instance
     * @param study pseudonym of the accession, which is the study's id
     * @param reason why it is held
     * @param heldAt since when
     * @param line where it lies in the PACS; an identifier that is never listed
     */
    record Held(
            @JsonProperty("id") String id,
            @JsonProperty("study") String study,
            @JsonProperty("reason") String reason,
            @JsonProperty("heldAt") Instant heldAt,
            @JsonProperty("instance") String line) {
        @JsonIgnore
        InstanceKey key() {
            return InstanceKey.parse(line);
        }

        /** Identifiers are never printed. */
        @Override
        public String toString() {
            return "Held[id=" + id + ", reason=" + reason + "]";
        }
    }

    Quarantine(Path folder) {
        this.folder = folder;
    }

    /** Holds an image; one that is held already stays as it is. */
    void hold(Held held) throws IOException {
        Path file = file(held.id());
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        Path next =
                Files.createTempFile(
                        folder,
                        held.id(),
                        ".next",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(next, JSON.writeValueAsBytes(held));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All that are held, the oldest first. */
    List<Held> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Held> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                read(file).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing(Held::heldAt));
        return all;
    }

    int size() {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(f -> f.toString().endsWith(SUFFIX)).count();
        } catch (IOException e) {
            return 0;
        }
    }

    Optional<Held> find(String id) throws IOException {
        return ID.matcher(id).matches() ? read(file(id)) : Optional.empty();
    }

    /** Lets go of an image; whether it was held. */
    boolean remove(String id) throws IOException {
        return ID.matcher(id).matches() && Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return folder.resolve(id + SUFFIX);
    }

    /** Empty where somebody let go of it meanwhile. */
    private static Optional<Held> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Held.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
