package hilum.ingest.senders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import hilum.ingest.RecordedIntake;
import hilum.ingest.WithoutBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The account and the look-up as the service answers them. */
@QuarkusTest
@TestProfile(WithoutBroker.class)
class SendersResourceTest {
    @Inject RecordedIntake intake;
    @Inject Deliveries deliveries;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
    }

    @Test
    void studiesAndReportsAreCountedForTheSiteThatSendsThem() {
        study("{\"id\": \"S1\", \"site\": \"riverside\", \"findings\": \"Clear.\"}");
        study("{\"id\": \"S 2\", \"site\": \"riverside\", \"findings\": \"Clear.\"}");
        given().contentType("application/fhir+json")
                .header("X-Hilum-Site", "riverside")
                .body("{\"resourceType\": \"DiagnosticReport\"}")
                .post("/fhir/DiagnosticReport");

        String http = "senders.find { it.door == 'http' && it.site == 'riverside' }";
        String fhir = "senders.find { it.door == 'fhir' && it.site == 'riverside' }";
        given().get("/senders")
                .then()
                .statusCode(200)
                .body(http + ".received", equalTo(2))
                .body(http + ".accepted", equalTo(1))
                .body(http + ".refused.invalid", equalTo(1))
                .body(http + ".lastReceivedAt", containsString("T"))
                .body(fhir + ".received", equalTo(1))
                .body(fhir + ".accepted", equalTo(0));
        assertThat(given().get("/q/metrics").asString())
                .contains(
                        "hilum_ingest_sender_received_total{door=\"http\",site=\"riverside\"} 2.0");
    }

    @Test
    void whatCantBeReadIsOfAnUnknownSender() {
        int before = unparsable();

        study("[]");

        assertThat(unparsable()).isEqualTo(before + 1);
    }

    @Test
    void aMessageIsFoundByItsControlId() {
        String hash = deliveries.came("riverside", "MSG-77").orElseThrow();
        deliveries.answered(hash, "AR", "data-type", "too long", List.of());

        find("{\"sender\": \"RIVERSIDE\", \"controlId\": \"MSG-77\"}")
                .statusCode(200)
                .body("found", equalTo(true))
                .body("message.answer", equalTo("AR"))
                .body("message.reason", equalTo("data-type"))
                .body("message.times", equalTo(1))
                .body("message.studies", hasSize(0))
                .body("kept.limit", equalTo(20_000));
    }

    @Test
    void aMessageThatIsNotKeptIsNotFound() {
        find("{\"sender\": \"riverside\", \"controlId\": \"MSG-78\"}")
                .statusCode(200)
                .body("found", equalTo(false))
                .body("message", nullValue());
    }

    @Test
    void aQuestionThatCantBeReadNamesItsFieldAndRepeatsNoIdentifier() {
        find("{\"sender\": \"riverside\"}").statusCode(422).body("field", equalTo("controlId"));
        find("{\"controlId\": \"MSG-77\"}")
                .statusCode(422)
                .body("field", equalTo("sender"))
                .body("detail", not(containsString("MSG-77")));
        find("MSG-77").statusCode(400).body("detail", not(containsString("MSG-77")));
    }

    private static int unparsable() {
        Integer count =
                given().get("/senders")
                        .jsonPath()
                        .get(
                                "senders.find { it.door == 'http' && it.site == 'unknown' }?.refused?.unparsable");
        return count == null ? 0 : count;
    }

    private static void study(String body) {
        given().contentType("application/json").body(body).post("/studies");
    }

    private static ValidatableResponse find(String body) {
        return given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(body)
                .post("/messages:find")
                .then();
    }
}
