package hilum.embedding.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.embedding.store.VectorStore;
import hilum.encoders.model.ModelManifest.Similarity;
import hilum.schemas.Embedding;
import hilum.schemas.HeldOut;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Vectors;
import hilum.transport.ArtifactStore;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.Outcome;
import hilum.transport.TraceContext;
import hilum.transport.erasure.ErasedStudies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shadow's side of {@link VersionWork}; what it stores is tested over a running vector store.
 */
class VersionWorkTest {
    private static final String HELD_OUT = study(true);
    private static final String TRAINING = study(false);

    @TempDir Path folder;
    private Set<String> erased = Set.of();

    @Test
    void aShadowAnnouncesTheEvaluationSplitOnly() {
        Outcome outcome =
                work().process(
                                List.of(
                                        arrival(HELD_OUT, 1, "clear lungs", 0),
                                        arrival(TRAINING, 1, "clear lungs", 1)));

        assertThat(events(outcome))
                .extracting(Embedding::getStudyId)
                .containsOnly(HELD_OUT)
                .hasSize(2);
        assertThat(events(outcome))
                .allSatisfy(
                        event -> {
                            assertThat(event.getCollection()).isNull();
                            assertThat(event.getHeldOut()).isTrue();
                            assertThat(Vectors.decode(event)).containsExactly(11f, 1f);
                        });
    }

    @Test
    void aStudyThatIsToBeErasedIsNeitherComputedNorAnnouncedNorDeadLettered() {
        erased = Set.of(HELD_OUT);
        Lengths encoder = new Lengths();

        Outcome outcome =
                work(encoder, new VersionWork.Mode.Shadow())
                        .process(
                                List.of(
                                        arrival(HELD_OUT, 1, "nan", 0),
                                        arrival(study(true, 1_000), 1, "fine", 1)));

        assertThat(events(outcome)).extracting(Embedding::getStudyId).doesNotContain(HELD_OUT);
        assertThat(events(outcome)).hasSize(2);
        assertThat(outcome.rejections()).isEmpty();
    }

    @Test
    void onlyTheNewestVersionInABatchCounts() {
        Outcome outcome =
                work().process(
                                List.of(
                                        arrival(HELD_OUT, 1, "old", 0),
                                        arrival(HELD_OUT, 2, "newer text", 1)));

        assertThat(events(outcome)).extracting(Embedding::getStudyVersion).containsOnly(2);
    }

    @Test
    void aVectorThatIsNoNumberIsRejectedAndTheRestGoesOn() {
        Outcome outcome =
                work().process(
                                List.of(
                                        arrival(HELD_OUT, 1, "nan", 0),
                                        arrival(study(true, 1_000), 1, "fine", 1)));

        assertThat(outcome.rejections())
                .isNotEmpty()
                .allSatisfy(
                        rejection -> assertThat(rejection.reason()).hasMessageContaining("NaN"));
        assertThat(events(outcome)).hasSize(2);
    }

    @Test
    void theSameEventSentAgainHasTheSameId() {
        Incoming arrival = arrival(HELD_OUT, 1, "clear lungs", 0);

        assertThat(work().process(List.of(arrival)).outgoing())
                .extracting(each -> each.id())
                .containsExactlyElementsOf(
                        work().process(List.of(arrival)).outgoing().stream()
                                .map(each -> each.id())
                                .toList());
    }

    @Test
    void aBatchThatComesAgainBecauseTheStoreIsAwayIsNotComputedAgain() {
        Lengths encoder = new Lengths();
        VersionWork work = work(encoder, new VersionWork.Mode.Full(Map.of()));
        Incoming arrival = arrival(TRAINING, 1, "clear lungs", 0);

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> work.process(List.of(arrival)))
                    .isInstanceOf(DependencyUnavailable.class)
                    .hasMessageContaining("vector store");
        }

        assertThat(encoder.passes).isOne();
    }

    private VersionWork work() {
        return work(new Lengths(), new VersionWork.Mode.Shadow());
    }

    private VersionWork work(VersionEncoder encoder, VersionWork.Mode mode) {
        return new VersionWork(
                encoder,
                new VectorStore("127.0.0.1", 1),
                new ArtifactStore(folder),
                mode,
                ErasedStudies.fixed(erased),
                new Meters(new SimpleMeterRegistry()));
    }

    private static List<Embedding> events(Outcome outcome) {
        return outcome.outgoing().stream()
                .map(each -> (Embedding) each.value().orElseThrow())
                .toList();
    }

    private static Incoming arrival(String study, int version, String findings, long offset) {
        Study value =
                Study.newBuilder()
                        .setStudyId(study)
                        .setVersion(version)
                        .setSite("site")
                        .setFindings(findings)
                        .setAcceptedAt(Instant.EPOCH)
                        .build();
        return new Incoming(
                Topic.STUDIES,
                study,
                Optional.of(value),
                TraceContext.start(),
                new ConsumerRecord<>(
                        Topic.STUDIES.topicName(),
                        0,
                        offset,
                        study.getBytes(StandardCharsets.UTF_8),
                        new byte[0]));
    }

    private static String study(boolean heldOut) {
        return study(heldOut, 0);
    }

    private static String study(boolean heldOut, int from) {
        return IntStream.iterate(from, i -> i + 1)
                .mapToObj(i -> "%032x".formatted(i))
                .filter(id -> HeldOut.test(id) == heldOut)
                .findFirst()
                .orElseThrow();
    }

    /** Encodes a text as its length and a one. */
    private static final class Lengths implements VersionEncoder {
        private int passes;

        @Override
        public String version() {
            return "lengths";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public Similarity similarity() {
            return Similarity.COSINE;
        }

        @Override
        public boolean hasImages() {
            return false;
        }

        @Override
        public String preprocessing() {
            return "none";
        }

        @Override
        public int tokens(List<String> texts) {
            return texts.size();
        }

        @Override
        public float[][] texts(List<String> texts) {
            passes++;
            return texts.stream()
                    .map(text -> new float[] {text.equals("nan") ? Float.NaN : text.length(), 1})
                    .toArray(float[][]::new);
        }

        @Override
        public float[][] textsAsTheyCome(List<String> texts, int batch) {
            return texts(texts);
        }

        @Override
        public float[] image(byte[] encoded) {
            throw new IllegalArgumentException("no images here");
        }

        @Override
        public void close() {}
    }
}
