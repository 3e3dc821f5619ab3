package hilum.local.vectors.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The changes of one collection in the order in which they were made, on disk before anyone is told
 * that they were.
 *
 * <p>A folder of files {@code <first number>.log}. Each file is a sequence of frames: length of the
 * body (int), CRC-32C of the rest (int), number of the change (long), body; big-endian. Numbers
 * grow by one. Frames that end in the middle, or whose sum is wrong, were never acknowledged when
 * they stand at the end of the last file: they are cut off when the log is opened. Anywhere else
 * they are damage, and the log refuses to open.
 */
final class OperationLog implements Closeable {

    /** Takes one change out of the log. */
    interface Reader {
        void read(long number, byte[] body) throws IOException;
    }

    private static final Logger LOG = System.getLogger(OperationLog.class.getName());
    private static final int HEADER = 16;

    private final Path folder;
    private final NavigableMap<Long, Path> files = new TreeMap<>();
    private FileChannel channel;
    private long size;
    private long earlierFiles;
    private long next;
    private IOException broken;

    private OperationLog(Path folder, long next) {
        this.folder = folder;
        this.next = next;
    }

    /**
     * Opens the log and reads every change after {@code applied}.
     *
     * @param applied number of the last change that the collection holds already
     */
    static OperationLog open(Path folder, long applied, Reader reader) throws IOException {
        Files.createDirectories(folder);
        OperationLog log = new OperationLog(folder, applied + 1);
        try (Stream<Path> listing = Files.list(folder)) {
            for (Path file : listing.filter(f -> f.toString().endsWith(".log")).toList()) {
                if (Files.size(file) == 0) {
                    Files.delete(file);
                    continue;
                }
                String name = file.getFileName().toString();
                log.files.put(Long.parseLong(name.substring(0, name.length() - 4)), file);
            }
        }
        for (var file : List.copyOf(log.files.entrySet())) {
            log.replay(file.getKey(), file.getValue(), applied, reader);
        }
        if (log.files.isEmpty()) {
            log.startFile();
        } else {
            log.channel =
                    FileChannel.open(log.files.lastEntry().getValue(), StandardOpenOption.WRITE);
            log.size = log.channel.size();
            log.earlierFiles = log.bytesBeforeLastFile();
        }
        return log;
    }

    private void replay(long first, Path file, long applied, Reader reader) throws IOException {
        boolean last = files.lastKey() == first;
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long number = first;
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            byte[] body = nextBody(bytes, number);
            if (body == null) {
                if (!last) {
                    throw new IOException(
                            "The log %s is damaged at byte %d, before changes that were acknowledged: restore the folder from a copy, or drop the collection."
                                    .formatted(file, start));
                }
                LOG.log(
                        Level.WARNING,
                        "Cut off an unacknowledged end of the log file={0} atByte={1} bytes={2}",
                        file,
                        start,
                        bytes.limit() - start);
                try (FileChannel torn = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    torn.truncate(start).force(true);
                }
                break;
            }
            if (number > applied) {
                if (number != next) {
                    throw new IOException(
                            "The log %s begins at change %d but the index ends at %d: changes are missing; restore the folder from a copy, or drop the collection."
                                    .formatted(file, number, next - 1));
                }
                reader.read(number, body);
                next = number + 1;
            }
            number++;
        }
    }

    private static byte[] nextBody(ByteBuffer bytes, long number) {
        if (bytes.remaining() < HEADER) {
            return null;
        }
        int length = bytes.getInt();
        int sum = bytes.getInt();
        if (length < 0 || length > bytes.remaining() - Long.BYTES) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(bytes.position(), Long.BYTES + length));
        if ((int) crc.getValue() != sum || bytes.getLong() != number) {
            return null;
        }
        byte[] body = new byte[length];
        bytes.get(body);
        return body;
    }

    /**
     * Puts the changes on disk, all with one force, and returns the number of the first.
     *
     * @throws IOException when they are not on disk; then none of them is in the log
     */
    synchronized long append(List<byte[]> bodies) throws IOException {
        if (broken != null) {
            throw new IOException(
                    "The log " + folder + " failed earlier and takes no more changes", broken);
        }
        long first = next;
        ByteBuffer frames = frames(bodies, first);
        int length = frames.remaining();
        try {
            for (long position = size; frames.hasRemaining(); ) {
                position += channel.write(frames, position);
            }
            channel.force(false);
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        size += length;
        next += bodies.size();
        return first;
    }

    private static ByteBuffer frames(List<byte[]> bodies, long first) {
        ByteBuffer frames =
                ByteBuffer.allocate(bodies.stream().mapToInt(body -> HEADER + body.length).sum());
        long number = first;
        for (byte[] body : bodies) {
            int start = frames.position();
            frames.putInt(body.length).putInt(0).putLong(number++).put(body);
            CRC32C crc = new CRC32C();
            crc.update(frames.array(), start + 8, Long.BYTES + body.length);
            frames.putInt(start + 4, (int) crc.getValue());
        }
        return frames.flip();
    }

    private void takeBack(IOException cause) {
        try {
            channel.truncate(size).force(true);
        } catch (IOException e) {
            cause.addSuppressed(e);
            broken = cause;
        }
    }

    /** Number of the last change in the log, or the one it was opened after. */
    synchronized long last() {
        return next - 1;
    }

    synchronized long bytes() {
        return earlierFiles + size;
    }

    /**
     * Lets later changes go into a new file, so that {@link #drop} can remove those made so far.
     */
    synchronized void startFile() throws IOException {
        Path file = folder.resolve("%019d.log".formatted(next));
        FileChannel started =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        DurableFiles.forceFolder(folder);
        if (channel != null) {
            channel.close();
        }
        channel = started;
        files.put(next, file);
        earlierFiles = bytesBeforeLastFile();
        size = channel.size();
    }

    /** Removes the files that hold nothing after the change {@code number}. */
    synchronized void drop(long number) throws IOException {
        List<Long> superseded = new ArrayList<>();
        for (Long first : files.keySet()) {
            Long following = files.higherKey(first);
            if (following != null && following <= number + 1) {
                superseded.add(first);
            }
        }
        for (Long first : superseded) {
            Files.deleteIfExists(files.remove(first));
        }
        earlierFiles = bytesBeforeLastFile();
    }

    private long bytesBeforeLastFile() throws IOException {
        long bytes = 0;
        for (Path file : files.headMap(files.lastKey()).values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
