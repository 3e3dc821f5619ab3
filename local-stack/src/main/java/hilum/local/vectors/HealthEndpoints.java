package hilum.local.vectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hilum.local.vectors.store.VectorCollection;
import hilum.local.vectors.store.VectorStore;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * {@code /healthz}, {@code /readyz} and {@code /metrics} over HTTP on the loopback address.
 *
 * <p>Ready is a store of which every collection takes changes.
 */
final class HealthEndpoints implements AutoCloseable {

    private final VectorStore store;
    private final PrometheusMeterRegistry registry;
    private final MultiGauge points;
    private final MultiGauge fresh;
    private final MultiGauge logBytes;
    private final HttpServer http;

    HealthEndpoints(int port, VectorStore store, PrometheusMeterRegistry registry)
            throws IOException {
        this.store = store;
        this.registry = registry;
        this.points = gauge("hilum.vectors.points", "Points of a collection");
        this.fresh = gauge("hilum.vectors.fresh", "Points whose vectors are not in a graph yet");
        this.logBytes = gauge("hilum.vectors.log.bytes", "Size of a collection's log");
        this.http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/healthz", exchange -> answer(exchange, 200, "healthz check passed\n"));
        http.createContext("/readyz", this::ready);
        http.createContext("/metrics", this::metrics);
        http.createContext(
                "/", exchange -> answer(exchange, 404, "Ask for /healthz, /readyz or /metrics.\n"));
        http.start();
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    int port() {
        return http.getAddress().getPort();
    }

    private void ready(HttpExchange exchange) throws IOException {
        List<String> stopped =
                store.collections().stream()
                        .filter(collection -> collection.info().getStatus() == CollectionStatus.Red)
                        .map(VectorCollection::name)
                        .toList();
        if (stopped.isEmpty()) {
            answer(exchange, 200, "all shards are ready\n");
        } else {
            answer(
                    exchange,
                    503,
                    "The index of "
                            + stopped
                            + " stopped: free some space and start the store again.\n");
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> unindexed = new ArrayList<>();
        List<MultiGauge.Row<?>> logs = new ArrayList<>();
        for (VectorCollection collection : store.collections()) {
            Tags tags = Tags.of("collection", collection.name());
            VectorCollection.Figures figures = collection.figures();
            counts.add(MultiGauge.Row.of(tags, figures.points()));
            unindexed.add(MultiGauge.Row.of(tags, figures.fresh()));
            logs.add(MultiGauge.Row.of(tags, figures.logBytes()));
        }
        points.register(counts, true);
        fresh.register(unindexed, true);
        logBytes.register(logs, true);
        answer(exchange, 200, registry.scrape());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
