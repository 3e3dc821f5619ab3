package hilum.local.vectors;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The contract kept by Qdrant itself: run with {@code -Pcontainers}. */
@EnabledIfSystemProperty(
        named = "hilum.containers",
        matches = "true",
        disabledReason = "Runs against a real Qdrant with -Pcontainers")
final class QdrantContractIT extends VectorStoreContract {

    private static final DockerImageName IMAGE = DockerImageName.parse("qdrant/qdrant:v1.18.3");
    private static final int GRPC = 6334;
    private static final int HTTP = 6333;

    private static GenericContainer<?> qdrant;
    private static QdrantClient client;

    @BeforeAll
    static void start() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "No container engine answers, so Qdrant itself was not tested: start Docker or set DOCKER_HOST.");
        qdrant =
                new GenericContainer<>(IMAGE)
                        .withExposedPorts(GRPC, HTTP)
                        .waitingFor(
                                Wait.forHttp("/readyz")
                                        .forPort(HTTP)
                                        .withStartupTimeout(Duration.ofMinutes(1)));
        qdrant.start();
        client =
                new QdrantClient(
                        QdrantGrpcClient.newBuilder(
                                        qdrant.getHost(), qdrant.getMappedPort(GRPC), false)
                                .build());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (qdrant != null) {
            qdrant.stop();
        }
    }

    @Override
    QdrantClient client() {
        return client;
    }
}
