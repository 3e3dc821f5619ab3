package hilum.ingest.mllp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Frames of one connection: {@code 0x0B}, content, {@code 0x1C 0x0D}. Lenient where senders are:
 * what stands between two frames is passed over, the last byte may be missing, and a frame that
 * begins inside another one takes its place, since its sender has begun anew. Holds no more than
 * the limit of a frame. Confined to one thread.
 */
final class Frames {
    private static final int START = 0x0B;
    private static final int END = 0x1C;

    /** Bytes outside of frames after which a sender is no MLLP sender. */
    private static final int MOST_NOISE = 64 * 1024;

    /** A frame over the limit is read past, up to so many times the limit. */
    private static final long PATIENCE = 16;

    /** Bytes from which on a frame is large. */
    private static final int LARGE = 128 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final MllpSettings settings;
    private final Semaphore places;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    /**
     * @param places for large frames of all connections
     */
    Frames(Socket socket, MllpSettings settings, Semaphore places) throws IOException {
        this.socket = socket;
        this.settings = settings;
        this.places = places;
        in = socket.getInputStream();
    }

    /**
     * What a frame holds.
     *
     * @param content up to the limit
     * @param cut whether there was more
     * @param large whether it has a place, which has to be given back
     */
    record Frame(byte[] content, boolean cut, boolean large) {}

    /** Gives the frame's place back, once it has been read. */
    void release(Frame frame) {
        if (frame.large()) {
            places.release();
        }
    }

    /**
     * The next frame, empty when the sender has ended; half a frame is none.
     *
     * @throws SocketTimeoutException if it does not come in time
     * @throws IOException if the sender breaks off or does not speak MLLP
     */
    Optional<Frame> next() throws IOException, InterruptedException {
        long until = deadline(settings.idle());
        int noise = 0;
        for (int each = read(until); each != START; each = read(until)) {
            if (each < 0) {
                return Optional.empty();
            }
            if (++noise > MOST_NOISE) {
                throw new IOException("no start of a frame in %d bytes".formatted(MOST_NOISE));
            }
        }
        return content(deadline(settings.frameWithin()));
    }

    private Optional<Frame> content(long until) throws IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(4096);
        long length = 0;
        boolean large = false;
        try {
            for (int each = read(until); each != END; each = read(until)) {
                if (each < 0) {
                    return Optional.empty();
                }
                if (each == START) {
                    content.reset();
                    length = 0;
                } else if (++length <= settings.largest()) {
                    large = large || length > LARGE && placed(until);
                    content.write(each);
                } else if (length > PATIENCE * settings.largest()) {
                    throw new IOException("a frame without end");
                }
            }
            Frame frame = new Frame(content.toByteArray(), length > settings.largest(), large);
            large = false;
            return Optional.of(frame);
        } finally {
            if (large) {
                places.release();
            }
        }
    }

    private boolean placed(long until) throws IOException, InterruptedException {
        if (!places.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new SocketTimeoutException("too many large frames at once");
        }
        return true;
    }

    private static long deadline(Duration within) {
        return System.nanoTime() + within.toNanos();
    }

    private int read(long until) throws IOException {
        if (at == end) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("nothing more in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            end = Math.max(0, in.read(buffer));
            at = 0;
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }
}
