package hilum.ingest.mllp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * One sender: a thread reads its frames, another answers them in the order in which they came. A
 * sender that waits for each answer and one that sends ahead are served alike; one that does not
 * take its answers is closed after the idle time.
 */
final class MllpConnection {
    private static final CompletableFuture<List<byte[]>> THE_END =
            CompletableFuture.completedFuture(List.of());
    private static final long A_MOMENT = 100;

    private final Socket socket;
    private final MllpSettings settings;
    private final Receiver receiver;
    private final Semaphore places;
    private final BlockingQueue<CompletableFuture<List<byte[]>>> underWay;
    private final AtomicInteger owed = new AtomicInteger();
    private volatile boolean ending;

    /**
     * @param places for large frames of all connections
     */
    MllpConnection(Socket socket, MllpSettings settings, Receiver receiver, Semaphore places) {
        this.socket = socket;
        this.places = places;
        this.settings = settings;
        this.receiver = receiver;
        underWay = new ArrayBlockingQueue<>(settings.window());
    }

    /** Serves the sender until it ends, breaks off or is too slow. */
    void serve() throws IOException, InterruptedException {
        socket.setTcpNoDelay(true);
        if (socket instanceof SSLSocket tls) {
            tls.setSoTimeout((int) settings.frameWithin().toMillis());
            tls.startHandshake();
        }
        Thread answers = Thread.ofVirtual().name("mllp-answers").start(this::answerAll);
        try {
            Frames frames = new Frames(socket, settings, places);
            while (!ending) {
                Optional<Frames.Frame> frame = frames.next();
                if (frame.isEmpty()) {
                    break;
                }
                owed.incrementAndGet();
                try {
                    enqueue(receiver.receive(frame.get().content(), frame.get().cut()));
                } finally {
                    frames.release(frame.get());
                }
            }
        } finally {
            finish(answers);
        }
    }

    private void enqueue(CompletableFuture<List<byte[]>> answer)
            throws IOException, InterruptedException {
        if (!underWay.offer(answer, settings.idle().toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new IOException("the sender does not take its answers");
        }
    }

    /** Lets what is under way be answered, for as long as the sender takes it. */
    private void finish(Thread answers) throws InterruptedException {
        long until = System.nanoTime() + settings.idle().toNanos();
        while (answers.isAlive() && !underWay.offer(THE_END, A_MOMENT, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > until) {
                close();
            }
        }
        if (!answers.join(settings.idle())) {
            close();
            answers.join();
        }
    }

    /** Writes what is ready in one go, and lets no answer wait for the one after it. */
    private void answerAll() {
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192);
            int written = 0;
            while (true) {
                CompletableFuture<List<byte[]>> next = underWay.poll();
                if (next == null || next == THE_END || !next.isDone()) {
                    out.flush();
                    owed.addAndGet(-written);
                    written = 0;
                }
                if (next == null) {
                    next = underWay.take();
                }
                if (next == THE_END) {
                    return;
                }
                for (byte[] answer : next.get()) {
                    out.write(0x0B);
                    out.write(answer);
                    out.write(0x1C);
                    out.write(0x0D);
                }
                written++;
            }
        } catch (IOException | ExecutionException e) {
            // The sender is gone, or we have a defect that the receiver has logged: it sends again.
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /** Takes no further frame; what is under way is still answered. */
    void end() {
        ending = true;
    }

    /** Whether an answer is still to be sent. */
    boolean owesAnswers() {
        return owed.get() > 0;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }
}
