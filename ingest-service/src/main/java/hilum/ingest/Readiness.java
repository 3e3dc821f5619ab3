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
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    public HealthCheckResponse call() {
        // Both are asked at once: whoever asks us waits two seconds.
        Future<?> cluster = admin().describeCluster().clusterId();
        Future<HttpResponse<Void>> info =
                http.sendAsync(
                        HttpRequest.newBuilder(
                                        URI.create(connection.registryUrl() + "/system/info"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        Instant until = Instant.now().plus(PATIENCE);
        String broker =
                answer(cluster, until).isPresent()
                        ? ANSWERS
                        : "%s does not answer: studies are refused with 503 until it does"
                                .formatted(connection.bootstrapServers());
        String registry =
                answer(info, until).filter(each -> each.statusCode() < 500).isPresent()
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

    private static <T> Optional<T> answer(Future<T> question, Instant until) {
        try {
            long left = Math.max(1, Duration.between(Instant.now(), until).toMillis());
            return Optional.of(question.get(left, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            question.cancel(true);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = connection.admin();
        }
        return admin;
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(PATIENCE);
        }
    }
}
