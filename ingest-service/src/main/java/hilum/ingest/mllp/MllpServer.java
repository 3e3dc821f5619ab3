package hilum.ingest.mllp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MLLP senders; each has a virtual thread of its own, so that none waits for another.
 * Bounded in connections, and through {@link MllpSettings} in the size of frames and in time.
 */
public final class MllpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MllpServer.class);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int BACKLOG = 64;

    /** Large frames that are read at the same time. */
    private static final int LARGE_FRAMES = 8;

    private final MllpSettings settings;
    private final Optional<SSLContext> tls;
    private final Receiver receiver;
    private final MeterRegistry meters;
    private final ServerSocket listener;
    private final Semaphore places;
    private final Semaphore large = new Semaphore(LARGE_FRAMES);
    private final Set<MllpConnection> connections = ConcurrentHashMap.newKeySet();

    /** Read and written by the listener alone. */
    private Instant quietUntil = Instant.MIN;

    private MllpServer(
            MllpSettings settings,
            Optional<SSLContext> tls,
            Receiver receiver,
            MeterRegistry meters,
            ServerSocket listener) {
        this.settings = settings;
        this.tls = tls;
        this.receiver = receiver;
        this.meters = meters;
        this.listener = listener;
        places = new Semaphore(settings.connections());
        Gauge.builder("hilum.ingest.hl7.connections", connections, Set::size).register(meters);
    }

    /**
     * Binds and begins to listen.
     *
     * @param tls what connections are secured with; empty for plain ones
     * @throws IllegalStateException if the address can't be bound
     */
    public static MllpServer start(
            MllpSettings settings,
            Optional<SSLContext> tls,
            Receiver receiver,
            MeterRegistry meters) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
            MllpServer server = new MllpServer(settings, tls, receiver, meters, listener);
            Thread.ofVirtual().name("mllp-listener").start(server::listen);
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "MLLP can't listen on %s port %d (%s): free it, or set hilum.ingest.hl7.host and hilum.ingest.hl7.port"
                            .formatted(settings.host(), settings.port(), e.getMessage()),
                    e);
        }
    }

    /** The port that is bound. */
    public int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                welcome(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("MLLP could not accept a connection: reason={}", e.getMessage());
                    pause();
                }
            }
        }
    }

    /** What keeps a connection from being accepted, as too many open files, takes its time. */
    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(Socket socket) throws IOException {
        if (!settings.allows(socket.getInetAddress())) {
            refuse(socket, "address-not-allowed");
        } else if (!places.tryAcquire()) {
            refuse(socket, "too-many-connections");
        } else {
            Thread.ofVirtual().name("mllp-sender").start(() -> serve(socket));
        }
    }

    /** Counts all, logs one in a while: whoever is refused tries again at once. */
    private void refuse(Socket socket, String reason) throws IOException {
        count(reason);
        Instant now = Instant.now();
        if (now.isAfter(quietUntil)) {
            quietUntil = now.plus(QUIET);
            LOG.warn(
                    "MLLP connection refused: address={} reason={}",
                    socket.getInetAddress().getHostAddress(),
                    reason);
        }
        socket.close();
    }

    private void serve(Socket plain) {
        String address = plain.getInetAddress().getHostAddress();
        try (plain;
                Socket socket = secured(plain)) {
            MllpConnection connection = new MllpConnection(socket, settings, receiver, large);
            connections.add(connection);
            try {
                if (!listener.isClosed()) {
                    connection.serve();
                }
            } finally {
                connections.remove(connection);
            }
        } catch (SocketTimeoutException e) {
            count("idle");
            LOG.info("MLLP connection closed: address={} reason=idle", address);
        } catch (SSLException e) {
            count("tls");
            LOG.warn("MLLP connection closed: address={} reason={}", address, e.getMessage());
        } catch (IOException e) {
            count("broken-off");
            LOG.info("MLLP connection closed: address={} reason={}", address, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private Socket secured(Socket plain) throws IOException {
        if (tls.isEmpty()) {
            return plain;
        }
        SSLSocket secure = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, null, true);
        secure.setUseClientMode(false);
        secure.setNeedClientAuth(settings.clientCertificate());
        return secure;
    }

    private void count(String reason) {
        meters.counter("hilum.ingest.hl7.connections.closed", "reason", reason).increment();
    }

    /** Takes nothing new, answers what is under way within some seconds, and closes. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.warn("MLLP listener could not be closed: reason={}", e.getMessage());
        }
        connections.forEach(MllpConnection::end);
        Instant until = Instant.now().plus(FAREWELL);
        while (Instant.now().isBefore(until)
                && connections.stream().anyMatch(MllpConnection::owesAnswers)) {
            pause();
        }
        connections.forEach(MllpConnection::close);
    }
}
