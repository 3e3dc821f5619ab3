package hilum.cli.send.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Brake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FhirSendTest {
    private static final String ACCEPTED =
            """
            {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "details": {"coding": [{"system": "urn:hilum:study", "code": "ab"}]}}]}""";
    private static final String REFUSED =
            """
            {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "required", "diagnostics": "No accession", "expression": ["DiagnosticReport.identifier"]}]}""";

    @TempDir Path folder;

    private record Got(String type, String site, String body) {}

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private HttpServer intake;

    @BeforeEach
    void listen() throws IOException {
        intake = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        intake.createContext(
                "/fhir",
                exchange -> {
                    got.add(
                            new Got(
                                    exchange.getRequestHeaders().getFirst("Content-Type"),
                                    exchange.getRequestHeaders().getFirst("X-Hilum-Site"),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    String answer = answers.isEmpty() ? ACCEPTED : answers.removeFirst();
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(
                            answer.contains("transient") ? 503 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        intake.start();
    }

    @AfterEach
    void stop() {
        intake.stop(0);
    }

    private int send(Path... files) {
        URI uri = URI.create("http://127.0.0.1:" + intake.getAddress().getPort() + "/fhir");
        return new Backfill<>(
                        new FhirFiles(List.of(files)),
                        () -> new FhirDoor(uri, Optional.of("north")),
                        Brake.rate(Double.POSITIVE_INFINITY),
                        Optional.empty(),
                        true)
                .run(true);
    }

    @Test
    void filesAreToldByTheirContent() throws IOException {
        Path report = write("a.json", "{\"id\": \"1\", \"resourceType\": \"DiagnosticReport\"}");
        Path lines = write("b.ndjson", "{\"resourceType\": \"Patient\"}\n");
        write("c.jsonl", "{\"id\": \"CXR1\", \"findings\": \"Clear.\"}");
        write("d.json", "[1, 2");
        write("e.txt", "{\"resourceType\": \"Patient\"}");

        assertThat(FhirFiles.in(folder)).containsExactly(report, lines);
        assertThat(FhirFiles.in(report)).containsExactly(report);
        assertThat(FhirFiles.in(folder.resolve("c.jsonl"))).isEmpty();
    }

    @Test
    void eachReportOfManyLinesGoesWithWhatItRefersTo() throws IOException {
        String patient = "{\"resourceType\":\"Patient\",\"id\":\"p\"}";
        String other = "{\"resourceType\":\"Patient\",\"id\":\"q\"}";
        String order =
                "{\"resourceType\":\"ServiceRequest\",\"id\":\"s\",\"requester\":{\"reference\":\"Practitioner/d\"}}";
        String doctor = "{\"resourceType\":\"Practitioner\",\"id\":\"d\"}";
        String report =
                "{\"resourceType\":\"DiagnosticReport\",\"id\":\"r\",\"subject\":{\"reference\":\"Patient/p\"},\"basedOn\":[{\"reference\":\"http://x/ServiceRequest/s\"}]}";

        Path file = write("all.ndjson", String.join("\n", report, patient, other, order, doctor));

        assertThat(send(file)).isZero();

        assertThat(got.getFirst().body().lines())
                .containsExactlyInAnyOrder(patient, order, doctor, report)
                .endsWith(report);
    }

    @Test
    void whatAReportRefersToMayStandInAnotherFileOfItsFolder() throws IOException {
        String patient = "{\"resourceType\":\"Patient\",\"id\":\"p\"}";
        String own = "{\"resourceType\":\"Patient\",\"id\":\"p\",\"gender\":\"other\"}";
        String report =
                "{\"resourceType\":\"DiagnosticReport\",\"id\":\"%s\",\"subject\":{\"reference\":\"Patient/p\"}}";
        Files.createDirectory(folder.resolve("elsewhere"));
        Path patients = write("Patient.ndjson", patient);
        Path reports = write("DiagnosticReport.ndjson", report.formatted("r"));
        Path both = write("z.ndjson", own + "\n" + report.formatted("s"));
        Path alone = write("elsewhere/DiagnosticReport.ndjson", report.formatted("t"));

        assertThat(send(patients, reports, both, alone)).isZero();

        assertThat(got)
                .extracting(Got::body)
                .containsExactlyInAnyOrder(
                        patient + "\n" + report.formatted("r") + "\n",
                        own + "\n" + report.formatted("s") + "\n",
                        report.formatted("t") + "\n");
    }

    @Test
    void reportsArriveForTheSiteAndAreCounted() throws IOException {
        Path file = write("a.json", "{\"resourceType\": \"DiagnosticReport\"}");

        assertThat(send(file)).isZero();

        assertThat(got)
                .containsExactly(new Got("application/fhir+json", "north", Files.readString(file)));
    }

    @Test
    void aRefusalEndsInFailureAndAnAbsentBrokerIsWaitedFor() throws IOException {
        Path file = write("r.ndjson", "{\"resourceType\":\"DiagnosticReport\",\"id\":\"r\"}");
        answers.addAll(List.of("{\"code\": \"transient\"}", REFUSED));

        assertThat(send(file)).isEqualTo(1);

        assertThat(got).hasSize(2);
        assertThat(got.getFirst().type()).isEqualTo("application/fhir+ndjson");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
