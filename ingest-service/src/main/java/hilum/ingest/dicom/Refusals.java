package hilum.ingest.dicom;

import hilum.ingest.intake.Intake;
import hilum.schemas.DeadLetter;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Dead letters of instances that can't be taken: a pseudonym and a reason, nothing of the instance.
 */
final class Refusals {
    private static final String STAGE = "ingest-service";

    private final Intake intake;
    private final Duration patience;
    private final Clock clock;

    Refusals(Intake intake, Duration patience, Clock clock) {
        this.intake = intake;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Sends one and waits for the broker.
     *
     * @param instance pseudonym of the instance
     * @throws DependencyUnavailable if the broker does not take it now
     */
    void publish(String instance, String reason) {
        String id = "%s:dicom:%s".formatted(STAGE, instance);
        DeadLetter letter =
                DeadLetter.newBuilder()
                        .setId(id)
                        .setStage(STAGE)
                        .setTopic("the PACS")
                        .setPartition(-1)
                        .setOffset(-1)
                        .setHeaders(Map.of())
                        .setReason(words(reason))
                        .setAt(clock.instant())
                        .build();
        try {
            intake.publish(
                            List.of(
                                    Outgoing.of(
                                            Topic.DEAD_LETTERS,
                                            id,
                                            letter,
                                            id,
                                            TraceContext.start())))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        } catch (ExecutionException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    private static String words(String reason) {
        return switch (reason) {
            case "accession" ->
                    "The instance has no accession number, by which report and image find each other: correct it in the PACS and send it there again";
            case "frames" ->
                    "The instance has several frames where a radiograph has one: store each as an instance of its own";
            case "no-text" ->
                    "The Structured Report holds no text: check what the reporting system writes into it";
            case "too-long" ->
                    "The Structured Report is longer than a report can be: check that it is one report";
            case "no-images" ->
                    "The Structured Report's study had no image until its time was up: check whether its images went to another study";
            default ->
                    "The PACS did not give the instance whole until its time was up: look there whether it can be shown at all";
        };
    }
}
