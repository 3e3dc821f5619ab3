package hilum.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.training.StudyTexts;
import hilum.schemas.HeldOut;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.transport.Incoming;
import hilum.transport.TraceContext;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TrainingSetTest {
    private static final int STUDIES = 400;

    private static Corpus corpus() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < STUDIES; i++) {
            corpus.take(
                    incoming(id(i), Optional.of(study(id(i), i % 4 == 0 ? "small" : "large")), i));
        }
        return corpus;
    }

    private static String id(int i) {
        return "%032x".formatted(i);
    }

    private static Study study(String id, String site) {
        return Study.newBuilder()
                .setStudyId(id)
                .setVersion(1)
                .setSite(site)
                .setFindings("Findings of " + id + ".")
                .setImpression("Impression of " + id + ".")
                .setAcceptedAt(Instant.EPOCH)
                .build();
    }

    private static Incoming incoming(String id, Optional<Study> study, long offset) {
        return new Incoming(
                Topic.STUDIES,
                id,
                study.map(s -> s),
                TraceContext.start(),
                new ConsumerRecord<>(
                        Topic.STUDIES.topicName(), 0, offset, id.getBytes(), new byte[0]));
    }

    private static TrainingSet of(Corpus corpus, Map<Integer, Long> since, double replay) {
        return TrainingSet.of(corpus, since, corpus.positions(Topic.STUDIES), replay, 1);
    }

    @Test
    void aRoundTakesWhatCameFirstAndLeavesTheRestToTheNext() {
        Corpus corpus = corpus();
        Map<Integer, Long> none = Map.of();

        Map<Integer, Long> first = corpus.positionsAfter(none, 150);
        Map<Integer, Long> second = corpus.positionsAfter(first, 150);
        Map<Integer, Long> third = corpus.positionsAfter(second, 150);

        assertThat(first).isEqualTo(Map.of(0, 150L));
        assertThat(second).isEqualTo(Map.of(0, 300L));
        assertThat(third).isEqualTo(Map.of(0, (long) STUDIES));
        TrainingSet set = TrainingSet.of(corpus, first, second, 0.5, 1);
        assertThat(set.members().stream().filter(m -> !m.replay()).map(m -> m.texts().id()))
                .isNotEmpty()
                .allMatch(id -> id.compareTo(id(150)) >= 0 && id.compareTo(id(300)) < 0);
        assertThat(set.members().stream().filter(TrainingSet.Member::replay))
                .isNotEmpty()
                .allMatch(m -> m.texts().id().compareTo(id(150)) < 0);
    }

    @Test
    void heldOutStudiesNeverTrain() {
        TrainingSet set = of(corpus(), Map.of(), 0.5);

        assertThat(set.members()).noneMatch(m -> HeldOut.test(m.texts().id()));
        assertThat(set.members().size()).isBetween(STUDIES * 7 / 10, STUDIES * 9 / 10);
    }

    @Test
    void replayedStudiesAreHalfOfTheNewOnesAndOfEverySiteInProportion() {
        TrainingSet set = of(corpus(), Map.of(0, 300L), 0.5);

        List<TrainingSet.Member> replayed =
                set.members().stream().filter(TrainingSet.Member::replay).toList();
        assertThat(replayed).hasSize(set.fresh() / 2);
        assertThat(replayed.stream().filter(m -> m.site().equals("small")).count() * 4.0)
                .isBetween(replayed.size() * 0.6, replayed.size() * 1.4);
    }

    @Test
    void anErasedStudyIsGone() {
        Corpus corpus = corpus();
        String erased = of(corpus, Map.of(), 0).members().getFirst().texts().id();

        corpus.take(incoming(erased, Optional.empty(), STUDIES));

        assertThat(of(corpus, Map.of(), 0).members()).noneMatch(m -> m.texts().id().equals(erased));
    }

    @Test
    void theFileHoldsTheSetAndEqualSetsAreEqualBytes() throws IOException {
        TrainingSet set =
                new TrainingSet(
                        List.of(
                                new TrainingSet.Member(
                                        2,
                                        "a",
                                        true,
                                        new StudyTexts(
                                                id(1),
                                                Optional.empty(),
                                                Optional.of("No effusion."),
                                                "No effusion.",
                                                List.of("There is no effusion."),
                                                List.of(
                                                        new StudyTexts.Mistake(
                                                                "Effusion.",
                                                                Optional.of("Left effusion.")))),
                                        Optional.of(new TrainingSet.Image("images/a.png", "ab")))));

        assertThat(TrainingSet.parse(set.bytes())).isEqualTo(set);
        assertThat(set.bytes()).isEqualTo(TrainingSet.parse(set.bytes()).bytes());
    }
}
