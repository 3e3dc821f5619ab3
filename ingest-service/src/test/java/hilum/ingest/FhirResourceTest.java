package hilum.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.transport.DependencyUnavailable;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class FhirResourceTest {
    private static final String FHIR = "application/fhir+json";

    @Inject RecordedIntake intake;

    @TestHTTPResource URI server;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
    }

    @Test
    void aReportIsAnsweredWithItsStudyAndItsEventNamesNobody() throws IOException {
        post("/fhir/DiagnosticReport", read("report.json"))
                .statusCode(202)
                .contentType(FHIR)
                .body("resourceType", equalTo("OperationOutcome"))
                .body("issue[0].severity", equalTo("information"))
                .body("issue[0].details.coding[0].code", matchesPattern("[0-9a-f]{32}"));

        ReportReceived report = onlyReport();
        assertThat(report.getImpression()).isEqualTo("Small left pleural effusion.");
        assertThat(report.getStatus()).isEqualTo(ReportStatus.FINAL);
        assertThat(report.getOrder()).isNotNull();
        assertThat(report.getDayOffset()).isNotNull();
        assertThat(report.getSite()).isEqualTo("default");
        assertThat(report.toString()).doesNotContain("RAD24", "p-81", "Lawson", "Novak");
    }

    @Test
    void aSubscriptionsDeliveryIsTheSame() throws IOException {
        given().contentType("application/fhir+json; fhirVersion=4.0")
                .header("X-Hilum-Site", "north")
                .body(read("report.json"))
                .put("/fhir/DiagnosticReport/dr-417")
                .then()
                .statusCode(202);

        assertThat(onlyReport().getSite()).isEqualTo("north");
    }

    @Test
    void aTransactionIsAnsweredEntryByEntry() throws IOException {
        post("/fhir", read("transaction.json"))
                .statusCode(200)
                .body("resourceType", equalTo("Bundle"))
                .body("type", equalTo("transaction-response"))
                .body("entry", hasSize(6))
                .body("entry[0].response.status", startsWith("200"))
                .body("entry[5].response.status", equalTo("202 Accepted"))
                .body("entry[5].response.outcome.resourceType", equalTo("OperationOutcome"));

        assertThat(onlyReport().getFindings())
                .isEqualTo("The heart is enlarged. Lungs are clear. ___ reviewed.");
    }

    @Test
    void aTransactionWithAReportThatCantBeTakenIsTakenNotAtAll() throws IOException {
        ObjectNode bundle = bundle("transaction", good("A1"), bad());

        post("/fhir", bundle.toString())
                .statusCode(422)
                .body("resourceType", equalTo("OperationOutcome"))
                .body("issue", hasSize(1))
                .body("issue[0].expression[0]", equalTo("Bundle.entry[1].resource.identifier"));

        assertThat(intake.events).isEmpty();
    }

    @Test
    void aBatchIsTakenAsFarAsItCanBe() throws IOException {
        post("/fhir", bundle("batch", good("A1"), bad(), good("A2")).toString())
                .statusCode(200)
                .body("type", equalTo("batch-response"))
                .body("entry[0].response.status", startsWith("202"))
                .body("entry[1].response.status", startsWith("422"))
                .body("entry[1].response.outcome.issue[0].severity", equalTo("error"))
                .body("entry[2].response.status", startsWith("202"));

        assertThat(intake.events).hasSize(2);
    }

    @Test
    void aMessageIsTaken() throws IOException {
        post("/fhir", read("message.json"))
                .statusCode(200)
                .body("entry[1].response.status", startsWith("202"));

        assertThat(onlyReport().getStatus()).isEqualTo(ReportStatus.PRELIMINARY);
    }

    @Test
    void anExportIsAnsweredLineByLine() throws IOException {
        String[] answers =
                given().contentType("application/fhir+ndjson")
                        .body(
                                (read("export.ndjson") + "nonsense\n\n")
                                        .getBytes(StandardCharsets.UTF_8))
                        .post("/fhir?site=north")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()
                        .split("\n");

        assertThat(answers).hasSize(6);
        assertThat(answers[0]).contains("line-1", "no-report");
        assertThat(answers[2]).contains("line-3", "urn:hilum:study");
        assertThat(answers[3]).contains("line-4", "no-chest-radiograph");
        assertThat(answers[4]).contains("line-5", "\"error\"", "DiagnosticReport.identifier");
        assertThat(answers[5]).contains("line-6", "\"structure\"");
        assertThat(onlyReport().getSite()).isEqualTo("north");
    }

    @Test
    void aReportOfSomethingElseIsNoStudyAndNoFault() throws IOException {
        ObjectNode report = good("A1");
        report.putObject("code").put("text", "CT ABDOMEN");

        post("/fhir/DiagnosticReport", report.toString())
                .statusCode(200)
                .body("issue[0].severity", equalTo("information"))
                .body("issue[0].details.coding[0].code", equalTo("no-chest-radiograph"));

        assertThat(intake.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "<DiagnosticReport/>", "{\"a\": JaneRoe}"})
    void whatIsNoJsonObjectIsAnsweredWithAnOutcome(String body) {
        post("/fhir/DiagnosticReport", body)
                .statusCode(400)
                .contentType(FHIR)
                .body("resourceType", equalTo("OperationOutcome"))
                .body("issue[0].code", equalTo("structure"))
                .body("issue[0].diagnostics", not(containsString("JaneRoe")));
    }

    @Test
    void aResourceOfAnotherTypeIsAnsweredWithAnOutcome() {
        post("/fhir", "{\"resourceType\": \"Patient\", \"id\": \"JaneRoe\"}")
                .statusCode(422)
                .body("issue[0].code", equalTo("not-supported"))
                .body("issue[0].expression[0]", equalTo("resourceType"))
                .body("issue[0].diagnostics", not(containsString("JaneRoe")));
    }

    @Test
    void whatTheDoorDoesNotKnowIsAnsweredWithAnOutcome() {
        given().contentType("application/fhir+xml")
                .body("<DiagnosticReport xmlns=\"http://hl7.org/fhir\"/>")
                .post("/fhir/DiagnosticReport")
                .then()
                .statusCode(415)
                .body("resourceType", equalTo("OperationOutcome"))
                .body("issue[0].diagnostics", containsString("send application/fhir+json"));
        given().get("/fhir/Patient/1")
                .then()
                .statusCode(404)
                .body("resourceType", equalTo("OperationOutcome"));
        given().delete("/fhir/DiagnosticReport/1")
                .then()
                .statusCode(405)
                .body("resourceType", equalTo("OperationOutcome"));
    }

    @Test
    void aSiteThatIsNoneIsRefused() throws IOException {
        given().contentType(FHIR)
                .header("X-Hilum-Site", "North Wing")
                .body(read("report.json"))
                .post("/fhir/DiagnosticReport")
                .then()
                .statusCode(422)
                .body("issue[0].diagnostics", not(containsString("Wing")));
    }

    @Test
    void aBrokerThatIsAwayIsAnOutcomeToComeBackFor() throws IOException {
        intake.answer =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("no route")));

        for (String body : List.of("report.json", "transaction.json")) {
            post("/fhir", read(body))
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("issue[0].code", equalTo("transient"));
        }
        post("/fhir", bundle("batch", good("A1")).toString())
                .statusCode(200)
                .body("entry[0].response.status", startsWith("503"));
    }

    @Test
    void aRegistryThatIsAwayIsTheSame() throws IOException {
        intake.answer =
                sent -> {
                    throw new DependencyUnavailable("schema registry", new IOException("no route"));
                };

        for (String body : List.of("report.json", "transaction.json")) {
            post("/fhir", read(body)).statusCode(503).header("Retry-After", notNullValue());
        }
        given().contentType("application/fhir+ndjson")
                .body(good("A1").toString().getBytes(StandardCharsets.UTF_8))
                .post("/fhir")
                .then()
                .statusCode(200)
                .body(containsString("\"transient\""));
    }

    @Test
    void aBodyOf300MegabytesIsAnswered413BeforeItIsSent() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\n"
                                            + "Content-Length: 314572800\r\n\r\n{")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 413").contains("OperationOutcome", "too-long");
        }
    }

    @Test
    void aBundleWithinABundleOrOnALineIsRefusedAndNotPassedOver() throws IOException {
        ObjectNode inner = bundle("collection", good("A-1"));

        post("/fhir", bundle("batch", inner, good("A-2")).toString())
                .statusCode(200)
                .body("entry[0].response.status", startsWith("422"))
                .body(
                        "entry[0].response.outcome.issue[0].expression[0]",
                        equalTo("Bundle.entry[0].resource"))
                .body("entry[1].response.status", startsWith("202"));
        given().contentType("application/fhir+ndjson")
                .body((inner + "\n").getBytes(StandardCharsets.UTF_8))
                .post("/fhir")
                .then()
                .body(containsString("not-supported"));

        assertThat(intake.events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "application/", "/"})
    void aContentTypeThatIsNoneIsAnswered415(String type) throws Exception {
        byte[] request =
                "POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                        .formatted(type)
                        .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 415 ")
                    .contains("OperationOutcome", "not-supported");
        }
    }

    @Test
    void aCompressedBodyIsCalledSo() {
        given().contentType(FHIR)
                .body(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0})
                .post("/fhir")
                .then()
                .statusCode(400)
                .body("issue[0].diagnostics", containsString("compressed"));
    }

    @Test
    void theDoorSaysWhatItTakes() {
        given().accept("application/fhir+json")
                .get("/fhir/metadata")
                .then()
                .statusCode(200)
                .contentType(FHIR)
                .body("resourceType", equalTo("CapabilityStatement"))
                .body("fhirVersion", equalTo("4.0.1"));
    }

    @Test
    void refusalsCountByReason() throws IOException {
        post("/fhir/DiagnosticReport", bad().toString()).statusCode(422);

        String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics).contains("hilum_ingest_studies_refused_total{reason=\"missing\"");
    }

    private static ObjectNode good(String accession) throws IOException {
        ObjectNode report = (ObjectNode) new ObjectMapper().readTree(read("report.json"));
        report.putArray("identifier").addObject().put("value", accession);
        return report;
    }

    private static ObjectNode bad() throws IOException {
        ObjectNode report = good("none");
        report.remove("identifier");
        return report;
    }

    private static ObjectNode bundle(String type, ObjectNode... reports) {
        ObjectNode bundle = new ObjectMapper().createObjectNode();
        bundle.put("resourceType", "Bundle").put("type", type);
        var entries = bundle.putArray("entry");
        for (ObjectNode report : reports) {
            entries.addObject().set("resource", report);
        }
        return bundle;
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of("src/test/resources/fhir", file));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(FHIR)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }

    private ReportReceived onlyReport() {
        assertThat(intake.events).hasSize(1);
        return (ReportReceived) intake.events.peek().value().orElseThrow();
    }
}
