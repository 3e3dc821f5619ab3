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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Images that may show a name in their pixels, until somebody has looked at them: one small file
 * each, its owner's alone, that says where the image lies. The picture itself stays in the PACS. Of
 * an erased study none is held. Safe for many threads.
 */
final class Quarantine {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String SUFFIX = ".json";
    private static final String DRAFT = ".next";
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    private final Path folder;
    private final Predicate<String> erased;

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

    /**
     * @param erased whether a study is to be erased
     */
    Quarantine(Path folder, Predicate<String> erased) {
        this.folder = folder;
        this.erased = erased;
    }

    /**
     * Holds an image; one that is held already stays as it is.
     *
     * @return false where its study is erased: nothing of it is kept
     */
    synchronized boolean hold(Held held) throws IOException {
        if (erased.test(held.study())) {
            return false;
        }
        Path file = file(held.id());
        if (Files.exists(file)) {
            return true;
        }
        Files.createDirectories(folder);
        Path next =
                Files.createTempFile(
                        folder,
                        held.id(),
                        DRAFT,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(next, JSON.writeValueAsBytes(held));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /**
     * Lets go of every image of these studies, and of what a crash left half written, of whatever
     * study.
     *
     * @return how many images, by study
     */
    synchronized Map<String, Long> forget(Set<String> studies) throws IOException {
        Map<String, Long> forgotten = new HashMap<>();
        for (Held held : list()) {
            if (studies.contains(held.study()) && remove(held.id())) {
                forgotten.merge(held.study(), 1L, Long::sum);
            }
        }
        for (Path draft : files(DRAFT)) {
            Files.deleteIfExists(draft);
        }
        return forgotten;
    }

    /** All that are held, the oldest first. */
    List<Held> list() throws IOException {
        List<Held> all = new ArrayList<>();
        for (Path file : files(SUFFIX)) {
            read(file).ifPresent(all::add);
        }
        all.sort(Comparator.comparing(Held::heldAt));
        return all;
    }

    int size() {
        try {
            return files(SUFFIX).size();
        } catch (IOException e) {
            return 0;
        }
    }

    private List<Path> files(String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Empty also where its study is to be erased and the file is still there. */
    Optional<Held> find(String id) throws IOException {
        return ID.matcher(id).matches()
                ? read(file(id)).filter(held -> !erased.test(held.study()))
                : Optional.empty();
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
