package hilum.eval.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hilum.eval.promotion.Promotion;
import hilum.schemas.DeadLetter;
import hilum.schemas.Embedding;
import hilum.schemas.Erasure;
import hilum.schemas.ItemKind;
import hilum.schemas.Metric;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import hilum.schemas.Vectors;
import hilum.transport.erasure.Receipts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology, driven record by record. */
class EvalTopologyTest {
    private static final int DIMENSION = 16;
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path state;

    private final Codec codec = new BinaryCodec();
    private final Board board = new Board();
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> embeddings;
    private TestInputTopic<String, byte[]> models;
    private TestInputTopic<String, byte[]> erasures;

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "eval-service");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        var topology =
                new EvalTopology(
                        BinaryCodec::new,
                        board,
                        Promotion.DEFAULT,
                        PACE,
                        PATIENCE,
                        Stores::inMemoryKeyValueStore);
        driver = new TopologyTestDriver(topology.build(), settings, Instant.EPOCH);
        var text = Serdes.String().serializer();
        var bytes = Serdes.ByteArray().serializer();
        embeddings = driver.createInputTopic(Topic.EMBEDDINGS.topicName(), text, bytes);
        models = driver.createInputTopic(Topic.MODELS.topicName(), text, bytes);
        erasures = driver.createInputTopic(Topic.ERASURES.topicName(), text, bytes);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    // What is sent.

    private static Embedding.Builder event(String model, int study, String item, float[] vector) {
        return Embedding.newBuilder()
                .setStudyId("%032x".formatted(study))
                .setStudyVersion(1)
                .setItem(item)
                .setKind(ItemKind.UNKNOWN)
                .setSite(study % 2 == 0 ? "north" : "south")
                .setHeldOut(true)
                .setModelVersion(model)
                .setDimension(vector.length)
                .setEncoding(Vectors.FLOAT32_LE)
                .setVector(Vectors.encode(vector))
                .setTextHash(Sha256.ofText(item + " of " + study))
                .setPreprocessing("p1")
                .setEmbeddedAt(Instant.EPOCH);
    }

    /**
     * Vectors of a study's items lie near the study's own direction: the nearer, the better the
     * model.
     */
    private static List<Embedding> study(String model, int study, double noise) {
        Random random = new Random((model + study).hashCode());
        float[] direction = gaussian(new Random(study), 1);
        List<Embedding> events = new ArrayList<>();
        for (String item : List.of("report", "findings", "impression", "variant:PRIOR_OMITTED-1")) {
            events.add(event(model, study, item, plus(direction, gaussian(random, noise))).build());
        }
        for (int error = 1; error <= 3; error++) {
            float[] wrong = plus(direction, gaussian(random, Math.max(noise, 0.4)));
            events.add(event(model, study, "variant:ERROR-" + error, wrong).build());
        }
        return events;
    }

    private static float[] gaussian(Random random, double scale) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) (random.nextGaussian() * scale);
        }
        return vector;
    }

    private static float[] plus(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    private static List<Embedding> studies(String model, int count, double noise) {
        List<Embedding> events = new ArrayList<>();
        for (int study = 0; study < count; study++) {
            events.addAll(study(model, study, noise));
        }
        return events;
    }

    private void send(List<Embedding> events) {
        events.forEach(
                event ->
                        embeddings.pipeInput(
                                event.getStudyId(), codec.encode(Topic.EMBEDDINGS, event)));
    }

    private void send(Embedding event) {
        send(List.of(event));
    }

    private void send(String version, ModelState state, Integer heldOutItems, long at) {
        Model model =
                Model.newBuilder()
                        .setVersion(version)
                        .setState(state)
                        .setLocation("models/" + version)
                        .setManifestSha256("00")
                        .setManifest("{}")
                        .setHeldOutItems(heldOutItems)
                        .setAt(Instant.ofEpochMilli(at))
                        .build();
        models.pipeInput(version, codec.encode(Topic.MODELS, model));
    }

    private void erase(int study, long at) {
        String id = "%032x".formatted(study);
        erasures.pipeInput(
                id,
                codec.encode(
                        Topic.ERASURES,
                        Receipts.request(id, "consent withdrawn", Instant.ofEpochMilli(at))
                                .value()
                                .orElseThrow()));
    }

    private void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    // What comes out.

    private <T extends SpecificRecord> List<T> received(Topic topic, Class<T> type) {
        TestOutputTopic<String, byte[]> out =
                driver.createOutputTopic(
                        topic.topicName(),
                        Serdes.String().deserializer(),
                        Serdes.ByteArray().deserializer());
        return out.readValuesToList().stream()
                .map(bytes -> type.cast(codec.decode(topic, bytes)))
                .toList();
    }

    private Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        board.metrics()
                .forEach(
                        m ->
                                figures.put(
                                        m.getModel()
                                                + "/"
                                                + m.getTask()
                                                + "/"
                                                + m.getSite()
                                                + "/"
                                                + m.getMeasure(),
                                        m.getValue()));
        return figures;
    }

    @Test
    void figuresAppearAsEventsArriveOncePerPace() {
        send(studies("m0", 4, 0.1));
        assertThat(received(Topic.METRICS, Metric.class)).isEmpty();
        pass(PACE);
        List<Metric> first = received(Topic.METRICS, Metric.class);
        assertThat(first)
                .extracting(Metric::getTask)
                .contains(
                        "prior-omitted-to-report",
                        "findings-to-impression",
                        "impression-among-errors");
        assertThat(first).extracting(Metric::getSite).contains("all", "north", "south");
        assertThat(first)
                .filteredOn(m -> m.getSite().equals("all"))
                .allSatisfy(m -> assertThat(m.getN()).isEqualTo(4));
        pass(PACE);
        assertThat(received(Topic.METRICS, Metric.class)).isEmpty();
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        List<Embedding> events = studies("m0", 12, 0.8);
        send(events);
        pass(PACE);
        Map<String, Double> inOrder = figures();

        stop();
        start();
        List<Embedding> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(3));
        send(shuffled);
        pass(PACE);

        assertThat(figures()).isEqualTo(inOrder).isNotEmpty();
    }

    @Test
    void theSameEventAgainChangesNothing() {
        List<Embedding> events = studies("m0", 6, 0.5);
        send(events);
        pass(PACE);
        received(Topic.METRICS, Metric.class);
        send(events);
        pass(PACE);
        assertThat(received(Topic.METRICS, Metric.class)).isEmpty();
    }

    @Test
    void aNewerVersionOfAStudyTakesThePlaceOfTheOlder() {
        send(studies("m0", 6, 0.1));
        pass(PACE);
        assertThat(figures())
                .containsEntry("m0/findings-to-impression/all/recall@1", 1.0)
                .containsKey("m0/impression-among-errors/all/accuracy");

        // The amended study has findings only: its question and its candidate are gone.
        send(event("m0", 0, "findings", new float[DIMENSION]).setStudyVersion(2).build());
        send(study("m0", 0, 0.1)); // late, of the older version
        pass(PACE);

        assertThat(board.metric("m0/findings-to-impression/all/recall@1").orElseThrow())
                .extracting(Metric::getN, Metric::getCandidates)
                .containsExactly(5, 5);
        assertThat(board.metric("m0/impression-among-errors/all/accuracy").orElseThrow().getN())
                .isEqualTo(5);
    }

    @Test
    void whatTrainsIsNotEvaluated() {
        send(
                study("m0", 1, 0.1).stream()
                        .map(e -> Embedding.newBuilder(e).setHeldOut(false).build())
                        .toList());
        pass(PACE);
        assertThat(figures()).isEmpty();
    }

    @Test
    void aReportIsAskedForItsExpandedFormWhereThereIsOne() {
        float[] direction = gaussian(new Random(7), 1);
        float[] other = gaussian(new Random(8), 1);
        send(event("m0", 0, "report", direction).build());
        send(event("m0", 0, "variant:EXPANDED-1", direction).build());
        send(event("m0", 2, "report", direction).build()); // finds the form of study 0 first
        send(event("m0", 2, "variant:EXPANDED-1", other).build());
        send(event("m0", 4, "report", direction).build()); // nothing is abbreviated: asks nothing
        pass(PACE);

        assertThat(board.metric("m0/abbreviated-to-expanded/all/recall@1").orElseThrow())
                .extracting(Metric::getValue, Metric::getN, Metric::getCandidates)
                .containsExactly(0.5, 2, 2);
    }

    @Test
    void equalImpressionsCountAsRightOnlyWhereDuplicatesAreAware() {
        for (int study = 0; study < 4; study++) {
            float[] same = new float[DIMENSION];
            same[0] = 1;
            send(event("m0", study, "findings", same).build());
            send(event("m0", study, "impression", same).setTextHash("normal").build());
        }
        pass(PACE);
        assertThat(figures())
                .containsEntry("m0/findings-to-impression/all/recall@1", 1.0)
                .containsEntry("m0/findings-to-impression/all/recall@1-strict", 0.25)
                .containsEntry("m0/findings-to-impression/all/recall@3-strict", 0.75);
        assertThat(
                        board.metric("m0/findings-to-impression/all/recall@1-strict")
                                .orElseThrow()
                                .getChance())
                .isCloseTo(0.25, within(1e-12));
    }

    @Test
    void aVectorThatIsNotANumberBecomesADeadLetterAndTheStreamGoesOn() {
        float[] broken = new float[DIMENSION];
        broken[3] = Float.NaN;
        send(event("m0", 1, "report", broken).build());
        embeddings.pipeInput("k", new byte[] {1, 2, 3});
        models.pipeInput("m9", new byte[] {9});
        send(event("m0", 2, "report", new float[DIMENSION]).build());
        send(event("m0", 3, "report", new float[DIMENSION + 1]).build());
        send(studies("m0", 4, 0.1));
        pass(PACE);

        List<DeadLetter> letters = received(Topic.DEAD_LETTERS, DeadLetter.class);
        assertThat(letters)
                .extracting(DeadLetter::getTopic)
                .containsExactly(
                        Topic.EMBEDDINGS.topicName(),
                        Topic.EMBEDDINGS.topicName(),
                        Topic.MODELS.topicName(),
                        Topic.EMBEDDINGS.topicName());
        assertThat(letters.get(0).getReason()).contains("NaN");
        assertThat(letters.get(3).getReason()).contains("17 dimensions");
        assertThat(letters).extracting(DeadLetter::getId).doesNotHaveDuplicates();
        assertThat(figures()).containsKey("m0/findings-to-impression/all/recall@10");
    }

    @Test
    void aBetterCandidateIsPromotedWhenAllItsItemsHaveArrived() {
        send("m0", ModelState.PROMOTED, null, 1);
        send("m1", ModelState.CANDIDATE, null, 2);
        send(studies("m0", 40, 3));
        List<Embedding> items = studies("m1", 40, 0.2);
        send(items.subList(0, items.size() - 1));
        send("m1", ModelState.SHADOW, items.size(), 3);
        pass(PACE);
        assertThat(received(Topic.MODELS, Model.class)).isEmpty();
        assertThat(board.waiting("m1")).hasValue("279 of 280 held-out items have arrived");

        send(items.getLast());
        pass(PACE);

        List<Model> decided = received(Topic.MODELS, Model.class);
        assertThat(decided).hasSize(1);
        assertThat(decided.getFirst().getState()).isEqualTo(ModelState.PROMOTED);
        assertThat(decided.getFirst().getDecidedBy()).isEqualTo("eval-service");
        assertThat(decided.getFirst().getDecision())
                .contains("\"promoted\":true", "findings-to-impression", "\"live\":\"m0\"");
        assertThat(board.live().orElseThrow().getVersion()).isEqualTo("m1");
        assertThat(board.waiting("m1")).isEmpty();
        pass(PACE);
        assertThat(received(Topic.MODELS, Model.class)).isEmpty();
    }

    @Test
    void aWorseCandidateIsRejectedWithTheFiguresThatDecided() {
        send("m0", ModelState.PROMOTED, null, 1);
        send(studies("m0", 40, 0.2));
        send(studies("m1", 40, 3));
        send("m1", ModelState.SHADOW, 40 * 7, 3);
        pass(PACE);

        Model decided = received(Topic.MODELS, Model.class).getFirst();
        assertThat(decided.getState()).isEqualTo(ModelState.REJECTED);
        assertThat(decided.getDecision()).contains("not better overall", "worse on");
        assertThat(figures()).containsKey("m1/findings-to-impression/all/recall@10");
    }

    @Test
    void aCandidateWaitsForTheLiveModelsVectorsOfTheSameStudies() {
        send("m0", ModelState.PROMOTED, null, 1);
        send(studies("m0", 39, 3));
        send(studies("m1", 40, 0.2));
        send("m1", ModelState.SHADOW, 40 * 7, 3);
        pass(PACE);
        assertThat(board.waiting("m1")).hasValueSatisfying(w -> assertThat(w).contains("lacks 1"));
        pass(PATIENCE);
        pass(PACE);
        Model decided = received(Topic.MODELS, Model.class).getFirst();
        assertThat(decided.getState()).isEqualTo(ModelState.PROMOTED);
        assertThat(decided.getDecision()).contains("\"studies\":39");
    }

    @Test
    void twoCandidatesAreDecidedOneAfterTheOther() {
        send("m0", ModelState.PROMOTED, null, 1);
        send(studies("m0", 40, 3));
        send(studies("m1", 40, 0.2));
        send(studies("m2", 40, 3));
        send("m1", ModelState.SHADOW, 40 * 7, 3);
        send("m2", ModelState.SHADOW, 40 * 7, 4);
        pass(PACE);
        pass(PACE);
        assertThat(received(Topic.MODELS, Model.class))
                .extracting(Model::getVersion, Model::getState)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("m1", ModelState.PROMOTED),
                        org.assertj.core.groups.Tuple.tuple("m2", ModelState.REJECTED));
    }

    @Test
    void anErasedStudyLeavesTheFiguresAndIsAnsweredWithAReceipt() {
        send("m0", ModelState.PROMOTED, null, 1);
        send(studies("m0", 6, 0.1));
        send(studies("m1", 6, 0.1));
        pass(PACE);

        erase(0, 5);
        pass(PACE);

        List<Erasure> receipts = received(Topic.ERASURES, Erasure.class);
        assertThat(receipts).hasSize(1);
        assertThat(receipts.getFirst().getStage()).isEqualTo("eval-service");
        assertThat(receipts.getFirst().getRequestedAt()).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(receipts.getFirst().getRemoved()).containsExactly(Map.entry("vectors", 14L));
        for (String model : List.of("m0", "m1")) {
            assertThat(board.metric(model + "/findings-to-impression/all/recall@1").orElseThrow())
                    .extracting(Metric::getN, Metric::getCandidates)
                    .containsExactly(5, 5);
            assertThat(board.metric(model + "/impression-among-errors/all/accuracy").orElseThrow())
                    .extracting(Metric::getN)
                    .isEqualTo(5);
        }
    }

    @Test
    void theVectorsOfAnErasedStudyLeaveTheStoreAndDoNotComeBack() {
        send(studies("m0", 2, 0.1));
        erase(0, 5);

        send(studies("m0", 2, 0.1));
        send(study("m1", 0, 0.1));
        pass(PACE);

        try (var items = driver.<String, byte[]>getKeyValueStore(EvalTopology.ITEMS).all()) {
            assertThat(items)
                    .toIterable()
                    .isNotEmpty()
                    .noneMatch(each -> each.key.contains("%032x".formatted(0)));
        }
        assertThat(board.metric("m1/findings-to-impression/all/recall@1")).isEmpty();
    }

    @Test
    void itemsOfAStudyErasedAfterTheyWereCountedKeepACandidateWaitingForAWhileOnly() {
        send("m0", ModelState.PROMOTED, null, 1);
        send(studies("m0", 40, 3));
        List<Embedding> items = studies("m1", 40, 0.2);
        send(items.subList(0, items.size() - 7)); // the last study's were never announced
        send("m1", ModelState.SHADOW, items.size(), 3);
        erase(39, 5);
        pass(PACE);
        assertThat(received(Topic.MODELS, Model.class)).isEmpty();

        pass(PATIENCE);
        pass(PACE);

        assertThat(received(Topic.MODELS, Model.class))
                .extracting(Model::getState)
                .containsExactly(ModelState.PROMOTED);
    }
}
