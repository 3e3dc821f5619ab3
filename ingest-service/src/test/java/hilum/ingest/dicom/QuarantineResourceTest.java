package hilum.ingest.dicom;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import hilum.ingest.WithoutBroker;
import hilum.ingest.pacs.FakePacs;
import hilum.ingest.pacs.FakePacs.Fault;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The service with a PACS: what is held, over HTTP, and what health and metrics say. */
@QuarkusTest
@TestProfile(QuarantineResourceTest.WithPacs.class)
class QuarantineResourceTest {
    static final FakePacs PACS = pacs();

    private static FakePacs pacs() {
        try {
            return new FakePacs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Follows the test's own PACS. */
    public static final class WithPacs implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new WithoutBroker().getConfigOverrides());
            settings.put("hilum.ingest.dicom.url", PACS.dicomWeb().toString());
            settings.put("hilum.ingest.dicom.follow", "orthanc");
            settings.put("hilum.ingest.dicom.site", "north");
            settings.put("hilum.ingest.dicom.poll", "50ms");
            settings.put("hilum.ingest.dicom.longest-wait", "200ms");
            try {
                settings.put(
                        "hilum.ingest.dicom.state",
                        Files.createTempDirectory("dicom-state").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return settings;
        }
    }

    private static String held(int number) {
        PACS.store(
                number,
                Map.of(
                        "00080016", "1.2.840.10008.5.1.4.1.1.1",
                        "00080050", "ACC" + number,
                        "00080060", "CR",
                        "00100020", "MRN778",
                        "00185101", "PA",
                        "00280301", "YES"),
                FollowerTest.picture(number));
        await().until(() -> given().get("/quarantine").path("size()").equals(1));
        return given().get("/quarantine").path("[0].id");
    }

    @Test
    void whatIsHeldIsListedWithoutIdentifiersShownAndReleased() {
        String id = held(1);
        given().get("/quarantine")
                .then()
                .body("$", hasSize(1))
                .body("[0].id", matchesPattern("[0-9a-f]{32}"))
                .body("[0].reason", equalTo("marked as annotated"))
                .body(not(containsString("ACC1")))
                .body(not(containsString("1.2.1")));
        given().get("/quarantine/" + id + "/picture")
                .then()
                .statusCode(200)
                .contentType("image/png")
                .header("Cache-Control", containsString("no-store"));

        given().post("/quarantine/" + id + "/release")
                .then()
                .statusCode(202)
                .body("images", hasSize(1));

        given().get("/quarantine").then().body("$", hasSize(0));
    }

    @Test
    void whatIsNotToBeTakenIsForgotten() {
        String id = held(2);

        given().delete("/quarantine/" + id).then().statusCode(204);

        given().get("/quarantine").then().body("$", hasSize(0));
        given().delete("/quarantine/" + id)
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/not-held"));
        given().post("/quarantine/" + "..%2Fbookmark/release").then().statusCode(404);
    }

    @Test
    void whileThePacsIsAwayAReleaseIsAnswered503AndReadinessSaysWhy() {
        String id = held(3);
        PACS.misbehave = path -> Optional.of(Fault.UNAVAILABLE);
        try {
            given().post("/quarantine/" + id + "/release").then().statusCode(503);
            await().until(
                            () ->
                                    given().get("/q/health/ready")
                                            .asString()
                                            .contains("waiting: The PACS"));
            given().get("/q/health/ready")
                    .then()
                    .body("checks.find { it.name == 'PACS' }.status", equalTo("UP"));
        } finally {
            PACS.misbehave = path -> Optional.empty();
        }
        given().delete("/quarantine/" + id).then().statusCode(204);
        given().get("/q/metrics")
                .then()
                .body(containsString("hilum_ingest_dicom_instances_total"))
                .body(containsString("hilum_ingest_dicom_silent_seconds"));
    }
}
