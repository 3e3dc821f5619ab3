package hilum.ingest;

import hilum.transport.Connection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
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
    private static final Duration PATIENCE = Duration.ofSeconds(2);

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
        String broker = broker();
        String registry = registry();
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

    private String broker() {
        try {
            if (admin == null) {
                admin = connection.admin();
            }
            admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return ANSWERS;
        } catch (ExecutionException | TimeoutException e) {
            return away(connection.bootstrapServers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(connection.bootstrapServers());
        }
    }

    private String registry() {
        URI info = URI.create(connection.registryUrl() + "/system/info");
        try {
            int status =
                    http.send(
                                    HttpRequest.newBuilder(info).timeout(PATIENCE).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode();
            return status < 500 ? ANSWERS : "%s answers %d".formatted(info, status);
        } catch (IOException e) {
            return away(connection.registryUrl());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away(connection.registryUrl());
        }
    }

    private static String away(String address) {
        return "%s does not answer: studies are refused with 503 until it does".formatted(address);
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(PATIENCE);
        }
    }
}
