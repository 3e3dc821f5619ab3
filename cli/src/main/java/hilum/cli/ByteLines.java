package hilum.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a file as bytes, one at a time, with where they stand: whatever is in a line, the
 * next one can still be read. An overlong one is passed over. Unlike {@link Lines}, which ends at
 * the first that is none, for files that are worth reading to their end.
 */
public final class ByteLines implements AutoCloseable {
    private static final int MOST_BYTES = 16 << 20;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int end;
    private long offset;
    private long number;

    private ByteLines(InputStream in, int buffer) {
        this.in = in;
        this.buffer = new byte[buffer];
    }

    /** Lines of a file. */
    public static ByteLines open(Path file) throws IOException {
        return new ByteLines(Files.newInputStream(file), 1 << 16);
    }

    /** As {@link #open(Path)}, for few lines from the one on that starts at an offset. */
    public static ByteLines open(Path file, long offset) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(offset);
            return new ByteLines(in, 1 << 12);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * A line.
     *
     * @param number from 1, where reading began
     * @param start where it begins, in bytes from there
     * @param bytes without line feed and byte order mark; empty where it is too long to be one
     */
    public record Line(long number, long start, byte[] bytes) {
        /** Whether it was too long. */
        public boolean overlong() {
            return bytes.length == 0;
        }
    }

    /** The next line that is not blank; empty at the end. */
    public Optional<Line> next() throws IOException {
        while (true) {
            long start = offset;
            line.reset();
            boolean overlong = false;
            boolean ended = false;
            while (!ended) {
                if (at == end && !fill()) {
                    break;
                }
                int stop = at;
                while (stop < end && buffer[stop] != '\n') {
                    stop++;
                }
                overlong |= line.size() + (stop - at) > MOST_BYTES;
                if (!overlong) {
                    line.write(buffer, at, stop - at);
                }
                ended = stop < end;
                offset += stop - at + (ended ? 1 : 0);
                at = ended ? stop + 1 : stop;
            }
            if (offset == start) {
                return Optional.empty();
            }
            number++;
            if (overlong) {
                return Optional.of(new Line(number, start, new byte[0]));
            }
            byte[] bytes = number == 1 ? unmarked(line.toByteArray()) : line.toByteArray();
            if (!isBlank(bytes)) {
                return Optional.of(new Line(number, start, bytes));
            }
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private static byte[] unmarked(byte[] bytes) {
        return bytes.length >= 3 && Arrays.equals(bytes, 0, 3, MARK, 0, 3)
                ? Arrays.copyOfRange(bytes, 3, bytes.length)
                : bytes;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    /** How much of the file has been read, in bytes. */
    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
