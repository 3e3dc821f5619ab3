package hilum.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.weights.Precision;
import hilum.schemas.Topic;
import hilum.schemas.TrainingEvent;
import hilum.schemas.TrainingEventType;
import hilum.trainer.Plan.StagePlan;
import hilum.trainer.Plan.TextTrains;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final String STUDIES = Topic.STUDIES.topicName();

    private final Rounds rounds = new Rounds();

    /** A round that read the studies up to an offset and made a version. */
    private void round(int number, String base, long until, String version) {
        round(number, base, until, version, List.of());
    }

    private void round(
            int number, String base, long until, String version, List<StagePlan> stages) {
        Plan plan =
                new Plan(
                        "round-" + number,
                        number,
                        number,
                        base,
                        new TreeMap<>(Map.of(STUDIES, new TreeMap<>(Map.of(0, until)))),
                        10,
                        10,
                        "training-sets/x.avro",
                        "00",
                        1,
                        stages);
        rounds.take(event(plan, 0, TrainingEventType.PLANNED, null));
        rounds.take(event(plan, 1, TrainingEventType.PUBLISHED, version));
    }

    private static TrainingEvent event(
            Plan plan, int sequence, TrainingEventType type, String version) {
        return TrainingEvent.newBuilder()
                .setRunId(plan.runId())
                .setSequence(sequence)
                .setType(type)
                .setPlan(type == TrainingEventType.PLANNED ? plan.json() : null)
                .setModelVersion(version)
                .setAt(Instant.EPOCH)
                .build();
    }

    @Test
    void studiesOfARefusedRoundAreNewToTheNextOne() {
        round(1, "base", 100, "r1");
        round(2, "r1", 200, "r2"); // refused: r1 goes on serving

        assertThat(rounds.trainedUntil(STUDIES, Set.of("r1", "base"), 2))
                .isEqualTo(Map.of(0, 100L));
        assertThat(rounds.trainedUntil(STUDIES, Set.of("r2", "r1", "base"), 2))
                .isEqualTo(Map.of(0, 200L));
    }

    @Test
    void studiesOfRoundsRefusedLongAgoAreNotDraggedAlong() {
        round(1, "base", 100, "r1");
        round(2, "r1", 200, "r2");
        round(3, "r1", 300, "r3");
        round(4, "r1", 400, "r4");

        assertThat(rounds.trainedUntil(STUDIES, Set.of("r1", "base"), 2))
                .isEqualTo(Map.of(0, 200L));
        assertThat(rounds.trainedUntil(STUDIES, Set.of("r1", "base"), Integer.MAX_VALUE))
                .isEqualTo(Map.of(0, 100L));
    }

    @Test
    void toAVersionThatNoRoundMadeEveryStudyIsNew() {
        round(1, "base", 100, "r1");

        assertThat(rounds.trainedUntil(STUDIES, Set.of("imported"), Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void studiesWhoseWordsAloneWereTrainedOnAreNewForPairs() {
        round(1, "base", 100, "r1", List.of(stage(Plan.TEXT)));
        round(2, "r1", 200, "words", List.of(stage(Plan.MNTP)));
        round(3, "r1", 300, "both", List.of(stage(Plan.MNTP), stage(Plan.TEXT)));

        assertThat(rounds.trainedUntil(STUDIES, Set.of("words", "r1"), Integer.MAX_VALUE))
                .isEqualTo(Map.of(0, 100L));
        assertThat(rounds.trainedUntil(STUDIES, Set.of("both", "r1"), Integer.MAX_VALUE))
                .isEqualTo(Map.of(0, 300L));
    }

    private static StagePlan stage(String name) {
        return new StagePlan(
                name, 1, 8, 1e-4, 128, 0, 0, 10, Precision.FLOAT32, TextTrains.ALL, null);
    }
}
