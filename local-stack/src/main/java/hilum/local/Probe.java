package hilum.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.schemas.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * How a process is asked whether it can do its work. Answers within two seconds and never throws
 * but on interruption.
 */
sealed interface Probe {
    /** What a process says of itself. */
    record Health(boolean ready, String text) {}

    Health ask() throws InterruptedException;

    /** Accepts connections on a loopback port. */
    record Port(int port) implements Probe {
        @Override
        public Health ask() {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return new Health(true, "accepts connections");
            } catch (IOException e) {
                return new Health(false, "port %d: %s".formatted(port, e.getMessage()));
            }
        }
    }

    /** Answers 200 to GET; where the answer is MicroProfile Health, what is down is named. */
    record Http(URI uri) implements Probe {
        private static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(1))
                        .build();
        private static final ObjectMapper JSON = new ObjectMapper();

        @Override
        public Health ask() throws InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
            try {
                HttpResponse<String> answer =
                        CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
                return new Health(answer.statusCode() == 200, describe(answer));
            } catch (IOException e) {
                return new Health(false, "no answer on port %d".formatted(uri.getPort()));
            }
        }

        private static String describe(HttpResponse<String> answer) {
            if (answer.statusCode() == 200) {
                return paused(answer.body()).map("ready; paused: "::concat).orElse("ready");
            }
            List<String> down = new ArrayList<>();
            try {
                for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
                    if (!check.path("status").asText().equals("UP")) {
                        down.add(
                                check.path("name").asText()
                                        + (check.has("data") ? " " + check.path("data") : ""));
                    }
                }
            } catch (IOException e) {
                return "answers %d".formatted(answer.statusCode());
            }
            return down.isEmpty()
                    ? "answers %d".formatted(answer.statusCode())
                    : "waits: " + String.join(", ", down);
        }

        /** What a service that is ready waits for all the same. */
        private static Optional<String> paused(String body) {
            if (!body.contains("\"paused\"")) {
                return Optional.empty();
            }
            try {
                for (JsonNode check : JSON.readTree(body).path("checks")) {
                    String reason = check.path("data").path("paused").asText();
                    if (!reason.isEmpty()) {
                        return Optional.of(reason);
                    }
                }
            } catch (IOException e) {
                return Optional.empty();
            }
            return Optional.empty();
        }
    }

    /** Has every topic of the catalogue. */
    record Broker(String bootstrapServers) implements Probe {
        @Override
        public Health ask() throws InterruptedException {
            Health port = new Port(Integer.parseInt(bootstrapServers.split(":")[1])).ask();
            if (!port.ready()) {
                return port;
            }
            Map<String, Object> settings =
                    Map.of(
                            "bootstrap.servers", bootstrapServers,
                            "default.api.timeout.ms", 2_000,
                            "request.timeout.ms", 2_000);
            try (Admin admin = Admin.create(settings)) {
                Set<String> absent = new TreeSet<>();
                for (Topic topic : Topic.values()) {
                    absent.add(topic.topicName());
                }
                absent.removeAll(admin.listTopics().names().get());
                return new Health(absent.isEmpty(), absent.isEmpty() ? "ready" : "lacks " + absent);
            } catch (ExecutionException e) {
                return new Health(false, "no answer from %s".formatted(bootstrapServers));
            }
        }
    }

    /** Ready as soon as all of them are. */
    record All(List<Probe> probes) implements Probe {
        @Override
        public Health ask() throws InterruptedException {
            Health last = new Health(true, "ready");
            for (Probe probe : probes) {
                last = probe.ask();
                if (!last.ready()) {
                    return last;
                }
            }
            return last;
        }
    }
}
