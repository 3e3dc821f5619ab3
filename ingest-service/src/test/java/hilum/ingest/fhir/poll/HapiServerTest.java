package hilum.ingest.fhir.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import hilum.ingest.RecordedIntake;
import hilum.ingest.WithoutBroker;
import hilum.ingest.fhir.FhirDoor;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.intake.Pseudonyms;
import hilum.schemas.ReportReceived;
import hilum.transport.DependencyUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The poller and the FHIR door behind it before a server that is HAPI's. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
@Timeout(120)
class HapiServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final FhirContext R4 = FhirContext.forR4();

    @TempDir Path folder;
    @Inject RecordedIntake intake;
    @Inject FhirDoor door;
    @Inject FhirJson fhir;
    @Inject Pseudonyms pseudonyms;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Set<String> expected = new HashSet<>();
    private HapiServer server;
    private FhirServer client;
    private Thread polling;

    @BeforeEach
    void start() throws Exception {
        intake.reset();
        server = new HapiServer();
        Patient patient = new Patient();
        patient.setId("p-81");
        patient.addName().setFamily("Quillfeather").addGiven("Tonya");
        server.put(patient);
    }

    @AfterEach
    void stop() throws Exception {
        stopPolling();
        server.close();
        intake.reset();
    }

    private void poll() {
        poll(List.of("DiagnosticReport:subject", "DiagnosticReport:result"));
    }

    private void poll(List<String> include) {
        client = new FhirServer(fhir, server.base(), Optional.empty(), Duration.ofSeconds(5));
        Polling reader =
                new Polling(
                        client,
                        new PageReports(fhir, door, "north", client::document, meters),
                        position(),
                        new Polling.Settings(
                                Optional.empty(),
                                Duration.ofMillis(100),
                                100,
                                Duration.ofSeconds(1),
                                include,
                                Duration.ofMillis(500)),
                        meters);
        polling = Thread.ofPlatform().start(reader::run);
    }

    private void stopPolling() throws InterruptedException {
        if (polling != null) {
            polling.interrupt();
            polling.join(10_000);
            client.close();
            polling = null;
        }
    }

    private Path position() {
        return folder.resolve("state/position.json");
    }

    private static DiagnosticReport report(String accession, String impression) throws IOException {
        DiagnosticReport report =
                R4.newJsonParser()
                        .parseResource(
                                DiagnosticReport.class,
                                Files.readString(Path.of("src/test/resources/fhir/report.json"))
                                        .replace("RAD24-00417", accession));
        report.setId(accession.toLowerCase(java.util.Locale.ROOT));
        report.setPresentedForm(List.of(text("IMPRESSION: " + impression)));
        return report;
    }

    private static Attachment text(String text) {
        return new Attachment()
                .setContentType("text/plain")
                .setData(text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            server.put(report("ACC" + i, "Clear lungs, as Quillfeather was told."));
            expected.add(pseudonyms.study("north", "ACC" + i));
        }
    }

    private List<ReportReceived> taken() {
        return intake.events().stream()
                .map(event -> (ReportReceived) event.value().orElseThrow())
                .toList();
    }

    private Set<String> accessions() {
        Set<String> accessions = new HashSet<>();
        taken().forEach(each -> accessions.add(each.getAccession()));
        return accessions;
    }

    private void awaitAll() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(accessions()).isEqualTo(expected));
    }

    private double failures(String reason) {
        return meters
                .find("hilum.ingest.fhir.poll.failures")
                .tag("reason", reason)
                .counters()
                .stream()
                .mapToDouble(each -> each.count())
                .sum();
    }

    @Test
    void everyReportIsTakenWhileServerAndPollerStopAndStart() throws Exception {
        put(0, 30);
        intake.answer(
                sent ->
                        intake.events().size() < 2 * HapiServer.PAGE
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(
                                        new DependencyUnavailable(
                                                "broker", new IOException("no route"))));
        poll();
        await().atMost(PATIENCE).until(() -> failures("broker") > 0);
        stopPolling();
        assertThat(Files.readString(position())).contains("_getpages=");
        server.close();
        server.start();
        put(30, 35);
        intake.answer(sent -> CompletableFuture.completedFuture(null));

        poll();

        awaitAll();
        assertThat(failures("gone")).as("the search was forgotten, which is told").isEqualTo(1);

        server.close();
        await().atMost(PATIENCE).until(() -> failures("away") > 0);
        server.start();
        put(35, 50);
        awaitAll();

        assertThat(server.asked)
                .anyMatch(each -> each.contains("_getpages="))
                .anyMatch(each -> each.contains("_lastUpdated=ge"));
        assertThat(taken()).extracting(ReportReceived::getSite).containsOnly("north");
        assertThat(taken().toString()).as("known from the patient included").doesNotContain("uill");
        assertThat(meters.get("hilum.ingest.fhir.poll.reports").counters())
                .allMatch(each -> "accepted".equals(each.getId().getTag("outcome")));
    }

    @Test
    void aChangedReportAndADocumentOfTheServerAreTaken() throws Exception {
        put(0, 1);
        poll();
        awaitAll();
        Binary document = new Binary();
        document.setId("doc7");
        document.setContentType("text/plain");
        document.setData(
                "IMPRESSION: Small left effusion after all.".getBytes(StandardCharsets.UTF_8));
        server.put(document);
        DiagnosticReport changed = report("ACC0", "");
        changed.setPresentedForm(
                List.of(
                        new Attachment()
                                .setContentType("text/plain")
                                .setUrl(server.base() + "/Binary/doc7")));

        server.put(changed);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(taken().getLast().getImpression())
                                        .isEqualTo("Small left effusion after all."));
        assertThat(accessions()).isEqualTo(expected);
    }

    @Test
    void anIncludeThatTheServerDoesNotKnowIsToldAndNothingIsPassedOver() throws Exception {
        put(0, 5);
        poll(List.of("DiagnosticReport:encounter"));
        await().atMost(PATIENCE).until(() -> failures("gone") > 1);
        assertThat(taken()).isEmpty();
        stopPolling();

        poll();

        awaitAll();
    }
}
