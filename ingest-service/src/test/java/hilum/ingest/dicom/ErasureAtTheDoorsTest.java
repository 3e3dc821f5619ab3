package hilum.ingest.dicom;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import hilum.ingest.RecordedIntake;
import hilum.ingest.WithoutBroker;
import hilum.ingest.erasure.DoorRequests;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.pacs.FakePacs;
import hilum.ingest.reidentification.ReidentificationTable;
import hilum.ingest.senders.Deliveries;
import hilum.schemas.Erasure;
import hilum.transport.erasure.Receipts;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The service with a PACS and a re-identification table: what an erasure leaves at the doors. */
@QuarkusTest
@TestProfile(ErasureAtTheDoorsTest.WithEverythingThatKeeps.class)
class ErasureAtTheDoorsTest {
    private static final FakePacs PACS;
    private static final Path TABLE;
    private static final Path KEY;

    static {
        try {
            PACS = new FakePacs();
            Path folder = Files.createTempDirectory("erasure");
            TABLE = folder.resolve("table");
            KEY = Files.writeString(folder.resolve("key"), "k".repeat(32));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever can keep something of a study at the doors does. */
    public static final class WithEverythingThatKeeps implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new WithoutBroker().getConfigOverrides());
            settings.put("hilum.ingest.dicom.url", PACS.dicomWeb().toString());
            settings.put("hilum.ingest.dicom.follow", "orthanc");
            settings.put("hilum.ingest.dicom.site", "north");
            settings.put("hilum.ingest.dicom.poll", "50ms");
            settings.put("hilum.ingest.dicom.state", TABLE.resolveSibling("dicom").toString());
            settings.put("hilum.ingest.reidentification.file", TABLE.toString());
            settings.put("hilum.ingest.reidentification.key-file", KEY.toString());
            return settings;
        }
    }

    @Inject RecordedIntake intake;
    @Inject DoorRequests topic;
    @Inject Deliveries deliveries;
    @Inject Pseudonyms pseudonyms;

    @Test
    void anErasureClearsTheDoorsAnswersForThemAndKeepsTheStudyOut() throws Exception {
        String study = pseudonyms.study("north", "ACC1");
        String other = pseudonyms.study("north", "ACC2");
        image(1, "ACC1");
        image(2, "ACC2");
        await().until(() -> given().get("/quarantine").path("size()").equals(2));
        List<String> held = given().get("/quarantine").path("findAll{it.study=='%s'}.id", study);
        report("ACC1").statusCode(202).body("studyId", equalTo(study));
        report("ACC2").statusCode(202);
        message("M1", study);
        message("M2", other);
        assertThat(accession(study)).contains("ACC1");

        given().contentType("application/json")
                .body("{\"id\": \"ACC1\", \"site\": \"north\", \"reason\": \"withdrawn\"}")
                .post("/erasures")
                .then()
                .statusCode(202);
        Erasure request = events(Erasure.class).getFirst();
        topic.take(request); // what the broker has

        // From here on, and not from when it is gone.
        given().post("/quarantine/" + held.getFirst() + "/release").then().statusCode(404);
        await().until(() -> events(Erasure.class).size() == 2);
        Erasure receipt = events(Erasure.class).getLast();
        assertThat(Receipts.isRequest(receipt)).isFalse();
        assertThat(receipt.getStage()).isEqualTo("ingest-service/1");
        assertThat(receipt.getRemoved())
                .isEqualTo(
                        Map.of(
                                "quarantined images", 1L,
                                "re-identification lines", 1L,
                                "messages", 1L));
        given().get("/quarantine").then().body("study", equalTo(List.of(other)));
        assertThat(accession(study)).isEmpty();
        assertThat(accession(other)).contains("ACC2");
        assertThat(deliveries.find("north", "M1")).isEmpty();
        assertThat(deliveries.find("north", "M2")).isPresent();

        // Sent again, it leaves nothing at the doors either.
        report("ACC1").statusCode(202);
        image(3, "ACC1");
        message("M3", study);
        await().until(
                        () ->
                                given().get("/q/metrics")
                                        .asString()
                                        .contains("reason=\"erased\",site=\"north\""));
        given().get("/quarantine").then().body("$", hasSize(1));
        assertThat(accession(study)).isEmpty();
        assertThat(deliveries.find("north", "M3")).isEmpty();
    }

    private static void image(int number, String accession) {
        PACS.store(
                number,
                Map.of(
                        "00080016", "1.2.840.10008.5.1.4.1.1.1",
                        "00080050", accession,
                        "00080060", "CR",
                        "00185101", "PA",
                        "00280301", "YES"),
                FollowerTest.picture(number));
    }

    private static io.restassured.response.ValidatableResponse report(String accession) {
        return given().contentType("application/json")
                .body(
                        "{\"id\": \"%s\", \"site\": \"north\", \"findings\": \"Clear.\"}"
                                .formatted(accession))
                .post("/studies")
                .then();
    }

    private void message(String controlId, String study) {
        String hash = deliveries.came("north", controlId).orElseThrow();
        deliveries.answered(hash, "AA", "accepted", "", List.of(study));
    }

    /** As whoever has the key reads the table. */
    private static Optional<String> accession(String study) throws IOException {
        try (var table = ReidentificationTable.open(TABLE, KEY, any -> false)) {
            return table.find(study).map(identity -> identity.identifier());
        }
    }

    private <T> List<T> events(Class<T> type) {
        return intake.events().stream()
                .map(event -> event.value().orElseThrow())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
