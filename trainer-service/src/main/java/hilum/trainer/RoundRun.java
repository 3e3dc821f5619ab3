package hilum.trainer;

import hilum.encoders.model.ModelFolder;
import hilum.encoders.torch.NativeHeap;
import hilum.encoders.training.StepResult;
import hilum.encoders.training.TrainingStage;
import hilum.encoders.training.TrainingState;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Sha256;
import hilum.schemas.TrainingEvent;
import hilum.schemas.TrainingEventType;
import hilum.transport.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one round from wherever its events say it stands to its end: PUBLISHED with a candidate, or
 * FAILED with the reason.
 *
 * <p>A file is complete before the event that names it. Killed at any time, the round goes on from
 * the last checkpoint announced and ends with the same weights, since a step depends on the state,
 * the plan and its number alone.
 */
final class RoundRun {
    private static final Logger LOG = LoggerFactory.getLogger(RoundRun.class);
    private static final int STEPS_BETWEEN_EVENTS = 10;
    private static final Duration TIME_BETWEEN_EVENTS = Duration.ofSeconds(2);

    private final ArtifactStore store;
    private final Announcements announcements;
    private final Meters meters;
    private final Duration betweenCheckpoints;
    private final long memory;
    private final BooleanSupplier stopping;
    private final Plan plan;
    private int sequence;

    /**
     * @param memory bytes that activations of a text tower may take
     * @param stopping asked after each step; a run that stops leaves the round to be resumed
     * @param plan of the round
     * @param sequence of the round's last event; -1 before the first
     */
    RoundRun(
            ArtifactStore store,
            Announcements announcements,
            Meters meters,
            Duration betweenCheckpoints,
            long memory,
            BooleanSupplier stopping,
            Plan plan,
            int sequence) {
        this.store = store;
        this.announcements = announcements;
        this.meters = meters;
        this.betweenCheckpoints = betweenCheckpoints;
        this.memory = memory;
        this.stopping = stopping;
        this.plan = plan;
        this.sequence = sequence;
    }

    /** Announces the plan and runs the round. */
    void start() throws InterruptedException {
        announce(
                event(TrainingEventType.PLANNED)
                        .setPlan(plan.json())
                        .setTrainingSet(plan.trainingSet())
                        .setTrainingSetSha256(plan.trainingSetSha256()));
        announce(event(TrainingEventType.STARTED));
        LOG.info(
                "Round starts: run={} studies={} base={}",
                plan.runId(),
                plan.studies(),
                plan.base());
        run(0, Optional.empty());
    }

    /** Goes on where the round's events end. */
    void resume(Round round) throws InterruptedException {
        String from =
                Optional.ofNullable(round.checkpoint())
                        .orElse("the start of stage " + (round.stagesDone() + 1));
        announce(event(TrainingEventType.RESUMED).setMessage("resumed from " + from));
        LOG.info("Round goes on: run={} from={}", plan.runId(), from);
        run(round.stagesDone(), Optional.ofNullable(round.checkpoint()));
    }

    private void run(int stagesDone, Optional<String> checkpoint) throws InterruptedException {
        try {
            Workshop workshop = new Workshop(store, plan, memory);
            Optional<String> from = checkpoint;
            for (int i = stagesDone; i < plan.stages().size(); i++) {
                if (!stage(workshop, plan.stages().get(i), from)) {
                    return;
                }
                from = Optional.empty();
            }
            publish(workshop.publish());
            workshop.clear();
        } catch (IOException
                | UncheckedIOException
                | IllegalStateException
                | IllegalArgumentException e) {
            LOG.error("Round failed: run={} reason={}", plan.runId(), e.getMessage());
            announce(event(TrainingEventType.FAILED).setMessage(e.getMessage()));
            meters.round("failed");
        }
    }

