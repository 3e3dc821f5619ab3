package hilum.ingest.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import hilum.ingest.RecordedIntake;
import hilum.ingest.WithoutBroker;
import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class ErasureResourceTest {
    private static final String STUDY = "a".repeat(32);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Inject RecordedIntake intake;
    @Inject RecordedErasures recorded;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
        recorded.records.clear();
    }

    @Test
    void anErasureByAccessionIsOfTheStudyThatTheSameAccessionMade() {
        String study =
                given().contentType("application/json")
                        .body("{\"id\": \"CXR1\", \"site\": \"north\", \"findings\": \"Clear.\"}")
                        .post("/studies")
                        .jsonPath()
                        .getString("studyId");
        intake.reset();

        post("{\"id\": \"CXR1\", \"site\": \"north\", \"reason\": \"consent withdrawn\"}")
                .statusCode(202)
                .body("studyId", equalTo(study));

        Outgoing event = intake.events().getFirst();
        Erasure request = (Erasure) event.value().orElseThrow();
        assertThat(event.topic()).isEqualTo(Topic.ERASURES);
        assertThat(event.key()).isEqualTo(study);
        assertThat(event.partitionKey()).isEqualTo(study);
        assertThat(Receipts.isRequest(request)).isTrue();
        assertThat(request.getReason()).isEqualTo("consent withdrawn");
        assertThat(request.toString()).doesNotContain("CXR1");
    }

    @Test
    void anErasureByStudyIdTakesItAsItIs() {
        post("{\"studyId\": \"%s\", \"reason\": \"sent in error\"}".formatted(STUDY))
                .statusCode(202)
                .body("studyId", equalTo(STUDY));
    }

    @Test
    void anAccessionInTheReasonIsTakenOut() {
        post("{\"id\": \"CXR1\", \"reason\": \"CXR1 was sent in error\"}").statusCode(202);

        Erasure request = (Erasure) intake.events().getFirst().value().orElseThrow();
        assertThat(request.getReason()).isEqualTo("___ was sent in error");
    }

    @Test
    void whatCantBeTakenNamesItsFieldAndRepeatsNoIdentifier() {
        post("{\"site\": \"north\", \"reason\": \"r\"}")
                .statusCode(422)
                .body("field", equalTo("id"));
        post("{\"id\": \"CX R1\", \"reason\": \"r\"}")
                .statusCode(422)
                .body("field", equalTo("id"))
                .body("detail", not(containsString("CX R1")));
        post("{\"id\": \"CXR1\"}").statusCode(422).body("field", equalTo("reason"));
        post("{\"id\": \"CXR1\", \"reason\": \"%s\"}".formatted("r".repeat(201)))
                .statusCode(422)
                .body("field", equalTo("reason"));
        post("{\"studyId\": \"CXR1\", \"reason\": \"r\"}")
                .statusCode(422)
                .body("field", equalTo("studyId"))
                .body("detail", not(containsString("CXR1")));
        post("{\"studyId\": \"%s\", \"id\": \"CXR1\", \"reason\": \"r\"}".formatted(STUDY))
                .statusCode(422)
                .body("field", equalTo("studyId"));
        post("[]").statusCode(400).body("type", equalTo("/problems/unparsable"));
        assertThat(intake.events()).isEmpty();
    }

    @Test
    void aBrokerThatIsAwayIsAnswered503() {
        intake.answer(
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("away"))));

        post("{\"studyId\": \"%s\", \"reason\": \"r\"}".formatted(STUDY))
                .statusCode(503)
                .body("type", equalTo("/problems/unavailable"));
    }

    @Test
    void theStatusHasTheReceiptsSoFarAndWhoIsMissing() {
        Erasure request = record(Receipts.request(STUDY, "consent withdrawn", NOW));
        Erasure earlier = record(Receipts.request(STUDY, "sent in error", NOW.minusSeconds(60)));
        recorded.records.addAll(
                List.of(
                        request,
                        receipt(request, "ingest-service", Map.of("images", 2L)),
                        receipt(request, "ingest-service/1", Map.of()),
                        receipt(earlier, "eval-service", Map.of())));

        status(STUDY)
                .statusCode(200)
                .body("reason", equalTo("consent withdrawn"))
                .body("complete", equalTo(false))
                .body("receipts", hasSize(1))
                .body("receipts[0].stage", equalTo("ingest-service"))
                .body("receipts[0].removed.images", equalTo(2))
                .body("receipts[0].line", containsString("removed 2 images"))
                .body(
                        "missing",
                        contains(
                                "variant-service",
                                "embedding-service",
                                "trainer-service",
                                "eval-service"));
    }

    @Test
    void anErasureIsCompleteWhenEveryStageHasAnswered() {
        Erasure request = record(Receipts.request(STUDY, "consent withdrawn", NOW));
        recorded.records.add(request);
        Receipts.STAGES.forEach(stage -> recorded.records.add(receipt(request, stage, Map.of())));
        recorded.records.add(receipt(request, "ingest-service/1", Map.of()));

        status(STUDY).body("complete", equalTo(true)).body("missing", hasSize(0));
    }

    @Test
    void theIntakeHasAnsweredWhenPairingAndDoorsHave() {
        Erasure request = record(Receipts.request(STUDY, "consent withdrawn", NOW));
        recorded.records.add(request);
        recorded.records.add(receipt(request, "ingest-service/1", Map.of("messages", 1L)));
        status(STUDY).body("missing", hasItem("ingest-service"));

        recorded.records.add(receipt(request, "ingest-service", Map.of("images", 2L)));
        recorded.records.add(receipt(request, "ingest-service/2", Map.of("messages", 3L)));

        status(STUDY)
                .body("missing", not(hasItem("ingest-service")))
                .body("receipts", hasSize(1))
                .body("receipts[0].stage", equalTo("ingest-service"))
                .body("receipts[0].removed.images", equalTo(2))
                .body("receipts[0].removed.messages", equalTo(4))
                .body("receipts[0].line", containsString("ingest-service/2 removed 3 messages"));
    }

    @Test
    void anErasureThatNobodyAskedForIsNotFound() {
        status(STUDY).statusCode(404).body("type", equalTo("/problems/no-erasure"));
    }

    private static Erasure receipt(Erasure request, String stage, Map<String, Long> counts) {
        return record(Receipts.of(request, stage, Removed.of(counts), NOW, TraceContext.start()));
    }

    private static Erasure record(Outgoing outgoing) {
        return (Erasure) outgoing.value().orElseThrow();
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json").body(body).post("/erasures").then();
    }

    private static ValidatableResponse status(String study) {
        return given().get("/erasures/" + study).then();
    }
}
