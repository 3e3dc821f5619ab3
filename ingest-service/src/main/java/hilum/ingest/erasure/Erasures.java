package hilum.ingest.erasure;

import hilum.ingest.intake.Intake;
import hilum.schemas.Erasure;
import hilum.transport.Outgoing;
import hilum.transport.erasure.Receipts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes erasure requests to the broker, and tells how far they are. Safe for many threads. */
public final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);

    private final ErasureReader reader;
    private final Intake intake;
    private final ErasureRecords records;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param patience wait for the broker's acknowledgement
     */
    public Erasures(
            ErasureReader reader,
            Intake intake,
            ErasureRecords records,
            Duration patience,
            Clock clock) {
        this.reader = reader;
        this.intake = intake;
        this.records = records;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * The answer to a request.
     *
     * @param studyId study that is being erased
     * @param requestedAt by which the receipts name this request
     */
    public record Accepted(String studyId, Instant requestedAt) {}

    /**
     * Takes a request; returns once the broker has it.
     *
     * @throws hilum.transport.http.ProblemException if it can't be taken
     * @throws hilum.transport.DependencyUnavailable if the broker does not acknowledge it
     */
    Accepted request(byte[] body) throws InterruptedException {
        ErasureReader.Request asked = reader.read(body);
        Outgoing request = Receipts.request(asked.studyId(), asked.reason(), clock.instant());
        Intake.acknowledged(intake.publish(List.of(request)), patience);
        LOG.info("Erasure is asked for: study={}", asked.studyId());
        return new Accepted(
                asked.studyId(), ((Erasure) request.value().orElseThrow()).getRequestedAt());
    }

    /** How far the erasure of a study is; empty where nobody asked for it. */
    Optional<ErasureStatus> of(String studyId) {
        return ErasureStatus.of(records.of(studyId));
    }
}
