package hilum.ingest;

import hilum.transport.Connection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready while broker and schema registry answer and the stream runs; says which one does not. */
@Singleton
@org.eclipse.microprofile.health.Readiness
class Readiness implements HealthCheck {
    private static final String ANSWERS = "answers";
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    private final Connection connection;
    private final Instance<KafkaStreams> streams;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private Admin admin;

    Readiness(Connection connection, Instance<KafkaStreams> streams) {
        this.connection = connection;
        this.streams = streams;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        // Both are asked at once: whoever asks us waits two seconds.
        CompletableFuture<?> cluster = askBroker();
        CompletableFuture<HttpResponse<Void>> info = askRegistry();
        String broker =
                answers(cluster)
                        ? ANSWERS
                        : "%s does not answer: studies are refused with 503 until it does"
                                .formatted(connection.bootstrapServers());
        String registry =
                answers(info) && info.join().statusCode() < 500
                        ? ANSWERS
                        : "%s does not answer: what needs a schema not yet known waits for it"
                                .formatted(connection.registryUrl());
        KafkaStreams.State stream = streams.get().state();
        return HealthCheckResponse.named("Broker, schema registry and stream")
                .withData("broker", broker)
                .withData("registry", registry)
                .withData("stream", stream.name().toLowerCase(Locale.ROOT))
                .status(
                        broker.equals(ANSWERS)
                                && registry.equals(ANSWERS)
                                && stream.isRunningOrRebalancing())
                .build();
    }

    private CompletableFuture<?> askBroker() {
        if (admin == null) {
            admin = connection.admin();
        }
        return admin.describeCluster()
                .clusterId()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<HttpResponse<Void>> askRegistry() {
        URI info = URI.create(connection.registryUrl() + "/system/info");
        return http.sendAsync(
                HttpRequest.newBuilder(info).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static boolean answers(CompletableFuture<?> question) {
        try {
            question.join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(PATIENCE);
        }
    }
}
