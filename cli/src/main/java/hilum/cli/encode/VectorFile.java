package hilum.cli.encode;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import hilum.cli.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;

/**
 * A safetensors file with the float32 tensor {@code vectors} (items, dimension) and the items' ids
 * in its metadata, that grows row by row and survives being killed.
 *
 * <p>Until it is complete it lies beside its place as {@code NAME.partial}, already in its final
 * layout, and {@code NAME.partial.rows} says which rows are there: a fingerprint of what they were
 * computed from, then a byte for each. A row is marked only after it has reached the disk. The
 * complete file appears by a rename.
 */
final class VectorFile implements Items.Rows, AutoCloseable {
    /** The format's limit of a header. */
    private static final long MOST_HEADER_BYTES = 100_000_000;

    private static final long MARK_EVERY_NANOS = 2_000_000_000L;
    private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

    private final Path path;
    private final FileChannel data;
    private final FileChannel marks;
    private final FileLock lock;
    private final int dimension;
    private final int count;
    private final int marksFrom;
    private final BitSet done = new BitSet();
    private final BitSet unmarked = new BitSet();
    private final ByteBuffer row;
    private long rowsFrom;
    private long marked = System.nanoTime();

    private VectorFile(
            Path path, FileChannel data, FileChannel marks, FileLock lock, int dimension, int count)
            throws IOException {
        this.path = path;
        this.data = data;
        this.marks = marks;
        this.lock = lock;
        this.dimension = dimension;
        this.count = count;
        marksFrom = Sha256.of("").length() + 1;
        row = ByteBuffer.allocateDirect(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the complete file is there already, computed from the same. */
    static boolean complete(Path path, String fingerprint) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] start = start(fingerprint).getBytes(StandardCharsets.UTF_8);
            ByteBuffer found = ByteBuffer.allocate(start.length);
            in.read(found, Long.BYTES);
            return java.util.Arrays.equals(start, found.array());
        }
    }

    /**
     * Opens the unfinished file of the same computation, or begins one.
     *
     * @param fingerprint of everything that decides what the vectors are
     * @param settings further metadata
     */
    static VectorFile open(
            Path path, String fingerprint, Items items, int dimension, Map<String, String> settings)
            throws IOException {
        int count = items.count();
        long header = headerBytes(fingerprint, items, dimension, settings);
        if (header > MOST_HEADER_BYTES) {
            throw Failure.failed(
                    "The ids of %d items take %d MB, a safetensors file holds 100: shorten them, or encode in parts",
                    count, header / 1_000_000);
        }
        FileChannel data = channel(beside(path, ".partial"));
        FileChannel marks = channel(beside(path, ".partial.rows"));
        VectorFile file = new VectorFile(path, data, marks, lock(path, data), dimension, count);
        file.rowsFrom = Long.BYTES + header;
        if (!file.resume(fingerprint)) {
            file.begin(fingerprint, items, settings);
        }
        return file;
    }

    /** The number of rows that are there. */
    int present() {
        return done.cardinality();
    }

    @Override
    public boolean has(int place) {
        return done.get(place);
    }

    @Override
    public void put(int place, float[] vector) throws IOException {
        row.clear();
        row.asFloatBuffer().put(vector);
        write(data, row, rowsFrom + (long) place * dimension * Float.BYTES);
        done.set(place);
        unmarked.set(place);
        if (System.nanoTime() - marked > MARK_EVERY_NANOS) {
            mark();
        }
    }

    /** Puts the complete file into its place. */
    void finish() throws IOException {
        if (present() != count) {
            throw new IllegalStateException(
                    "%s has %d of %d rows: encode the others".formatted(path, present(), count));
        }
        mark();
        Files.move(
                beside(path, ".partial"),
                path,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(beside(path, ".partial.rows"));
    }

    /** Keeps what is there. */
    @Override
    public void close() throws IOException {
        try (data;
                marks;
                lock) {
            mark();
        }
    }

    private void mark() throws IOException {
        if (!unmarked.isEmpty()) {
            data.force(false);
            for (int from = unmarked.nextSetBit(0); from >= 0; ) {
                int to = unmarked.nextClearBit(from);
                byte[] ones = new byte[to - from];
                java.util.Arrays.fill(ones, (byte) 1);
                write(marks, ByteBuffer.wrap(ones), marksFrom + from);
                from = unmarked.nextSetBit(to);
            }
            unmarked.clear();
        }
        marked = System.nanoTime();
    }

    private boolean resume(String fingerprint) throws IOException {
        if (data.size() != fileBytes() || marks.size() != marksFrom + (long) count) {
            return false;
        }
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(marks.size()));
        while (all.hasRemaining() && marks.read(all, all.position()) > 0) {}
        byte[] bytes = all.array();
        if (!new String(bytes, 0, marksFrom, StandardCharsets.US_ASCII)
                .equals(fingerprint + "\n")) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (bytes[marksFrom + i] == 1) {
                done.set(i);
            }
        }
        return true;
    }

    private void begin(String fingerprint, Items items, Map<String, String> settings)
            throws IOException {
        long free = Files.getFileStore(path.toAbsolutePath().getParent()).getUsableSpace();
        if (free + data.size() < fileBytes()) {
            throw Failure.failed(
                    "%s will take %d MB and its disk has %d MB left: free some, or name another disk",
                    path, fileBytes() / 1_000_000, free / 1_000_000);
        }
        marks.truncate(0); // first: marks never stand for rows of another computation
        marks.force(true);
        data.truncate(0);
        data.position(0);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(data), 1 << 16);
        out.write(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(rowsFrom - Long.BYTES)
                        .array());
        writeHeader(out, fingerprint, items, dimension, settings);
        out.flush();
        write(data, ByteBuffer.allocate(1), fileBytes() - 1);
        data.force(true);
        byte[] none = new byte[marksFrom + count];
        byte[] known = (fingerprint + "\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(known, 0, none, 0, known.length);
        write(marks, ByteBuffer.wrap(none), 0);
        marks.force(true);
    }

    private long fileBytes() {
        return rowsFrom + (long) count * dimension * Float.BYTES;
    }

    private static String start(String fingerprint) {
        return "{\"__metadata__\":{\"fingerprint\":\"" + fingerprint + "\"";
    }

    private static long headerBytes(
            String fingerprint, Items items, int dimension, Map<String, String> settings)
            throws IOException {
        Counter counter = new Counter();
        writeHeader(counter, fingerprint, items, dimension, settings);
        return counter.bytes;
    }

    /** In a stream: the ids of a million items need not fit the memory twice over. */
    private static void writeHeader(
            OutputStream to,
            String fingerprint,
            Items items,
            int dimension,
            Map<String, String> settings)
            throws IOException {
        Counter out = new Counter(to);
        StringBuilder head = new StringBuilder(start(fingerprint));
        settings.forEach(
                (name, value) ->
                        head.append(",\"")
                                .append(name)
                                .append("\":\"")
                                .append(escaped(value))
                                .append('"'));
        out.text(head.append(",\"ids\":\"["));
        long before = out.bytes;
        items.forEachId(
                id -> {
                    try {
                        String comma = out.bytes == before ? "" : ",";
                        out.text(comma + "\\\"" + escaped(escaped(id)) + "\\\"");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        out.text(
                "]\"},\"vectors\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
                        .formatted(
                                items.count(),
                                dimension,
                                (long) items.count() * dimension * Float.BYTES));
        while (out.bytes % Long.BYTES != 0) { // readers map the data: keep it aligned
            out.write(' ');
        }
    }

    private static String escaped(String text) {
        return new String(JSON.quoteAsString(text));
    }

    /** Counts what goes through, to nowhere unless a stream is named. */
    private static final class Counter extends OutputStream {
        private final OutputStream to;
        private long bytes;

        Counter() {
            this(OutputStream.nullOutputStream());
        }

        Counter(OutputStream to) {
            this.to = to;
        }

        void text(CharSequence text) throws IOException {
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            write(utf8, 0, utf8.length);
        }

        @Override
        public void write(int one) throws IOException {
            to.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            to.write(some, from, length);
            bytes += length;
        }
    }

    private static Path beside(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static FileLock lock(Path path, FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held within this process: the same refusal
        }
        if (lock == null) {
            throw Failure.failed(
                    "%s is being written by another process: wait for it, or name another file",
                    path);
        }
        return lock;
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
