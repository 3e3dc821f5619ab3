package hilum.local.vectors;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.VectorsFactory.namedVectors;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.local.vectors.store.StoreSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.VectorFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract kept by the local store, and what the local store says of itself and of what it does
 * not do.
 */
final class LocalVectorStoreContractTest extends VectorStoreContract {

    @TempDir private static Path data;

    private static VectorStoreServer server;
    private static QdrantClient client;

    @BeforeAll
    static void start() throws Exception {
        server = VectorStoreServer.start(0, 0, data, StoreSettings.DEFAULT);
        client =
                new QdrantClient(
                        QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false).build());
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @Override
    QdrantClient client() {
        return client;
    }

    private static void assertUnsupported(String part, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> {
                            assertThat(refusal.getStatus().getCode())
                                    .isEqualTo(Status.Code.UNIMPLEMENTED);
                            assertThat(refusal.getStatus().getDescription())
                                    .startsWith("The local vector store does not support")
                                    .contains(part);
                        });
    }

    @Test
    void itSaysThatItStandsInForQdrant() throws Exception {
        assertThat(client.healthCheckAsync().get().getTitle()).contains("stand-in for Qdrant");
    }

    @Test
    void whatItDoesNotDoItRefusesInASentence() throws Exception {
        VectorParams vectors =
                VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();
        client.createCollectionAsync("refusals", vectors).get();
        PointStruct named =
                PointStruct.newBuilder()
                        .setId(id(1))
                        .setVectors(namedVectors(Map.of("text", VectorFactory.vector(1f, 2f))))
                        .build();

        assertUnsupported(
                "named vectors", () -> client.upsertAsync("refusals", List.of(named)).get());
        assertUnsupported(
                "params_map",
                () -> client.createCollectionAsync("many", Map.of("text", vectors)).get());
        assertUnsupported(
                "Manhattan",
                () ->
                        client.createCollectionAsync(
                                        "manhattan",
                                        vectors.toBuilder().setDistance(Distance.Manhattan).build())
                                .get());
        assertUnsupported(
                "'order_by' in ScrollPoints",
                () ->
                        client.scrollAsync(
                                        ScrollPoints.newBuilder()
                                                .setCollectionName("refusals")
                                                .setOrderBy(OrderBy.newBuilder().setKey("day"))
                                                .build())
                                .get());
        assertUnsupported(
                "qdrant.Points/Recommend",
                () ->
                        client.recommendAsync(
                                        RecommendPoints.newBuilder()
                                                .setCollectionName("refusals")
                                                .build())
                                .get());
    }

    @Test
    void aVectorWithANumberThatIsNotFiniteIsRefused() throws Exception {
        client.createCollectionAsync(
                        "finite",
                        VectorParams.newBuilder().setSize(2).setDistance(Distance.Cosine).build())
                .get();

        for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            PointStruct point =
                    PointStruct.newBuilder().setId(id(1)).setVectors(vectors(1f, number)).build();
            assertThatThrownBy(() -> client.upsertAsync("finite", List.of(point)).get())
                    .hasMessageContaining("INVALID_ARGUMENT")
                    .hasMessageContaining("finite");
        }
        assertThat(client.countAsync("finite").get()).isZero();
    }

    @Test
    void itsHealthAndItsMetricsAreServedOverHttp() throws Exception {
        client.createCollectionAsync(
                        "measured",
                        VectorParams.newBuilder().setSize(2).setDistance(Distance.Cosine).build())
                .get();

        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").body())
                .contains("hilum_vectors_points{collection=\"measured\"} 0.0")
                .contains(
                        "hilum_vectors_calls_seconds_count{method=\"qdrant.Collections/Create\",status=\"OK\"}");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + path);
            return http.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
