package hilum.ingest.erasure;

import hilum.ingest.intake.Intake;
import hilum.ingest.intake.StudyImages;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An intake that hands on everything but parts of erased studies: their texts would lie on the
 * broker until retention. An erasure is known within seconds; what slips through until then, the
 * pairing drops. The sender is answered as for any other part. Safe for many threads.
 */
public final class ErasureGate implements Intake, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureGate.class);

    private final Intake next;
    private final DoorRequests erased;
    private final StudyImages images;
    private final Counter dropped;

    /**
     * @param next where everything else goes; closed with the gate
     * @param images where a part may have put a file already
     */
    public ErasureGate(Intake next, DoorRequests erased, StudyImages images, MeterRegistry meters) {
        this.next = next;
        this.erased = erased;
        this.images = images;
        dropped = meters.counter("hilum.ingest.parts.after.erasure");
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> events) {
        List<Outgoing> passed = events.stream().filter(each -> !isLate(each)).toList();
        for (Outgoing late : events) {
            if (isLate(late)) {
                drop(late);
            }
        }
        return passed.isEmpty() ? CompletableFuture.completedFuture(null) : next.publish(passed);
    }

    private boolean isLate(Outgoing event) {
        return event.topic() != Topic.ERASURES && erased.isErased(event.key());
    }

    private void drop(Outgoing late) {
        try {
            images.delete(late.key());
        } catch (IOException e) {
            throw new DependencyUnavailable("artifact store", e);
        }
        dropped.increment();
        LOG.info("Part of an erased study is dropped: study={}", late.key());
    }

    @Override
    public void close() throws Exception {
        if (next instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
