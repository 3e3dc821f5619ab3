package hilum.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.training.StudyTexts;
import hilum.schemas.Erasure;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureRequestsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ERASED = "%032x".formatted(1);
    private static final String OTHER = "%032x".formatted(2);

    @TempDir Path folder;
    private final Corpus corpus = new Corpus();
    private final Models models = new Models();
    private ArtifactStore store;
    private ErasureRequests requests = new ErasureRequests();

    @BeforeEach
    void twoRoundsHaveRun() throws IOException {
        store = new ArtifactStore(folder);
        freeze("round-1", ERASED, OTHER);
        freeze("round-2", OTHER);
        model("base", null, null);
        model("r1", "base", "round-1");
        model("r2", "r1", "round-2");
        model("other", "base", "round-2");
        corpus.take(incoming(Topic.STUDIES, ERASED, study(ERASED)));
    }

    @Test
    void aRequestIsAnsweredWithTheVersionsThatTheStudyWentInto() throws IOException {
        requests.take(request(ERASED), corpus);

        List<Outgoing> receipts = carryOut();

        assertThat(receipts).hasSize(1);
        Erasure receipt = (Erasure) receipts.getFirst().value().orElseThrow();
        assertThat(receipt.getTrainedVersions()).containsExactly("r1", "r2");
        assertThat(receipt.getRemoved())
                .isEqualTo(Map.of("records in memory", 1L, "entries of training sets", 1L));
        assertThat(requests.open()).isEmpty();
    }

    @Test
    void nothingOfAnErasedStudyIsLeftInAFrozenSetButThatItTookPart() throws IOException {
        byte[] untouched = Files.readAllBytes(store.path(FrozenSets.location("round-2")));
        requests.take(request(ERASED), corpus);

        carryOut();

        byte[] bytes = Files.readAllBytes(store.path(FrozenSets.location("round-1")));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains(ERASED, "Findings of " + OTHER)
                .doesNotContain("Findings of " + ERASED, "image-of-" + ERASED);
        assertThat(Files.readAllBytes(store.path(FrozenSets.location("round-2"))))
                .isEqualTo(untouched);
    }

    @Test
    void aTrainerThatDiedBeforeItsReceiptListsTheSameVersionsAgain() throws IOException {
        requests.take(request(ERASED), corpus);
        carryOut();

        requests = new ErasureRequests();
        requests.take(request(ERASED), corpus);

        Erasure receipt = (Erasure) carryOut().getFirst().value().orElseThrow();
        assertThat(receipt.getTrainedVersions()).containsExactly("r1", "r2");
    }

    @Test
    void whatHasItsReceiptIsNotCarriedOutAgainAfterARestart() throws IOException {
        requests.take(request(ERASED), corpus);
        Outgoing receipt = carryOut().getFirst();

        requests = new ErasureRequests();
        requests.take(request(ERASED), corpus);
        requests.take(
                incoming(Topic.ERASURES, receipt.key(), receipt.value().orElseThrow()), corpus);

        assertThat(requests.open()).isEmpty();
    }

    @Test
    void whatStillComesOfAnErasedStudyStaysOutOfTheCorpus() {
        requests.take(request(ERASED), corpus);

        corpus.take(incoming(Topic.STUDIES, ERASED, study(ERASED)));

        assertThat(corpus.studies()).isEmpty();
    }

    @Test
    void aDamagedSetStopsNoErasure() throws IOException {
        Files.writeString(store.path(FrozenSets.location("round-0")), "no Avro");
        requests.take(request(ERASED), corpus);

        assertThat(carryOut()).hasSize(1);

        assertThat(store.path(FrozenSets.location("round-0"))).doesNotExist();
    }

    private List<Outgoing> carryOut() throws IOException {
        return requests.carryOut(new FrozenSets(store), models, NOW);
    }

    private void freeze(String run, String... studies) throws IOException {
        List<TrainingSet.Member> members =
                java.util.Arrays.stream(studies).map(this::member).toList();
        store.put(FrozenSets.location(run), new TrainingSet(members).bytes());
    }

    private TrainingSet.Member member(String id) {
        return new TrainingSet.Member(
                1,
                "north",
                false,
                new StudyTexts(
                        id,
                        Optional.of("Findings of " + id),
                        Optional.empty(),
                        "Findings of " + id,
                        List.of("Rewritten: Findings of " + id),
                        List.of()),
                Optional.of(new TrainingSet.Image("images/image-of-" + id, "ab")));
    }

    private void model(String version, String parent, String run) {
        Model model =
                Model.newBuilder()
                        .setVersion(version)
                        .setState(ModelState.RETIRED)
                        .setParent(parent)
                        .setRunId(run)
                        .setLocation("models/" + version)
                        .setManifestSha256("00")
                        .setManifest("{}")
                        .setAt(NOW)
                        .build();
        models.take(incoming(Topic.MODELS, version, model));
    }

    private static Study study(String id) {
        return Study.newBuilder()
                .setStudyId(id)
                .setVersion(1)
                .setSite("north")
                .setFindings("Findings of " + id)
                .setAcceptedAt(NOW)
                .build();
    }

    private static Incoming request(String study) {
        return incoming(
                Topic.ERASURES,
                study,
                Receipts.request(study, "consent withdrawn", NOW).value().orElseThrow());
    }

    private static Incoming incoming(Topic topic, String key, SpecificRecord value) {
        return new Incoming(
                topic,
                key,
                Optional.of(value),
                TraceContext.start(),
                new ConsumerRecord<>(
                        topic.topicName(),
                        0,
                        0,
                        key.getBytes(StandardCharsets.UTF_8),
                        new byte[0]));
    }
}
