package hilum.local.vectors;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as a process of its own that is killed, terminated, or started twice. */
final class VectorStoreCrashIT {

    private static final int DIMENSION = 384;
    private static final int WRITERS = 2;
    private static final int BATCH = 16;
    private static final int ROUNDS = 3;

    /** Far beyond what anything takes here: other work may hold the processors. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private int port;
    private int httpPort;
    private Process process;

    @BeforeEach
    void choosePorts() throws IOException {
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            httpPort = second.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Process run(String output, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
    }

    private static List<String> java(String... command) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path")));
        line.addAll(List.of(command));
        return line;
    }

    private List<String> serverCommand(int port, int httpPort) {
        return java(
                VectorStoreServer.class.getName(),
                "--port",
                Integer.toString(port),
                "--http-port",
                Integer.toString(httpPort),
                "--data",
                data());
    }

    private Process server(int port, int httpPort, String output) throws IOException {
        return run(output, serverCommand(port, httpPort));
    }

    private Process serverWithFilesUpTo(int kilobytes) throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash"));
        line.addAll(serverCommand(port, httpPort));
        return run("limited.out", line);
    }

    private Process restless() throws IOException {
        return run(
                "restless.out",
                java(RestlessVectorStore.class.getName(), Integer.toString(port), data()));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /**
     * Waits for the port first: a client that once failed to connect waits ever longer before it
     * tries again.
     */
    private QdrantClient connect() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(this::accepts);
        return new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", port, false, false).build());
    }

    private boolean accepts() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesEveryKill() throws Exception {
        Random random = new Random(5);
        Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
        Map<Long, Long> sent = new ConcurrentHashMap<>();
        process = restless();
        try (QdrantClient client = connect()) {
            client.createCollectionAsync("c", unitVectors()).get();
        }
        for (int round = 1; round <= ROUNDS; round++) {
            List<Thread> writers = new ArrayList<>();
            int version = round;
            for (int writer = 0; writer < WRITERS; writer++) {
                int own = writer;
                writers.add(
                        Thread.ofPlatform()
                                .start(() -> writeUntilKilled(own, version, sent, acknowledged)));
            }
            int more = 200 + random.nextInt(400);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(
                            () ->
                                    acknowledged.values().stream()
                                                    .filter(last -> last == version)
                                                    .count()
                                            > more);
            process.destroyForcibly().waitFor();
            for (Thread writer : writers) {
                writer.join();
            }

            process = restless();
            try (QdrantClient client = connect()) {
                Map<Long, Long> stored = stored(client);
                assertThat(stored.keySet()).containsAll(acknowledged.keySet());
                stored.forEach(
                        (number, day) ->
                                assertThat(day)
                                        .as("version of point %d", number)
                                        .isBetween(
                                                acknowledged.getOrDefault(number, 0L),
                                                sent.get(number)));
                assertThat(client.countAsync("c").get()).isEqualTo(stored.size());
                long some = acknowledged.keySet().iterator().next();
                assertThat(
                                client.queryAsync(
                                                QueryPoints.newBuilder()
                                                        .setCollectionName("c")
                                                        .setQuery(nearest(vector(some)))
                                                        .setLimit(1)
                                                        .build())
                                        .get()
                                        .getFirst()
                                        .getId())
                        .isEqualTo(id(some));
            }
        }
    }

    private void writeUntilKilled(
            int writer, long version, Map<Long, Long> sent, Map<Long, Long> acknowledged) {
        try (QdrantClient client =
                new QdrantClient(
                        QdrantGrpcClient.newBuilder("127.0.0.1", port, false, false).build())) {
            for (long first = writer; ; first += WRITERS * BATCH) {
                Map<Long, Long> batch = new HashMap<>();
                List<PointStruct> points = new ArrayList<>();
                for (long number = first; number < first + WRITERS * BATCH; number += WRITERS) {
                    batch.put(number, version);
                    points.add(
                            PointStruct.newBuilder()
                                    .setId(id(number))
                                    .setVectors(vectors(vector(number)))
                                    .putPayload("day", value(version))
                                    .build());
                }
                sent.putAll(batch);
                client.upsertAsync("c", points).get();
                acknowledged.putAll(batch);
            }
        } catch (ExecutionException e) {
            // The process was killed: what this call sent may or may not be stored.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static float[] vector(long number) {
        Random random = new Random(number);
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = random.nextFloat() - 0.5f;
        }
        return vector;
    }

    private static Map<Long, Long> stored(QdrantClient client) throws Exception {
        Map<Long, Long> stored = new HashMap<>();
        var points =
                client.scrollAsync(
                                ScrollPoints.newBuilder()
                                        .setCollectionName("c")
                                        .setLimit(1_000_000)
                                        .build())
                        .get()
                        .getResultList();
        for (RetrievedPoint point : points) {
            stored.put(point.getId().getNum(), point.getPayloadOrThrow("day").getIntegerValue());
        }
        return stored;
    }

    /** A limit on the size of files stands in for the full disk: the write fails in the middle. */
    @Test
    void aLogThatCannotGrowRefusesTheChangeAndKeepsWhatWasAcknowledged() throws Exception {
        process = serverWithFilesUpTo(500);
        long acknowledged = 0;
        try (QdrantClient client = connect()) {
            client.createCollectionAsync("c", unitVectors()).get();
            Throwable refusal = null;
            while (refusal == null) {
                try {
                    client.upsertAsync("c", points(acknowledged)).get();
                    acknowledged += BATCH;
                } catch (ExecutionException e) {
                    refusal = e.getCause();
                }
            }
            assertThat(refusal)
                    .hasMessageContaining("RESOURCE_EXHAUSTED")
                    .hasMessageContaining("Free some space");
            assertThat(acknowledged).isPositive();
            assertThat(client.countAsync("c").get()).isEqualTo(acknowledged);
        }
        process.destroyForcibly().waitFor();
        process = server(port, httpPort, "again.out");
        try (QdrantClient client = connect()) {
            assertThat(client.countAsync("c").get()).isEqualTo(acknowledged);
            client.upsertAsync("c", points(acknowledged)).get();
            assertThat(client.countAsync("c").get()).isEqualTo(acknowledged + BATCH);
        }
    }

    private static List<PointStruct> points(long first) {
        List<PointStruct> points = new ArrayList<>();
        for (long number = first; number < first + BATCH; number++) {
            points.add(
                    PointStruct.newBuilder()
                            .setId(id(number))
                            .setVectors(vectors(vector(number)))
                            .build());
        }
        return points;
    }

    private static VectorParams unitVectors() {
        return VectorParams.newBuilder().setSize(DIMENSION).setDistance(Distance.Cosine).build();
    }

    @Test
    void aSecondProcessOnTheSameFolderSaysWhoHasIt() throws Exception {
        process = server(port, httpPort, "store.out");
        connect().close();

        Process second = server(0, 0, "second.out");

        assertThat(second.waitFor(PATIENCE)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("second.out")))
                .contains("The vector store cannot start", "in use by process " + process.pid());
    }

    @Test
    void terminationClosesCleanlyAndTheNextStartHasNothingToReplay() throws Exception {
        process = server(port, httpPort, "store.out");
        try (QdrantClient client = connect()) {
            VectorParams vectors =
                    VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();
            client.createCollectionAsync("c", vectors).get();
            PointStruct point =
                    PointStruct.newBuilder().setId(id(1)).setVectors(vectors(1f, 2f)).build();
            client.upsertAsync("c", List.of(point)).get();
        }

        process.destroy();

        assertThat(process.waitFor(PATIENCE)).isTrue();
        assertThat(process.exitValue()).as("ended by SIGTERM").isEqualTo(143);
        assertThat(Files.readString(folder.resolve("store.out")))
                .contains("For laptops and CI only");
        process = server(port, httpPort, "again.out");
        try (QdrantClient client = connect()) {
            assertThat(client.countAsync("c").get()).isEqualTo(1);
            assertThat(client.getCollectionInfoAsync("c").get().getIndexedVectorsCount())
                    .isEqualTo(1);
        }
    }
}
