package hilum.ingest.fhir.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.ingest.fhir.poll.ReadableServer.Fault;
import hilum.ingest.fhir.report.FhirJson;
import hilum.transport.DependencyUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class PollingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ReadableServer server;

    /** Pages that the broker takes before it is away; one page is then refused. */
    private volatile int brokerTakes = Integer.MAX_VALUE;

    @BeforeEach
    void serve() throws IOException {
        server = new ReadableServer();
    }

    @AfterEach
    void stop() throws InterruptedException {
        stopPolling();
        server.close();
    }

    private void stopPolling() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(5_000);
        }
        threads.clear();
    }

    private List<Instant> take(Page page) {
        if (brokerTakes-- <= 0) {
            brokerTakes = Integer.MAX_VALUE;
            throw new DependencyUnavailable("broker", new IOException("no route"));
        }
        List<Instant> changes = new ArrayList<>();
        for (byte[] entry : page.entries()) {
            JsonNode resource = read(entry).path("resource");
            taken.add(resource.path("id").asText());
            changes.add(Instant.parse(resource.path("meta").path("lastUpdated").asText()));
        }
        return changes;
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void poll() {
        poll(Duration.ofMillis(100), Optional.empty());
    }

    private void poll(Duration every, Optional<Path> token) {
        FhirServer client =
                new FhirServer(new FhirJson(), server.base(), token, Duration.ofSeconds(1));
        Polling polling =
                new Polling(
                        client,
                        this::take,
                        position(),
                        new Polling.Settings(
                                Optional.empty(),
                                every,
                                3,
                                Duration.ofSeconds(1),
                                List.of("DiagnosticReport:subject"),
                                Duration.ofMillis(200)),
                        meters);
        threads.add(Thread.ofVirtual().start(polling::run));
    }

    private Path position() {
        return folder.resolve("state/position.json");
    }

    private void awaitTaken(String... ids) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(new HashSet<>(taken)).isEqualTo(Set.of(ids)));
    }

    private void sevenReports() {
        for (int i = 1; i <= 7; i++) {
            server.put("r" + i, "2024-05-14T10:00:%02dZ".formatted(i));
        }
    }

    private String[] seven() {
        return new String[] {"r1", "r2", "r3", "r4", "r5", "r6", "r7"};
    }

    @Test
    void allPagesAreReadInTheirOrder() {
        sevenReports();

        poll(Duration.ofHours(1), Optional.empty());

        awaitTaken(seven());
        assertThat(taken).containsExactly(seven());
        assertThat(server.asked.getFirst())
                .contains("_sort=_lastUpdated", "_count=3", "_include=DiagnosticReport%3Asubject")
                .doesNotContain("_lastUpdated=ge");
    }

    @Test
    void whatComesLaterIsAskedForSinceTheLastChange() {
        sevenReports();
        poll();
        awaitTaken(seven());

        server.put("r8", "2024-05-14T10:00:08Z");
        server.put("r1", "2024-05-14T10:00:09Z");

        awaitTaken("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
        await().untilAsserted(
                        () ->
                                assertThat(server.asked.getLast())
                                        .contains("_lastUpdated=ge2024-05-14T10%3A00%3A08Z"));
        assertThat(taken.stream().filter("r1"::equals)).hasSizeGreaterThan(1);
    }

    @Test
    void reportsOfOneMomentOnBothSidesOfAPageAreAllTaken() {
        for (int i = 1; i <= 8; i++) {
            server.put("r" + i, "2024-05-14T10:00:00Z");
        }

        poll(Duration.ofHours(1), Optional.empty());

        awaitTaken("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
    }

    @Test
    void aRestartGoesOnAtThePageThatWasNotLeftBehind() throws Exception {
        sevenReports();
        brokerTakes = 1;
        poll();
        await().until(() -> taken.size() >= 3 && Files.exists(position()));
        stopPolling();
        List<String> before = List.copyOf(taken);
        server.asked.clear();

        brokerTakes = Integer.MAX_VALUE;
        poll();

        awaitTaken(seven());
        assertThat(before).contains("r1", "r2", "r3");
    }

    @Test
    void aRestartBetweenTwoPagesLeavesNoGapWhereTheSearchHasExpired() throws Exception {
        sevenReports();
        brokerTakes = 1;
        server.faults.addAll(
                List.of(Fault.NONE, Fault.HANGS, Fault.HANGS, Fault.HANGS, Fault.HANGS));
        poll();
        await().until(() -> taken.size() == 3 && Files.exists(position()));
        stopPolling();
        assertThat(Files.readString(position())).contains("_offset=3");
        brokerTakes = Integer.MAX_VALUE;
        server.faults.clear();
        server.faults.add(Fault.GONE);
        server.asked.clear();

        poll();

        awaitTaken(seven());
        assertThat(server.asked.get(0)).contains("_offset=3");
        assertThat(server.asked.get(1)).contains("_lastUpdated=ge2024-05-14T10%3A00%3A02Z");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aServerThatMisbehavesIsAskedForTheSameAgain(Fault fault) {
        sevenReports();
        server.faults.addAll(List.of(fault, Fault.NONE, fault, fault));

        poll(Duration.ofHours(1), Optional.empty());

        awaitTaken(seven());
        assertThat(meters.get("hilum.ingest.fhir.poll.failures").counters()).isNotEmpty();
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        int port = server.port();
        sevenReports();
        poll();
        awaitTaken(seven());
        server.close();
        await().until(
                        () ->
                                meters.find("hilum.ingest.fhir.poll.failures")
                                                .tag("reason", "away")
                                                .counter()
                                        != null);

        server = new ReadableServer(port);
        server.put("r8", "2024-05-14T10:00:08Z");

        awaitTaken("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
    }

    @Test
    void aBrokerThatIsAwayKeepsThePositionWhereItIs() {
        sevenReports();
        brokerTakes = 1;

        poll(Duration.ofHours(1), Optional.empty());

        awaitTaken(seven());
        assertThat(meters.get("hilum.ingest.fhir.poll.failures").tag("reason", "broker").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    }

    @Test
    void aServerThatDoesNotSortIsReadWholeBeforeThePositionMoves() throws Exception {
        server.ordered = false;
        for (int i = 7; i >= 1; i--) {
            server.put("r" + i, "2024-05-14T10:00:%02dZ".formatted(i));
        }
        server.faults.addAll(List.of(Fault.NONE, Fault.HANGS, Fault.HANGS));
        poll();
        await().until(() -> taken.size() == 3 && Files.exists(position()));
        stopPolling();
        assertThat(Files.readString(position())).doesNotContain("\"since\"");
        server.faults.clear();
        server.faults.add(Fault.GONE);

        poll();

        awaitTaken(seven());
        await().untilAsserted(
                        () ->
                                assertThat(Files.readString(position()))
                                        .contains("\"since\":\"2024-05-14T10:00:07Z\""));
    }

    @Test
    void aNextPageOfAnotherOriginIsNotAskedFor() throws Exception {
        sevenReports();
        try (ReadableServer other = new ReadableServer()) {
            server.foreignNext = other.base() + "/DiagnosticReport?_offset=3";

            poll(Duration.ofHours(1), Optional.of(Files.writeString(folder.resolve("t"), "s3\n")));

            await().until(
                            () ->
                                    meters.find("hilum.ingest.fhir.poll.failures")
                                                    .tag("reason", "foreign")
                                                    .counter()
                                            != null);
            assertThat(other.asked).isEmpty();
            server.foreignNext = null;
            awaitTaken(seven());
            assertThat(server.tokens).containsOnly("Bearer s3");
        }
    }

    @Test
    void aBrokenPositionReadsEverythingAgain() throws Exception {
        sevenReports();
        Files.createDirectories(position().getParent());
        Files.writeString(position(), "{\"server\": \"%s/\", \"si".formatted(server.base()));

        poll(Duration.ofHours(1), Optional.empty());

        awaitTaken(seven());
    }
}
