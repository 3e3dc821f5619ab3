package hilum.trainer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.schemas.TrainingEvent;
import java.time.Instant;

/**
 * A round as its events tell it.
 *
 * @param runId id of the round
 * @param plan what it is to do
 * @param state PLANNED, RUNNING, PUBLISHED or FAILED
 * @param sequence of its last event
 * @param stage stage it is in
 * @param step last step announced in that stage
 * @param steps steps of that stage
 * @param loss of the last step announced
 * @param examplesPerSecond training pairs per second, lately
 * @param stagesDone stages that are complete
 * @param checkpoint location of the last checkpoint of the stage, null when the stage has none
 * @param modelVersion what it published
 * @param message why it failed
 * @param startedAt when it was planned
 * @param at when its last event was announced
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Round(
        String runId,
        Plan plan,
        State state,
        @JsonIgnore int sequence,
        String stage,
        Integer step,
        Integer steps,
        Double loss,
        Double examplesPerSecond,
        int stagesDone,
        @JsonIgnore String checkpoint,
        String modelVersion,
        String message,
        Instant startedAt,
        Instant at) {

    /** How far a round has come. */
    enum State {
        PLANNED,
        RUNNING,
        PUBLISHED,
        FAILED;

        boolean finished() {
            return this == PUBLISHED || this == FAILED;
        }
    }

    /** The round that a PLANNED event opens. */
    static Round planned(TrainingEvent event) {
        return new Round(
                event.getRunId(),
                Plan.of(event.getPlan()),
                State.PLANNED,
                event.getSequence(),
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                event.getAt(),
                event.getAt());
    }

    /** The round after another of its events. */
    Round after(TrainingEvent event) {
        if (event.getSequence() <= sequence) {
            return this; // seen before
        }
        return switch (event.getType()) {
            case STARTED, RESUMED, PLANNED, UNKNOWN ->
                    with(event, State.RUNNING, stagesDone, checkpoint);
            case STEP -> with(event, State.RUNNING, stagesDone, checkpoint);
            case CHECKPOINT -> with(event, State.RUNNING, stagesDone, event.getCheckpoint());
            case STAGE_DONE -> with(event, State.RUNNING, stagesDone + 1, null);
            case PUBLISHED -> with(event, State.PUBLISHED, stagesDone, null);
            case FAILED -> with(event, State.FAILED, stagesDone, null);
        };
    }

    private Round with(TrainingEvent event, State next, int done, String lastCheckpoint) {
        return new Round(
                runId,
                plan,
                next,
                event.getSequence(),
                event.getStage() == null ? stage : event.getStage(),
                event.getStep() == null ? step : event.getStep(),
                event.getSteps() == null ? steps : event.getSteps(),
                event.getLoss() == null ? loss : event.getLoss(),
                event.getExamplesPerSecond() == null
                        ? examplesPerSecond
                        : event.getExamplesPerSecond(),
                done,
                lastCheckpoint,
                event.getModelVersion(),
                next == State.FAILED ? event.getMessage() : null,
                startedAt,
                event.getAt());
    }
}