    /** Runs a stage to its end; false if the service stops. */
    private boolean stage(Workshop workshop, Plan.StagePlan planned, Optional<String> checkpoint)
            throws IOException, InterruptedException {
        try (TrainingStage stage = workshop.stage(planned);
                TrainingState state =
                        checkpoint.isPresent()
                                ? TrainingState.load(store.path(checkpoint.get()))
                                : workshop.start(planned)) {
            Optional<String> last = checkpoint;
            Progress progress = new Progress();
            Instant saved = Instant.now();
            while (state.step() < stage.steps()) {
                progress.add(stage.step(state));
                NativeHeap.trim(); // batches differ in shape: what one frees the next may not fill
                meters.step(planned.name());
                boolean done = state.step() == stage.steps();
                if (done || progress.isDue()) {
                    announce(progress.event(event(TrainingEventType.STEP), planned, stage, state));
                    progress = new Progress();
                }
                if (!done && saved.plus(betweenCheckpoints).isBefore(Instant.now())) {
                    String location = workshop.save(planned, state);
                    announce(
                            event(TrainingEventType.CHECKPOINT)
                                    .setStage(planned.name())
                                    .setStep(state.step())
                                    .setSteps(stage.steps())
                                    .setCheckpoint(location));
                    if (last.isPresent()) {
                        workshop.forget(last.get());
                    }
                    last = Optional.of(location);
                    saved = Instant.now();
                }
                if (stopping.getAsBoolean()) {
                    return false;
                }
            }
            workshop.finish(planned, state);
            announce(
                    event(TrainingEventType.STAGE_DONE)
                            .setStage(planned.name())
                            .setStep(state.step())
                            .setSteps(stage.steps()));
            if (last.isPresent()) {
                workshop.forget(last.get());
            }
            return true;
        }
    }

    private void publish(ModelFolder folder) throws IOException, InterruptedException {
        String version = folder.manifest().version();
        Model candidate =
                record(folder)
                        .setState(ModelState.CANDIDATE)
                        .setParent(plan.base())
                        .setRunId(plan.runId())
                        .setTrainedOn(plan.studies())
                        .build();
        sequence++;
        announcements.announce(
                event(TrainingEventType.PUBLISHED)
                        .setSequence(sequence)
                        .setModelVersion(version)
                        .build(),
                Optional.of(candidate));
        meters.round("published");
        LOG.info("Round published: run={} version={}", plan.runId(), version);
    }

    /** What every record of a model says of its folder. */
    static Model.Builder record(ModelFolder folder) throws IOException {
        byte[] manifest = Files.readAllBytes(folder.path().resolve("manifest.json"));
        return Model.newBuilder()
                .setVersion(folder.manifest().version())
                .setLocation("models/" + folder.manifest().version())
                .setManifestSha256(Sha256.hex(manifest))
                .setManifest(new String(manifest, StandardCharsets.UTF_8))
                .setAt(Instant.now());
    }

    private TrainingEvent.Builder event(TrainingEventType type) {
        return TrainingEvent.newBuilder()
                .setRunId(plan.runId())
                .setSequence(0)
                .setType(type)
                .setAt(Instant.now());
    }

    private void announce(TrainingEvent.Builder event) throws InterruptedException {
        sequence++;
        announcements.announce(event.setSequence(sequence).build(), Optional.empty());
    }

    /** What happened since the last event. */
    private static final class Progress {
        private final Instant since = Instant.now();
        private int steps;
        private int examples;
        private double loss;
        private StepResult last;

        void add(StepResult result) {
            steps++;
            examples += result.examples();
            loss += result.loss();
            last = result;
        }

        boolean isDue() {
            return steps >= STEPS_BETWEEN_EVENTS
                    || since.plus(TIME_BETWEEN_EVENTS).isBefore(Instant.now());
        }

        TrainingEvent.Builder event(
                TrainingEvent.Builder event,
                Plan.StagePlan planned,
                TrainingStage stage,
                TrainingState state) {
            double seconds =
                    Math.max(1e-3, Duration.between(since, Instant.now()).toMillis() / 1e3);
            return event.setStage(planned.name())
                    .setStep(state.step())
                    .setSteps(stage.steps())
                    .setLoss(loss / steps)
                    .setLearningRate(last.learningRate())
                    .setGradientNorm(last.gradientNorm())
                    .setExamplesPerSecond(examples / seconds);
        }
    }
}
