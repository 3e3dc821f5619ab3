package hilum.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import hilum.ingest.intake.Images;
import hilum.schemas.ImageReceived;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class StudyResourceTest {
    private static final String STUDY =
            """
            {"id": "CXR1", "site": "north", "findings": "Lungs clear.", "impression": "Normal."}""";

    @Inject RecordedIntake intake;

    @TestHTTPResource URI server;

    @BeforeEach
    void nothingCameYet() {
        intake.reset();
    }

    @Test
    void aStudyIsAnsweredWithItsPseudonymAndItsEventHoldsNoIdentifier() {
        post(STUDY)
                .statusCode(202)
                .body("studyId", matchesPattern("[0-9a-f]{32}"))
                .body("accession", matchesPattern("[0-9a-f]{32}"));

        Outgoing event = onlyEvent();
        ReportReceived report = (ReportReceived) event.value().orElseThrow();
        assertThat(event.topic()).isEqualTo(Topic.INTAKE_REPORTS);
        assertThat(event.key()).isEqualTo(report.getAccession());
        assertThat(report.getFindings()).isEqualTo("Lungs clear.");
        assertThat(report.getExpectedImages()).isNull();
        assertThat(report.toString()).doesNotContain("CXR1");
    }

    @Test
    void aStudyWithoutSiteBelongsToTheDefaultSite() {
        post("{\"id\": \"1\", \"impression\": \"Normal.\"}").statusCode(202);

        assertThat(((ReportReceived) onlyEvent().value().orElseThrow()).getSite())
                .isEqualTo("default");
    }

    @Test
    void theSectionsOfAWholeTextAreFound() {
        post("{\"id\": \"1\", \"text\": \"FINDINGS: Lungs clear.\\nIMPRESSION: Normal.\"}")
                .statusCode(202);

        ReportReceived report = (ReportReceived) onlyEvent().value().orElseThrow();
        assertThat(report.getFindings()).isEqualTo("Lungs clear.");
        assertThat(report.getImpression()).isEqualTo("Normal.");
    }

    @Test
    void anAddendumIsAnEventOfItsOwn() {
        post("{\"id\": \"1\", \"addendum\": \"Small effusion.\"}").statusCode(202);

        ReportReceived report = (ReportReceived) onlyEvent().value().orElseThrow();
        assertThat(report.getKind()).isEqualTo(ReportKind.ADDENDUM);
        assertThat(report.getAddendum()).isEqualTo("Small effusion.");
    }

    @Test
    void controlCharactersBecomeBlanksAndLineBreaksStay() {
        post("{\"id\": \"1\", \"findings\": \"a\\u0000b\\u001bc\\td\\ne\"}").statusCode(202);

        assertThat(((ReportReceived) onlyEvent().value().orElseThrow()).getFindings())
                .isEqualTo("a b c\td\ne");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"id\": \"1\"} x", "<study/>", "\u0000"})
    void whatIsNoJsonObjectIsAnswered400(String body) {
        post(body).statusCode(400).body("type", equalTo("/problems/unparsable"));

        assertThat(intake.events).isEmpty();
    }

    @Test
    void aBodyThatIsNestedWithoutEndIsNoJson() {
        post("{\"id\": " + "[".repeat(2_000))
                .statusCode(400)
                .body("type", equalTo("/problems/unparsable"));
    }

    @Test
    void theProblemOfABrokenBodyDoesNotRepeatIt() {
        post("{\"id\": JaneRoe}")
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("line 1"))
                .body("detail", org.hamcrest.Matchers.not(containsString("JaneRoe")));
    }

    @Test
    void aStudyWithNeitherTextNorImageIsRefused() {
        post("{\"id\": \"1\", \"findings\": \" \", \"indication\": \"Cough\"}")
                .statusCode(422)
                .body("type", equalTo("/problems/empty-study"));
    }

    @Test
    void aReportOf200000CharactersIsRefusedByFieldAndLimit() {
        post("{\"id\": \"1\", \"findings\": \"%s\"}".formatted("x".repeat(200_000)))
                .statusCode(422)
                .body("field", equalTo("findings"))
                .body("detail", containsString("200000"))
                .body("detail", containsString("50000"));
    }

    @Test
    void sectionsThatAreTooLongTogetherAreRefused() {
        String half = "x".repeat(30_000);
        post("{\"id\": \"1\", \"findings\": \"%s\", \"impression\": \"%s\"}".formatted(half, half))
                .statusCode(422)
                .body("field", equalTo("report"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "a/b",
                "..",
                "a..b",
                ".hidden",
                "a b",
                "",
                "\u0000",
                "ü"
            })
    void anIdThatIsNoIdentifierIsRefused(String id) {
        given().contentType("application/json")
                .body(java.util.Map.of("id", id, "findings", "Clear."))
                .post("/studies")
                .then()
                .statusCode(422)
                .body("field", equalTo("id"));
        assertThat(intake.events).isEmpty();
    }

    @Test
    void anIdOf129CharactersIsRefused() {
        post("{\"id\": \"%s\", \"findings\": \"Clear.\"}".formatted("x".repeat(129)))
                .statusCode(422);
        post("{\"id\": \"%s\", \"findings\": \"Clear.\"}".formatted("x".repeat(128)))
                .statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 7, \"findings\": \"x\"}",
                "{\"id\": \"1\", \"findings\": [\"x\"]}",
                "{\"id\": \"1\", \"findings\": \"x\", \"site\": \"North Wing\"}",
                "{\"id\": \"1\", \"findings\": \"x\", \"dayOffset\": \"3\"}",
                "{\"id\": \"1\", \"findings\": \"x\", \"expectedImages\": -1}",
                "{\"id\": \"1\", \"findings\": \"x\", \"text\": \"y\"}",
                "{\"id\": \"1\", \"findings\": \"x\", \"images\": [\"a.png\"]}"
            })
    void aFieldOfTheWrongKindIsNamed(String body) {
        post(body).statusCode(422).body("field", notNullValue()).body("detail", notNullValue());
    }

    @Test
    void aBodyOf300MegabytesIsAnswered413BeforeItIsSent() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("POST /studies HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 314572800\r\n\r\n{")
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 413").contains("/problems/too-large");
        }
    }

    @Test
    void aStudyWithImagesStoresThemByContentAndSendsThemFirst() throws IOException {
        byte[] png = Images.encode(Images.grey(50, 60), "png");

        String hash =
                given().multiPart("study", STUDY, "application/json")
                        .multiPart("image", "x.png", png, "image/png")
                        .post("/studies")
                        .then()
                        .statusCode(202)
                        .extract()
                        .path("images[0]");

        assertThat(intake.events)
                .extracting(Outgoing::topic)
                .containsExactly(Topic.INTAKE_IMAGES, Topic.INTAKE_REPORTS);
        ImageReceived image = (ImageReceived) intake.events.poll().value().orElseThrow();
        ReportReceived report = (ReportReceived) intake.events.poll().value().orElseThrow();
        assertThat(image.getImage().getSha256()).isEqualTo(hash);
        assertThat(image.getImage().getWidth()).isEqualTo(50);
        assertThat(image.getImage().getHeight()).isEqualTo(60);
        assertThat(Path.of("target/test-artifacts", image.getImage().getLocation())).exists();
        assertThat(report.getExpectedImages()).isEqualTo(1);
        assertThat(report.getAccession()).isEqualTo(image.getAccession());
    }

    @Test
    void theJsonMayComeAsAFileOfTheForm() throws IOException {
        given().multiPart(
                        "study",
                        "study.json",
                        STUDY.getBytes(StandardCharsets.UTF_8),
                        "application/json")
                .multiPart(
                        "image", "x.jpg", Images.encode(Images.grey(50, 60), "jpeg"), "image/jpeg")
                .post("/studies")
                .then()
                .statusCode(202);
    }

    @Test
    void aTruncatedImageRefusesTheWholeStudy() throws IOException {
        byte[] jpeg = Images.encode(Images.grey(300, 300), "jpeg");

        given().multiPart("study", STUDY, "application/json")
                .multiPart("image", "x.jpg", Arrays.copyOf(jpeg, jpeg.length / 2), "image/jpeg")
                .post("/studies")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/image"))
                .body("field", equalTo("image"));
        assertThat(intake.events).isEmpty();
    }

    @Test
    void aPngBombIsRefused() throws IOException {
        byte[] bomb = Images.withSize(Images.encode(Images.grey(8, 8), "png"), 50_000, 50_000);

        given().multiPart("study", STUDY, "application/json")
                .multiPart("image", "x.png", bomb, "image/png")
                .post("/studies")
                .then()
                .statusCode(422);
    }

    @Test
    void aFormWithoutStudyIsRefused() throws IOException {
        given().multiPart("image", "x.png", Images.encode(Images.grey(8, 8), "png"), "image/png")
                .post("/studies")
                .then()
                .statusCode(422)
                .body("field", equalTo("study"));
    }

    @Test
    void aStoreThatCantBeWrittenIsAnswered507AndSendsNothing() throws IOException {
        byte[] png = Images.encode(Images.grey(31, 17), "png");
        Path images = Path.of("target/test-artifacts/images");
        Path aside = Path.of("target/test-artifacts/aside");
        Files.createDirectories(images);
        Files.move(images, aside);
        Files.writeString(images, "a file where the folder should be");
        try {
            given().multiPart("study", STUDY, "application/json")
                    .multiPart("image", "x.png", png, "image/png")
                    .post("/studies")
                    .then()
                    .statusCode(507)
                    .body("type", equalTo("/problems/storage"));
            assertThat(intake.events).isEmpty();
        } finally {
            Files.delete(images);
            Files.move(aside, images);
        }
    }

    @Test
    void aBrokerThatIsAwayIsAnswered503WithRetryAfter() {
        intake.answer =
                sent ->
                        CompletableFuture.failedFuture(
                                new DependencyUnavailable("broker", new IOException("no route")));

        post(STUDY).statusCode(503).header("Retry-After", notNullValue());
    }

    @Test
    void aBrokerThatNeverAcknowledgesIsAnswered503AfterABoundedWait() {
        intake.answer = sent -> new CompletableFuture<>();

        post(STUDY).statusCode(503).header("Retry-After", notNullValue());
    }

    @Test
    void aBatchIsAnsweredLineByLineAndABadLineDoesNotStopIt() {
        String[] answers =
                given().urlEncodingEnabled(false)
                        .contentType("application/x-ndjson")
                        .body(
                                (STUDY
                                                + "\nnonsense\n\n"
                                                + "{\"id\": \"CXR2\", \"impression\": \"Normal.\"}")
                                        .getBytes(StandardCharsets.UTF_8))
                        .post("/studies:batch")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()
                        .split("\n");

        assertThat(answers).hasSize(3);
        assertThat(answers[0])
                .contains("\"line\":1", "\"id\":\"CXR1\"", "\"status\":202", "studyId");
        assertThat(answers[1]).contains("\"line\":2", "\"status\":400", "/problems/unparsable");
        assertThat(answers[2]).contains("\"line\":4", "\"id\":\"CXR2\"", "\"status\":202");
        assertThat(intake.events).hasSize(2);
    }

    @Test
    void aLongBatchIsAnsweredWhole() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append(
                    "{\"id\": \"CXR%d\", \"impression\": \"%s\"}\n"
                            .formatted(i, "Normal. ".repeat(20)));
        }
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(server.resolve("/studies:batch"))
                                        .header("Content-Type", "application/x-ndjson")
                                        .POST(HttpRequest.BodyPublishers.ofString(lines.toString()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());

        String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(body.lines().filter(line -> line.contains("\"status\":202"))).hasSize(20_000);
        assertThat(intake.events).hasSize(20_000);
    }

    @Test
    void readinessSaysWhatIsAway() {
        String health = given().get("/q/health/ready").then().statusCode(503).extract().asString();

        assertThat(health)
                .contains("127.0.0.1:1 does not answer", "apis/registry/v3 does not answer");
    }

    @Test
    void whatIsRefusedCountsByReason() {
        post("{");

        String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics).contains("hilum_ingest_studies_refused_total{reason=\"unparsable\"");
    }

    @Test
    void theDescriptionNamesEveryEndpoint() {
        String openApi = given().get("/q/openapi").then().statusCode(200).extract().asString();

        assertThat(openApi)
                .contains("/studies:", "/studies:batch", "multipart/form-data")
                .contains("title: Hilum intake", "A field can't be taken")
                .containsPattern("\\$ref: [\"']#/components/responses/no-json[\"']");
    }

    private ValidatableResponse post(String body) {
        return given().contentType("application/json").body(body).post("/studies").then();
    }

    private Outgoing onlyEvent() {
        assertThat(intake.events).hasSize(1);
        return intake.events.peek();
    }
}
