package hilum.ingest.pacs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.schemas.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the door has read a PACS, and what it has to ask for again, kept in one file over
 * restarts. It is written after the broker has what was read, so that a crash repeats and never
 * skips. Of what was read it keeps hashes; of what waits it has to keep the name, in a file that is
 * its owner's alone. Used by one thread.
 */
public final class Bookmark {
    private static final Logger LOG = LoggerFactory.getLogger(Bookmark.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An instance that could not be had, or not yet.
     *
     * @param since when it was first asked for, epoch seconds
     * @param tries how often
     * @param due when it is asked for again, epoch seconds
     */
    public record Waiting(long since, int tries, long due) {}

    /** What was read of a study, hashed, and the day on which that was. */
    private record Seen(long day, Set<String> instances) {}

    /** What stands in the file. */
    private record Page(
            @JsonProperty("pacs") String pacs,
            @JsonProperty("change") long change,
            @JsonProperty("mark") String mark,
            @JsonProperty("studies") Map<String, Seen> studies,
            @JsonProperty("waiting") Map<String, Waiting> waiting) {}

    private final Path file;
    private final String pacs;
    private long change;
    private String mark = "";
    private final Map<String, Seen> studies = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private boolean changed;

    private Bookmark(Path file, String pacs) {
        this.file = file;
        this.pacs = pacs;
    }

    /**
     * Opens a bookmark; one of another PACS is begun anew.
     *
     * @param file where it is kept; its folder is made
     * @param pacs names the PACS and how it is read
     * @throws IllegalStateException if the folder can't be written or the file is broken
     */
    public static Bookmark open(Path file, String pacs) {
        Bookmark bookmark = new Bookmark(file, Sha256.hex(pacs.getBytes(StandardCharsets.UTF_8)));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file)) {
                bookmark.read(JSON.readValue(file.toFile(), Page.class));
            }
            bookmark.write();
            return bookmark;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Bookmark %s can't be read or written (%s): give its folder to the service, or delete the file and everything is read again"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private void read(Page page) {
        if (!page.pacs().equals(pacs)) {
            LOG.warn("Bookmark is that of another PACS, it is begun anew: file={}", file);
            return;
        }
        change = page.change();
        mark = page.mark();
        studies.putAll(page.studies());
        waiting.putAll(page.waiting());
    }

    /** Number of the last change that is done with. */
    public long change() {
        return change;
    }

    /**
     * Goes on to a change.
     *
     * @param of what changed
     */
    void to(long number, String of) {
        changed |= number != change;
        change = number;
        mark = hash(of);
    }

    /** Whether the last change that is done with was a change of this. */
    boolean stands(String of) {
        return mark.equals(hash(of));
    }

    void add(InstanceKey key, LocalDate day) {
        Seen before = studies.get(hash(key.study()));
        Set<String> instances = before == null ? new HashSet<>() : before.instances();
        instances.add(hash(key.instance()));
        studies.put(hash(key.study()), new Seen(day.toEpochDay(), instances));
        changed = true;
    }

    boolean has(InstanceKey key) {
        Seen seen = studies.get(hash(key.study()));
        return seen != null && seen.instances().contains(hash(key.instance()));
    }

    int seenOf(String study) {
        Seen seen = studies.get(hash(study));
        return seen == null ? 0 : seen.instances().size();
    }

    void forgetBefore(LocalDate day) {
        changed |= studies.values().removeIf(seen -> seen.day() < day.toEpochDay());
    }

    private static String hash(String uid) {
        return Sha256.hex(uid.getBytes(StandardCharsets.UTF_8)).substring(0, 24);
    }

    /** Puts an instance off until it is due; the wait grows with each try. */
    public void putOff(String reference, Waiting until) {
        waiting.put(reference, until);
        changed = true;
    }

    /** What was tried before of an instance. */
    public Waiting of(String reference, Instant now) {
        return waiting.getOrDefault(reference, new Waiting(now.getEpochSecond(), 0, 0));
    }

    /** An instance need not be asked for again. */
    public void settle(String reference) {
        changed |= waiting.remove(reference) != null;
    }

    /** References whose time has come. */
    public List<String> due(Instant now) {
        return waiting.entrySet().stream()
                .filter(each -> each.getValue().due() <= now.getEpochSecond())
                .map(Map.Entry::getKey)
                .toList();
    }

    public Collection<Waiting> waiting() {
        return List.copyOf(waiting.values());
    }

    /**
     * Writes what has changed, whole or not at all.
     *
     * @throws IOException if the disk does not take it
     */
    public void save() throws IOException {
        if (changed) {
            write();
            changed = false;
        }
    }

    private void write() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, JSON.writeValueAsBytes(new Page(pacs, change, mark, studies, waiting)));
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
