package hilum.ingest.reidentification;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An encrypted table of pseudonyms and identifiers in one file, a {@link Seal sealed} line each. It
 * grows, and is written anew without the lines of a study that is erased. A line is on the disk
 * before {@link #keep} returns. One process writes a file; many threads may.
 */
public final class ReidentificationTable implements Register, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReidentificationTable.class);
    private static final int SHORTEST_KEY = 32;
    private static final int REMEMBERED = 10_000;
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Path draft;
    private final Seal seal;
    private final Predicate<String> erased;
    private FileChannel lines;

    /** Pseudonyms written lately: a study that comes in parts needs no line for each. */
    private final Set<String> written =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    private ReidentificationTable(Path file, Seal seal, Predicate<String> erased)
            throws IOException {
        this.file = file;
        this.draft = file.resolveSibling(file.getFileName() + ".next");
        this.seal = seal;
        this.erased = erased;
        Files.deleteIfExists(draft);
        if (Files.notExists(file)) {
            create(file);
        }
        lines = appending(file);
        endTornLine();
    }

    /**
     * Opens a table, a new one where there is none.
     *
     * @param keyFile at least 32 bytes, without line breaks and blanks at its end; another one than
     *     that of the pseudonyms
     * @param erased whether a study is to be erased: no line is written of one
     * @throws IllegalStateException if the key or the table can't be used
     */
    public static ReidentificationTable open(Path file, Path keyFile, Predicate<String> erased) {
        try {
            byte[] secret =
                    Files.readString(keyFile, StandardCharsets.ISO_8859_1)
                            .stripTrailing()
                            .getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length < SHORTEST_KEY) {
                throw new IllegalStateException(
                        "Re-identification key %s has %d bytes where at least %d are needed: write 32 random bytes, for instance as 64 hexadecimal characters"
                                .formatted(keyFile, secret.length, SHORTEST_KEY));
            }
            return new ReidentificationTable(file, new Seal(secret), erased);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Re-identification table %s with key %s cannot be opened: have hilum.ingest.reidentification.file and hilum.ingest.reidentification.key-file name files of this user, or neither"
                            .formatted(file, keyFile),
                    e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.createFile(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, OWNER);
        }
    }

    private static FileChannel appending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** A line that a crash cut off stays as it is; the next one begins anew. */
    private void endTornLine() throws IOException {
        long size = Files.size(file);
        if (size == 0) {
            return;
        }
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            read.read(last, size - 1);
            if (last.get(0) != '\n') {
                lines.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    @Override
    public synchronized void keep(List<Identity> together) throws IOException {
        if (together.stream().anyMatch(each -> isOf(each, erased))) {
            return;
        }
        List<Identity> fresh =
                together.stream().filter(each -> !written.contains(each.pseudonym())).toList();
        if (fresh.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        fresh.forEach(each -> text.append(seal.line(each)).append('\n'));
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
        while (bytes.hasRemaining()) {
            lines.write(bytes);
        }
        lines.force(false);
        fresh.forEach(each -> written.add(each.pseudonym()));
    }

    private static boolean isOf(Identity identity, Predicate<String> studies) {
        return identity.kind() == Identity.Kind.STUDY && studies.test(identity.pseudonym());
    }

    /**
     * Who stands behind a pseudonym, read from the file from its beginning; empty where no line has
     * it.
     *
     * @throws IllegalStateException if the key is another one than the table was written with
     */
    public Optional<Identity> find(String pseudonym) throws IOException {
        Opened opened = new Opened();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Optional<Identity> identity = opened.count(line, seal.open(line));
                if (identity.filter(found -> found.pseudonym().equals(pseudonym)).isPresent()) {
                    return identity;
                }
            }
        }
        opened.check();
        return Optional.empty();
    }

    /**
     * Forgets which accessions these studies had; the lines of their patients stay, who may have
     * other studies. Looks through the file, and holds up {@link #keep} only where it finds one and
     * writes the file anew. A crash leaves the file as it was or as it is to be. One thread at a
     * time.
     *
     * @return how many lines, by study
     * @throws IllegalStateException if the key is another one than the table was written with
     */
    @Override
    public Map<String, Long> forget(Set<String> studies) throws IOException {
        Map<String, Long> found = new HashMap<>();
        Opened opened = new Opened();
        long looked = look(studies, 0, size(), found, opened);
        synchronized (this) {
            look(studies, looked, size(), found, opened);
            opened.check();
            if (!found.isEmpty()) {
                writeWithout(studies);
                written.removeAll(studies);
            }
        }
        if (opened.refused > 0) {
            LOG.warn(
                    "Lines of the re-identification table can't be opened and stay as they are: file={} lines={}",
                    file,
                    opened.refused);
        }
        return found;
    }

    /** Where the last whole line ends. */
    private synchronized long size() throws IOException {
        return lines.size();
    }

    private long look(Set<String> studies, long from, long to, Map<String, Long> found, Opened all)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                BufferedReader reader = reader(channel.position(from))) {
            long at = from;
            while (at < to) {
                String line = reader.readLine();
                if (line == null) {
                    break;
                }
                all.count(line, seal.open(line))
                        .filter(identity -> isOf(identity, studies::contains))
                        .ifPresent(identity -> found.merge(identity.pseudonym(), 1L, Long::sum));
                at += line.length() + 1;
            }
            return Math.min(at, to);
        }
    }

    private static BufferedReader reader(FileChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.ISO_8859_1));
    }

    private void writeWithout(Set<String> studies) throws IOException {
        Files.deleteIfExists(draft);
        create(draft);
        try (FileChannel channel = appending(draft);
                BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                BufferedWriter writer =
                        new BufferedWriter(
                                Channels.newWriter(channel, StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (seal.open(line).filter(each -> isOf(each, studies::contains)).isEmpty()) {
                    writer.write(line);
                    writer.write('\n');
                }
            }
            writer.flush();
            channel.force(true);
        }
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lines.close();
        lines = appending(file);
    }

    /** How many lines the key has opened: none of some means that it is another key. */
    private final class Opened {
        private long opened;
        private long refused;

        Optional<Identity> count(String line, Optional<Identity> identity) {
            if (identity.isPresent()) {
                opened++;
            } else if (!line.isBlank()) {
                refused++;
            }
            return identity;
        }

        void check() {
            if (refused > 0 && opened == 0) {
                throw new IllegalStateException(
                        "Re-identification table %s opens with another key: name the one that it was written with in hilum.ingest.reidentification.key-file"
                                .formatted(file));
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
