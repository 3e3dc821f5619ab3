package hilum.local.vectors;

import hilum.local.vectors.store.StoreSettings;
import hilum.local.vectors.store.VectorStore;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The local vector store as a server on the loopback address: Qdrant's protocol over gRPC, health
 * and metrics over HTTP.
 *
 * <p>A stand-in for Qdrant on laptops and in CI: no authentication, one node, nothing said about
 * speed.
 */
public final class VectorStoreServer implements AutoCloseable {

    private static final String USAGE =
            "Usage: VectorStoreServer --data FOLDER --port N --http-port N";
    private static final int MESSAGE_BYTES = 64 << 20;
    private static final int GRACE_SECONDS = 5;

    private final VectorStore store;
    private final HealthEndpoints health;
    private final Server server;

    private VectorStoreServer(VectorStore store, HealthEndpoints health, Server server) {
        this.store = store;
        this.health = health;
        this.server = server;
    }

    /**
     * Opens the store in {@code data} and serves it.
     *
     * @param port of gRPC; 0 takes a free one
     * @param httpPort of health and metrics; 0 takes a free one
     * @throws IOException when the folder is in use or damaged, or a port is taken
     */
    public static VectorStoreServer start(int port, int httpPort, Path data, StoreSettings settings)
            throws IOException {
        VectorStore store = VectorStore.open(data, settings);
        HealthEndpoints health = null;
        try {
            PrometheusMeterRegistry registry =
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            health = new HealthEndpoints(httpPort, store, registry);
            Server server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .maxInboundMessageSize(MESSAGE_BYTES)
                            .intercept(new CallMeter(registry))
                            .addService(new CollectionsService(store))
                            .addService(new PointsService(store))
                            .addService(new HealthService())
                            .build()
                            .start();
            return new VectorStoreServer(store, health, server);
        } catch (IOException | RuntimeException e) {
            if (health != null) {
                health.close();
            }
            store.close();
            throw e;
        }
    }

    public int port() {
        return server.getPort();
    }

    public int httpPort() {
        return health.port();
    }

    /**
     * Answers the calls under way, moves what is left into the index, and lets go of the folder.
     */
    @Override
    public void close() throws IOException {
        server.shutdown();
        try {
            server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
        health.close();
        store.close();
    }

    /**
     * Runs until SIGTERM. Exits with 1 when the store cannot start and with 2 when the arguments
     * are wrong.
     */
    public static void main(String[] arguments) throws InterruptedException {
        VectorStoreServer server;
        try {
            Map<String, String> options = options(arguments);
            server =
                    start(
                            Integer.parseInt(options.get("--port")),
                            Integer.parseInt(options.get("--http-port")),
                            Path.of(options.get("--data")),
                            StoreSettings.DEFAULT);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        } catch (IOException e) {
            System.err.println("The vector store cannot start: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAtEnd(server), "vectors-close"));
        System.out.printf(
                "%s: gRPC on 127.0.0.1:%d, health and metrics on 127.0.0.1:%d. For laptops and CI only.%n",
                HealthService.TITLE, server.port(), server.httpPort());
        server.server.awaitTermination();
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        if (arguments.length % 2 != 0
                || !options.keySet().equals(Set.of("--data", "--port", "--http-port"))) {
            throw new IllegalArgumentException(
                    "The vector store takes a folder and two ports, and was given: "
                            + String.join(" ", arguments));
        }
        return options;
    }

    private static void closeAtEnd(VectorStoreServer server) {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println(
                    "The vector store closed with an error; its log holds what was acknowledged: "
                            + e.getMessage());
        }
    }
}
