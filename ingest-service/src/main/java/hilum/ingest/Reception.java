package hilum.ingest;

import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Radiograph;
import hilum.ingest.intake.Receipt;
import hilum.ingest.intake.Refusal;
import hilum.ingest.intake.Submission;
import hilum.ingest.intake.SubmissionReader;
import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.Problem;
import hilum.transport.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes studies for the doors: reads, admits, waits for the acknowledgement, counts. */
@Singleton
public class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final SubmissionReader reader;
    private final Admission admission;
    private final IntakeMetrics metrics;
    private final Duration patience;

    Reception(
            SubmissionReader reader,
            Admission admission,
            IntakeMetrics metrics,
            IngestConfig config) {
        this.reader = reader;
        this.admission = admission;
        this.metrics = metrics;
        patience = config.acknowledgeWithin();
    }

    /** A submission on its way to the broker. */
    public record UnderWay(
            Sender sender, Submission submission, CompletableFuture<Receipt> receipt) {}

    /**
     * Checks a study and hands it on.
     *
     * @param images PNG or JPEG files
     */
    UnderWay begin(byte[] study, List<byte[]> images) throws InterruptedException {
        Submission submission;
        List<Radiograph> radiographs = new ArrayList<>();
        try {
            submission = reader.read(study, images.size());
            for (byte[] image : images) {
                radiographs.add(Radiograph.of(image));
            }
        } catch (RuntimeException e) {
            Sender sender =
                    reader.siteOf(study)
                            .map(site -> new Sender(Door.HTTP, site))
                            .orElseGet(() -> Sender.unknown(Door.HTTP));
            metrics.received(sender);
            throw counted(sender, e);
        }
        return begin(submission, radiographs, Door.HTTP);
    }

    /** Hands on what another door has read. */
    public UnderWay begin(Submission submission, Door door) {
        return begin(submission, List.of(), door);
    }

    private UnderWay begin(Submission submission, List<Radiograph> radiographs, Door door) {
        Sender sender = new Sender(door, submission.site());
        metrics.received(sender);
        try {
            return new UnderWay(sender, submission, admission.admit(submission, radiographs));
        } catch (RuntimeException e) {
            throw counted(sender, e);
        }
    }

    /** Waits, within bounds, until the study is acknowledged. */
    public Receipt await(UnderWay study) throws InterruptedException {
        try {
            Receipt receipt = Intake.acknowledged(study.receipt(), patience);
            metrics.accepted(study.sender());
            LOG.debug(
                    "Study accepted: study={} images={}",
                    receipt.studyId(),
                    receipt.images().size());
            return receipt;
        } catch (RuntimeException e) {
            throw counted(study.sender(), e);
        }
    }

    private RuntimeException counted(Sender sender, RuntimeException failure) {
        metrics.refused(sender, problem(failure));
        return failure;
    }

    /** Counts a refusal that was made before a study could be read. */
    public ProblemException refused(Sender sender, ProblemException refusal) {
        metrics.received(sender);
        metrics.refused(sender, refusal.problem());
        return refusal;
    }

    /** Counts a right report that makes no study. */
    public void passedOver(Sender sender, String reason) {
        metrics.passedOver(sender, reason);
    }

    /** A failure in the words of the batch's answer, where no exception mapper comes by. */
    public static Problem problem(RuntimeException failure) {
        return switch (failure) {
            case ProblemException e -> e.problem();
            case DependencyUnavailable e ->
                    new Problem(
                            "/problems/unavailable",
                            "Dependency unavailable",
                            503,
                            e.getMessage() + ": send the study again",
                            null);
            default ->
                    new Problem(
                            "/problems/internal",
                            "Internal error",
                            500,
                            "The service failed on this study: its log has the reason; report it as a defect",
                            null);
        };
    }

    static ProblemException tooLarge(String what, long limit) {
        return Refusal.tooLarge(
                "%s is larger than %d bytes: send less at once".formatted(what, limit));
    }
}
