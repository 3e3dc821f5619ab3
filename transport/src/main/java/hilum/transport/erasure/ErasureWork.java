package hilum.transport.erasure;

import hilum.schemas.Erasure;
import hilum.transport.Incoming;
import hilum.transport.Outcome;
import hilum.transport.Outgoing;
import hilum.transport.Stage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage's work on the topic of erasures: it removes what it holds of a study and answers with a
 * receipt, in one transaction with the request's offset. A stage of its own, so that an erasure
 * waits for no batch and for no outage of what it does not need. A request that comes again is
 * carried out again.
 */
public final class ErasureWork implements Stage.Work {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureWork.class);

    /** Removes what a stage holds of a study; the second time it finds nothing. */
    @FunctionalInterface
    public interface Removal {
        /**
         * Removes, and says what was there.
         *
         * @param incoming the request's record, whose trace goes on
         */
        Removed remove(Erasure request, Incoming incoming) throws InterruptedException;
    }

    private final String stage;
    private final Removal removal;
    private final Clock clock;

    /**
     * @param stage name of the service, as in {@link Receipts#STAGES}
     */
    public ErasureWork(String stage, Removal removal, Clock clock) {
        this.stage = stage;
        this.removal = removal;
        this.clock = clock;
    }

    @Override
    public Outcome process(List<Incoming> batch) throws InterruptedException {
        List<Outgoing> outgoing = new ArrayList<>();
        for (Incoming incoming : batch) {
            Optional<Erasure> request =
                    incoming.value().map(Erasure.class::cast).filter(Receipts::isRequest);
            if (request.isPresent()) {
                Removed removed = removal.remove(request.get(), incoming);
                outgoing.addAll(removed.events());
                outgoing.add(
                        Receipts.of(
                                request.get(), stage, removed, clock.instant(), incoming.trace()));
                LOG.info(
                        "Study is erased here: study={} removed={}",
                        request.get().getStudyId(),
                        removed.counts());
            }
        }
        return Outcome.of(outgoing);
    }

    /** Name of a service's consumer group for erasures. */
    public static String group(String service) {
        return service + "-erasures";
    }
}
