package hilum.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.send.MllpSender;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole of Hilum as packaged, as processes: the demo on the synthetic hospital with
 * embedding-service and trainer-service killed in the middle, and then what other people's clients
 * see.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {
    private static final int SUPERVISOR = 0;
    private static final int INGEST = 1;
    private static final int EMBEDDING = 3;
    private static final int TRAINER = 4;
    private static final int EVAL = 5;

    private final RunningStack stack =
            new RunningStack(Path.of("target", "end-to-end").toAbsolutePath(), 26_000);
    private JsonNode summary;

    @BeforeAll
    void runTheDemoAndKillTwoServices() throws Exception {
        Files.createDirectories(stack.home().getParent());
        Path log = Path.of("target", "end-to-end-demo.log").toAbsolutePath();
        Path report = Path.of("target", "end-to-end-summary.json").toAbsolutePath();
        Files.deleteIfExists(report);
        Process demo =
                stack.start(
                        log,
                        "demo",
                        "--studies",
                        "120",
                        "--seed",
                        "7",
                        "--rounds",
                        "1",
                        "--keep",
                        "--report",
                        report.toString());
        await("embedding-service embeds")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !demo.isAlive() || points() > 20);
        assertThat(stack.kill("embedding-service"))
                .as("embedding-service was there to be killed:%n%s", Files.readString(log))
                .isTrue();
        await("training has begun")
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !demo.isAlive() || Files.readString(log).contains("training step"));
        assertThat(stack.kill("trainer-service"))
                .as("trainer-service was there to be killed:%n%s", Files.readString(log))
                .isTrue();
        if (!demo.waitFor(12, TimeUnit.MINUTES)) {
            demo.destroy();
            demo.waitFor(30, TimeUnit.SECONDS);
            throw new AssertionError("The demo did not end:\n" + Files.readString(log));
        }
        assertThat(demo.exitValue()).as("exit of the demo:\n" + Files.readString(log)).isZero();
        summary = RunningStack.JSON.readTree(report.toFile());
    }

    private long points() throws InterruptedException {
        try {
            return stack.embedding("/models/live").path("points").asLong();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    @AfterAll
    void stop() throws Exception {
        stack.run(0, "down");
    }

    @Test
    @Order(1)
    void everyStudyArrivesAndEveryVectorIsThereOnce() {
        assertThat(summary.at("/studies/sent").asInt()).isPositive();
        assertThat(summary.at("/studies/accepted")).isEqualTo(summary.at("/studies/sent"));
        assertThat(summary.at("/vectors/expected").asInt()).isGreaterThan(120 * 3);
        assertThat(summary.at("/vectors/stored")).isEqualTo(summary.at("/vectors/expected"));
        assertThat(summary.at("/vectors/missing").asInt()).isZero();
        assertThat(summary.at("/vectors/unexpected").asInt()).isZero();
        assertThat(summary.at("/events/duplicates").asInt()).isZero();
        assertThat(summary.at("/deadLetters").asInt()).isZero();
    }

    @Test
    @Order(2)
    void aRoundWasTrainedJudgedAndAnswered() {
        List<String> states = new ArrayList<>();
        summary.at("/models").forEach(model -> states.add(model.path("state").asText()));
        assertThat(states)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(state -> Set.of("promoted", "retired", "rejected").contains(state));
    }

    @Test
    @Order(3)
    void aPlainConsumerReadsEmbeddingsWithSchemasOverTheConfluentInterface() throws Exception {
        Set<String> seen = new HashSet<>();
        int vectors = 0;
        for (GenericRecord event : embeddings()) {
            String id =
                    "%s/%s/%s/%s"
                            .formatted(
                                    event.get("studyId"),
                                    event.get("studyVersion"),
                                    event.get("item"),
                                    event.get("modelVersion"));
            assertThat(seen.add(id)).as("announced once: %s", id).isTrue();
            ByteBuffer vector = (ByteBuffer) event.get("vector");
            assertThat(vector.remaining()).isEqualTo((int) event.get("dimension") * Float.BYTES);
            vectors++;
        }
        assertThat(vectors).isEqualTo(summary.at("/events/embeddings").asInt());
    }

    @Test
    @Order(4)
    void theMetricsAreThoseOfASlowRecomputation() throws Exception {
        Map<String, Map<String, GenericRecord>> findings = new HashMap<>();
        Map<String, Map<String, GenericRecord>> impressions = new HashMap<>();
        for (GenericRecord event : embeddings()) {
            if (!(boolean) event.get("heldOut")) {
                continue;
            }
            var target =
                    switch (event.get("kind").toString()) {
                        case "FINDINGS" -> findings;
                        case "IMPRESSION" -> impressions;
                        default -> null;
                    };
            if (target != null) {
                target.computeIfAbsent(event.get("modelVersion").toString(), v -> new HashMap<>())
                        .merge(
                                event.get("studyId").toString(),
                                event,
                                (a, b) ->
                                        (int) a.get("studyVersion") >= (int) b.get("studyVersion")
                                                ? a
                                                : b);
            }
        }
        for (String model : findings.keySet()) {
            JsonNode metrics =
                    stack.eval("/metrics?model=" + model + "&task=findings-to-impression&site=all");
            JsonNode found = null;
            for (JsonNode metric : metrics) {
                if (metric.path("measure").asText().equals("recall@10")) {
                    found = metric;
                }
            }
            assertThat(found).as("recall@10 of %s in %s", model, metrics).isNotNull();
            assertThat(found.path("value").asDouble())
                    .as("recall@10 of %s", model)
                    .isCloseTo(
                            slowRecall(findings.get(model), impressions.get(model), 10),
                            org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    /** Duplicate-aware recall@k under random order of ties, the slow way. */
    private static double slowRecall(
            Map<String, GenericRecord> queries, Map<String, GenericRecord> answers, int k) {
        List<String> studies =
                queries.keySet().stream().filter(answers::containsKey).sorted().toList();
        double sum = 0;
        for (String study : studies) {
            float[] query = vector(queries.get(study));
            String own = answers.get(study).get("textHash").toString();
            float best = Float.NEGATIVE_INFINITY;
            Map<String, Float> scores = new HashMap<>();
            for (String other : studies) {
                float score = dot(query, vector(answers.get(other)));
                scores.put(other, score);
                if (answers.get(other).get("textHash").toString().equals(own)) {
                    best = Math.max(best, score);
                }
            }
            int better = 0;
            int tied = 0;
            int positives = 0;
            for (String other : studies) {
                boolean positive = answers.get(other).get("textHash").toString().equals(own);
                float score = scores.get(other);
                if (score > best) {
                    better++;
                } else if (score == best) {
                    tied += positive ? 0 : 1;
                    positives += positive ? 1 : 0;
                }
            }
            sum += probabilityWithin(k, better, tied, positives);
        }
        return sum / studies.size();
    }

    /** Probability that one of the positives is among the first k when the tied are shuffled. */
    private static double probabilityWithin(int k, int better, int tied, int positives) {
        int places = k - better;
        if (places <= 0) {
            return 0;
        }
        double miss = 1;
        int all = tied + positives;
        for (int i = 0; i < Math.min(places, all); i++) {
            miss *= Math.max(0, (double) (tied - i)) / (all - i);
        }
        return 1 - miss;
    }

    private static float[] vector(GenericRecord event) {
        ByteBuffer bytes =
                ((ByteBuffer) event.get("vector"))
                        .duplicate()
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    @Order(5)
    void everyDocumentedEndpointAnswers() throws Exception {
        for (int service : List.of(INGEST, 2, EMBEDDING, TRAINER, EVAL)) {
            for (String path : List.of("/q/health", "/q/metrics", "/q/openapi")) {
                var response = stack.send(service, "GET", path, "text/plain", new byte[0]);
                assertThat(response.statusCode())
                        .as("%s of service %d", path, service)
                        .isEqualTo(200);
            }
        }
        var search = post(EMBEDDING, "/search", "{\"text\":\"enlarged heart\",\"limit\":5}");
        assertThat(search.statusCode()).isEqualTo(200);
        assertThat(RunningStack.JSON.readTree(search.body()).path("hits")).hasSize(5);
        var vectors =
                post(EMBEDDING, "/v1/embeddings", "{\"input\":[\"clear lungs\",\"effusion\"]}");
        assertThat(RunningStack.JSON.readTree(vectors.body()).path("data")).hasSize(2);
        assertThat(stack.eval("/models").isArray()).isTrue();
        assertThat(stack.trainer("/rounds").isArray()).isTrue();
    }

    @Test
    @Order(6)
    void badInputIsRefusedWithAProblem() throws Exception {
        Map<String, Integer> refused =
                Map.of(
                        "{\"id\":",
                        400,
                        "{\"id\":\"x\"}",
                        422,
                        "{\"id\":\"../../etc/passwd\",\"findings\":\"clear\"}",
                        422,
                        "{\"id\":\"long\",\"findings\":\"" + "a ".repeat(100_000) + "\"}",
                        422);
        for (var each : refused.entrySet()) {
            var response = post(INGEST, "/studies", each.getKey());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(each.getValue());
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
        }
        assertThat(post(EMBEDDING, "/search", "{\"text\":\"\"}").statusCode()).isEqualTo(422);
        assertThat(post(EMBEDDING, "/search", "{\"text\":\"x\",\"limit\":0}").statusCode())
                .isEqualTo(422);
        assertThat(post(EVAL, "/models/none/promote", "").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(7)
    void anAcknowledgedStudyBecomesSearchable() throws Exception {
        var response =
                post(
                        INGEST,
                        "/studies",
                        "{\"id\":\"E2E-1\",\"site\":\"acceptance\",\"findings\":\"A swallowed coin projects over the stomach.\",\"impression\":\"Coin in the stomach.\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        String study = RunningStack.JSON.readTree(response.body()).path("studyId").asText();

        await("the study is found")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            var found =
                                    post(
                                            EMBEDDING,
                                            "/search",
                                            "{\"text\":\"coin in the stomach\",\"site\":\"acceptance\"}");
                            return found.body().contains(study);
                        });
    }

    @Test
    @Order(8)
    void aStoreAndARegistryThatAreAwayAreWaitedFor() throws Exception {
        HttpResponse<String> response;
        try {
            post(SUPERVISOR, "/stop/vector-store", "");
            response =
                    post(
                            INGEST,
                            "/studies",
                            "{\"id\":\"E2E-2\",\"site\":\"acceptance\",\"findings\":\"A key projects over the oesophagus.\",\"expectedImages\":0}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
            await("the wait is told")
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    stack.embedding("/q/health/ready")
                                            .toString()
                                            .contains("vector store is unavailable"));
            post(SUPERVISOR, "/stop/registry", "");
            assertThat(stack.kill("variant-service")).as("variant-service begins anew").isTrue();
            await("the status tells it, which asks each process only now and then")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stack.run(3, "status").contains("vector store is unavailable"));
        } finally { // or what comes after fails for the same reason
            post(SUPERVISOR, "/start/registry", "");
            post(SUPERVISOR, "/start/vector-store", "");
        }

        String study = RunningStack.JSON.readTree(response.body()).path("studyId").asText();
        await("the study is found")
                .atMost(Duration.ofSeconds(90))
                .until(
                        () ->
                                post(
                                                EMBEDDING,
                                                "/search",
                                                "{\"text\":\"key in the oesophagus\",\"site\":\"acceptance\"}")
                                        .body()
                                        .contains(study));
        await("everything is ready again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> stack.supervisor("/status").path("ready").asBoolean());
    }

    @Test
    @Order(9)
    void theCommandLineSaysHowItIs() throws Exception {
        assertThat(stack.run(0, "status")).contains("embedding-service", "vector-store");
        assertThat(stack.run(0, "models", "list")).contains("minilm-base");
        assertThat(stack.run(0, "search", "pleural effusion", "--limit", "3")).isNotBlank();
        assertThat(
                        stack.run(
                                0,
                                "follow",
                                "cxr.studies.v1",
                                "--from",
                                "earliest",
                                "--limit",
                                "2",
                                "--json"))
                .contains("studyId");
        assertThat(stack.run(2, "follow")).contains("Usage");
    }

    @Test
    @Order(10)
    void anErasedStudyIsGoneAndEveryStageSaysSo() throws Exception {
        String study =
                "{\"id\":\"E2E-3\",\"site\":\"erasure\",\"findings\":\"A coin projects over the carina.\",\"expectedImages\":0}";
        assertThat(post(INGEST, "/studies", study).statusCode()).isEqualTo(202);
        String search = "{\"text\":\"coin at the carina\",\"site\":\"erasure\"}";
        await("the study is found")
                .atMost(Duration.ofSeconds(90))
                .until(() -> post(EMBEDDING, "/search", search).body().contains("studyId"));

        String answer =
                stack.run(
                        0,
                        "erase",
                        "E2E-3",
                        "--site",
                        "erasure",
                        "--reason",
                        "acceptance",
                        "--json");

        assertThat(answer).contains("\"complete\":true", "embedding-service removed");
        assertThat(post(EMBEDDING, "/search", search).body()).doesNotContain("studyId");
        assertThat(post(INGEST, "/studies", study).statusCode()).as("sent again").isEqualTo(202);
        await("it stays gone")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> !post(EMBEDDING, "/search", search).body().contains("studyId"));
    }

    @Test
    @Order(11)
    void nothingOfThePeopleInTheMessagesIsAnywhereBehindTheDoor() throws Exception {
        NamedReports reports = new NamedReports();
        try (MllpSender sender = new MllpSender(stack.hl7())) {
            assertThat(reports.send(sender)).containsExactly("AA", "AA", "AA", "AR");
        }
        StackBytes bytes = new StackBytes(stack);
        await("the texts are in the studies")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            String studies =
                                    new String(
                                            bytes.topic("cxr.studies.v1"),
                                            StandardCharsets.ISO_8859_1);
                            return NamedReports.MARKS.stream().allMatch(studies::contains);
                        });
        String search = "{\"text\":\"clear lungs\",\"site\":\"%s\"}".formatted(NamedReports.SITE);
        await("they are searchable")
                .atMost(Duration.ofSeconds(60))
                .until(() -> post(EMBEDDING, "/search", search).body().contains("studyId"));

        Map<String, Set<String>> found = new HashMap<>();
        Set<String> read = new HashSet<>();
        bytes.each(
                (place, content) -> {
                    read.add(place);
                    Set<String> named = reports.identifiers().in(content);
                    if (!named.isEmpty()) {
                        found.put(place, named);
                    }
                });

        assertThat(read)
                .contains("topic cxr.dead-letters.v1", "metrics of service 1", "status")
                .anyMatch(place -> place.endsWith("ingest-service.log"))
                .anyMatch(place -> place.startsWith("payloads of "))
                .anyMatch(place -> place.contains("changelog"));
        assertThat(found).isEmpty();
    }

    private HttpResponse<String> post(int service, String path, String json) throws Exception {
        return stack.send(
                service, "POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * All embedding events, read with a plain consumer and schemas from the registry's
     * Confluent-compatible interface.
     */
    private List<GenericRecord> embeddings() throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.broker());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Map<Integer, Schema> schemas = new HashMap<>();
        List<GenericRecord> events = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor("cxr.embeddings.v1").stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(Duration.ofMillis(500))) {
                    events.add(decode(raw.value(), schemas));
                }
            }
        }
        return events;
    }

    private GenericRecord decode(byte[] value, Map<Integer, Schema> schemas) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        assertThat(bytes.get()).as("magic byte of the Confluent wire format").isZero();
        Schema schema = schemas.computeIfAbsent(bytes.getInt(), this::schema);
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private Schema schema(int id) {
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var response =
                    client.send(
                            java.net.http.HttpRequest.newBuilder(
                                            stack.registry("/apis/ccompat/v7/schemas/ids/" + id))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Schema.Parser()
                    .parse(RunningStack.JSON.readTree(response.body()).path("schema").asText());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
