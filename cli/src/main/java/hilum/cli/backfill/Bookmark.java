package hilum.cli.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.archive.Archive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The file that says how far an archive was sent: counts, positions and fingerprints, no name of a
 * file and nothing of what was sent. Replaced as a whole, so that a crash leaves the earlier one.
 * Once removed or closed, it is written no more. Thread-safe.
 */
public final class Bookmark {
    private static final int VERSION = 1;

    private final Path file;
    private final String request;
    private final String source;
    private boolean closed;

    private Bookmark(Path file, String request, String source) {
        this.file = file;
        this.request = request;
        this.source = source;
    }

    /**
     * What stands in the file.
     *
     * @param request fingerprint of what was asked for
     * @param source fingerprint of the archive
     * @param seconds that the sending took
     */
    private record Content(
            int version,
            String request,
            String source,
            long done,
            double share,
            double seconds,
            Tally.State tally) {
        Reached reached() {
            return new Reached(new Front.State(done, share, tally), seconds);
        }
    }

    /**
     * How far a send has come.
     *
     * @param seconds that it took
     */
    record Reached(Front.State front, double seconds) {
        static final Reached NOTHING =
                new Reached(new Front.State(0, 0, new Tally.State(0, 0, 0, List.of())), 0);
    }

    /**
     * The bookmark of a request.
     *
     * @param named the file; empty is one in the folder that is named after the request
     * @param request all that makes what is sent, and where to, another
     */
    public static Bookmark of(
            Optional<Path> named, Path folder, List<String> request, Archive<?> archive)
            throws IOException {
        String key = Fingerprint.ofWords(request);
        return new Bookmark(
                named.orElseGet(() -> folder.resolve(key.substring(0, 16) + ".json")),
                key,
                Fingerprint.of(archive.files()));
    }

    Path file() {
        return file;
    }

    /**
     * How far an earlier run came.
     *
     * @throws Failure if the bookmark is another's, the archive has changed, or it can't be read
     */
    Reached read() {
        if (!Files.exists(file)) {
            return Reached.NOTHING;
        }
        Content content;
        try {
            content = Output.JSON.readValue(Files.readString(file), Content.class);
        } catch (JsonProcessingException e) {
            throw Failure.failed(
                    "Bookmark %s is damaged (line %d): begin anew with --restart, what is there already counts once",
                    file, e.getLocation() == null ? 0 : e.getLocation().getLineNr());
        } catch (IOException e) {
            throw Failure.failed(
                    "Bookmark %s can't be read (%s): make it readable, or name another with --bookmark",
                    file, e);
        }
        if (content.version != VERSION || content.tally == null) {
            throw Failure.failed(
                    "Bookmark %s is of version %d, not %d: begin anew with --restart",
                    file, content.version, VERSION);
        }
        if (!request.equals(content.request)) {
            throw Failure.usage(
                    "Bookmark %s is of another send, with other paths, --site, --studies or receiver: repeat that one, name another file with --bookmark, or begin anew with --restart",
                    file);
        }
        if (!source.equals(content.source)) {
            throw Failure.failed(
                    "The archive has changed since %d of it were sent (bookmark %s): bring back the files as they were, or begin anew with --restart, what is there already counts once",
                    content.done, file);
        }
        return content.reached();
    }

    /** Replaces what stands in the file. */
    synchronized void write(Reached reached) throws IOException {
        if (closed) {
            return;
        }
        Content content =
                new Content(
                        VERSION,
                        request,
                        source,
                        reached.front.done(),
                        reached.front.share(),
                        reached.seconds,
                        reached.front.tally());
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path fresh = folder.resolve(file.getFileName() + ".new");
        try (FileChannel out =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Output.json(content).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes for the last time. */
    synchronized void close(Reached reached) throws IOException {
        if (reached.front.done() > 0) {
            write(reached);
        }
        closed = true;
    }

    /** Everything was sent, or is to be sent again. */
    public synchronized void remove() throws IOException {
        if (!closed) {
            Files.deleteIfExists(file);
        }
    }

    /** As {@link #remove()}, for the last time. */
    synchronized void finish() throws IOException {
        remove();
        closed = true;
    }
}
