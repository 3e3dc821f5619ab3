package hilum.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import hilum.schemas.ReportReceived;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The poller as the service runs it, against a page on which not everything is right. */
@QuarkusTest
@TestProfile(PolledServerTest.Polled.class)
class PolledServerTest {
    @Inject RecordedIntake intake;

    @Test
    void whatCantBeTakenIsCountedAndTheRestOfThePageIsTaken() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(intake.events).hasSizeGreaterThanOrEqualTo(2));

        List<ReportReceived> reports =
                intake.events.stream()
                        .map(event -> (ReportReceived) event.value().orElseThrow())
                        .toList();
        assertThat(reports)
                .extracting(ReportReceived::getImpression)
                .contains("Small left pleural effusion.", "Read from the server.");
        assertThat(reports).extracting(ReportReceived::getSite).containsOnly("north");
        assertThat(given().get("/q/metrics").asString())
                .contains(
                        "hilum_ingest_fhir_poll_reports_total{outcome=\"accepted\"",
                        "hilum_ingest_fhir_poll_reports_total{outcome=\"refused-missing\"",
                        "hilum_ingest_fhir_poll_reports_total{outcome=\"refused-unparsable\"",
                        "hilum_ingest_fhir_poll_reports_total{outcome=\"not-taken\"");
    }

    /** The service with a server to read from. */
    public static final class Polled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new WithoutBroker().getConfigOverrides());
            settings.put("hilum.state", "target/test-state-polled-" + System.nanoTime());
            settings.put("hilum.ingest.fhir.poll.site", "north");
            return settings;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Server.class));
        }
    }

    /** A server with one page and one document. */
    public static final class Server implements QuarkusTestResourceLifecycleManager {
        private HttpServer http;

        @Override
        public Map<String, String> start() {
            try {
                http =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                String base = "http://127.0.0.1:" + http.getAddress().getPort() + "/r4";
                answer("/r4/DiagnosticReport", "application/fhir+json", page(base));
                answer("/r4/Binary/7", "text/plain", "IMPRESSION: Read from the server.");
                http.start();
                return Map.of("hilum.ingest.fhir.poll.url", base);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void answer(String path, String type, String body) {
            http.createContext(
                    path,
                    exchange -> {
                        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", type);
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
        }

        private static String page(String base) throws IOException {
            String report = Files.readString(Path.of("src/test/resources/fhir/report.json"));
            String linked =
                    report.replace("RAD24-00417", "RAD24-00777")
                            .replaceFirst(
                                    "(?s)\"presentedForm\": \\[.*\\]",
                                    "\"presentedForm\": [{\"url\": \"" + base + "/Binary/7\"}]");
            String nameless = report.replace("\"identifier\"", "\"identifiers\"");
            String deep = "{\"resource\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}";
            String elsewhere = report.replaceAll("36643-5|CHEST|Chest", "x");
            return "\ufeff{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": [%s, {\"resource\": %s}, {\"resource\": %s}, {\"resource\": %s}, {\"resource\": %s}]}"
                    .formatted(deep, nameless, elsewhere, report, linked);
        }

        @Override
        public void stop() {
            http.stop(0);
        }
    }
}
