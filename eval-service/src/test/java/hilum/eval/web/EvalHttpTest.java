package hilum.eval.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.eval.stream.Board;
import hilum.eval.stream.FilledBoard;
import hilum.schemas.Metric;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP interface, with a broker that is away. */
@QuarkusTest
class EvalHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TestHTTPResource("/")
    URI root;

    @Inject Board board;
    @Inject RecordedDecisions decisions;

    @BeforeEach
    void fill() {
        decisions.take();
        FilledBoard.fill(
                board,
                List.of(
                        model("m0", null, ModelState.RETIRED, 1, null),
                        model("m1", "m0", ModelState.PROMOTED, 2, "{\"mean\":0.25}"),
                        model("m2", "m1", ModelState.SHADOW, 3, null)),
                List.of(
                        metric("m1", "findings-to-impression", "all", 0.5),
                        metric("m1", "findings-to-impression", "north", 0.4),
                        metric("m2", "image-to-report", "all", 0.3)));
    }

    private static Model model(
            String version, String parent, ModelState state, long at, String decision) {
        return Model.newBuilder()
                .setVersion(version)
                .setParent(parent)
                .setState(state)
                .setLocation("models/" + version)
                .setManifestSha256("00")
                .setManifest("{}")
                .setDecision(decision)
                .setServingSince(state == ModelState.PROMOTED ? Instant.ofEpochSecond(at) : null)
                .setAt(Instant.ofEpochSecond(at))
                .build();
    }

    private static Metric metric(String model, String task, String site, double value) {
        return Metric.newBuilder()
                .setModel(model)
                .setTask(task)
                .setSite(site)
                .setWindow("all")
                .setMeasure("recall@10")
                .setValue(value)
                .setLow(value - 0.1)
                .setHigh(value + 0.1)
                .setChance(0.1)
                .setN(100)
                .setCandidates(100)
                .setTies("expected-rank")
                .setDuplicates("aware")
                .setAt(Instant.EPOCH)
                .build();
    }

    private HttpResponse<String> call(String method, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(root.resolve(path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void metricsAreNarrowedByModelTaskAndSite() throws Exception {
        assertThat(get("/metrics")).hasSize(3);
        assertThat(get("/metrics?model=m1")).hasSize(2);
        JsonNode one = get("/metrics?model=m1&task=findings-to-impression&site=north");
        assertThat(one).hasSize(1);
        assertThat(one.get(0).get("measure").asText()).isEqualTo("recall@10");
        assertThat(one.get(0).get("value").asDouble()).isEqualTo(0.4);
        assertThat(one.get(0).get("chance").asDouble()).isEqualTo(0.1);
        assertThat(one.get(0).get("n").asInt()).isEqualTo(100);
    }

    @Test
    void everyVersionShowsItsStateAndTheFiguresThatDecided() throws Exception {
        assertThat(get("/models")).hasSize(3);
        JsonNode live = get("/models/m1");
        assertThat(live.get("state").asText()).isEqualTo("promoted");
        assertThat(live.get("live").asBoolean()).isTrue();
        assertThat(live.get("decision").get("mean").asDouble()).isEqualTo(0.25);
    }

    @Test
    void anUnknownVersionIsAProblem() throws Exception {
        HttpResponse<String> answer = call("GET", "/models/m9");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("detail").asText()).contains("m9");
    }

    @Test
    void anOperatorPromotesRejectsAndRollsBack() throws Exception {
        assertThat(call("POST", "/models/m2/promote").statusCode()).isEqualTo(200);
        assertThat(call("POST", "/models/m2/reject").statusCode()).isEqualTo(200);
        assertThat(call("POST", "/models/rollback").statusCode()).isEqualTo(200);
        assertThat(decisions.take())
                .extracting(Model::getVersion, Model::getState, Model::getDecidedBy)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("m2", ModelState.PROMOTED, "operator"),
                        org.assertj.core.groups.Tuple.tuple("m2", ModelState.REJECTED, "operator"),
                        org.assertj.core.groups.Tuple.tuple("m0", ModelState.PROMOTED, "operator"));
    }

    @Test
    void whatTheStateForbidsIsAConflict() throws Exception {
        assertThat(call("POST", "/models/m1/promote").statusCode()).isEqualTo(409);
        assertThat(call("POST", "/models/m0/reject").statusCode()).isEqualTo(409);
        assertThat(decisions.take()).isEmpty();
    }

    @Test
    void withoutABrokerTheServiceLivesIsNotReadyAndSaysWhatIsMissing() throws Exception {
        FilledBoard.close(board);
        assertThat(call("GET", "/models").statusCode()).isEqualTo(503);
        assertThat(call("GET", "/q/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = call("GET", "/q/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("evaluation stream", "broker");
    }
}
