package hilum.ingest.erasure;

import hilum.ingest.intake.Intake;
import hilum.schemas.Erasure;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes erased studies out of what the doors of this instance keep beside the pairing, and answers
 * each request with a receipt of the doors' own. It looks every two seconds, and at each start goes
 * through all that was ever erased: whatever a crash, an outage or a restored file has left is gone
 * then. A request is answered once, after everything of it is removed.
 */
public final class DoorErasure implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DoorErasure.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final DoorRequests requests;
    private final List<Holding> holdings;
    private final Intake intake;
    private final Duration patience;
    private final Clock clock;

    /** What is removed and not yet answered, by study and kind. */
    private final Map<String, Map<String, Long>> removed = new HashMap<>();

    private String trouble = "";
    private Thread looking;

    /**
     * @param requests closed with it
     * @param patience wait for the broker's acknowledgement of receipts
     */
    public DoorErasure(
            DoorRequests requests,
            List<Holding> holdings,
            Intake intake,
            Duration patience,
            Clock clock) {
        this.requests = requests;
        this.holdings = List.copyOf(holdings);
        this.intake = intake;
        this.patience = patience;
        this.clock = clock;
    }

    /** Begins to look, on a thread of its own. */
    public void start() {
        looking = Thread.ofVirtual().name("door-erasure").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                try {
                    look();
                    trouble = "";
                } catch (DependencyUnavailable e) {
                    LOG.debug("Erasures have to wait: reason={}", e.getMessage());
                } catch (IOException | RuntimeException e) {
                    tell(e);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            // Closing.
        }
    }

    /** Once, however often it fails. */
    private void tell(Exception failure) {
        String why = String.valueOf(failure.getMessage());
        if (!why.equals(trouble)) {
            LOG.warn("Erasures at the doors are tried again, they fail: reason={}", why, failure);
        }
        trouble = why;
    }

    /**
     * Carries out what is due.
     *
     * @throws IOException if something can't be removed; the next look tries again
     * @throws DependencyUnavailable if the broker does not answer
     */
    void look() throws IOException, InterruptedException {
        requests.catchUp();
        List<Erasure> due = requests.due();
        if (due.isEmpty()) {
            return;
        }
        Set<String> studies = due.stream().map(Erasure::getStudyId).collect(Collectors.toSet());
        for (Holding holding : holdings) {
            holding.removal()
                    .forget(studies)
                    .forEach((study, count) -> add(study, holding.kind(), count));
        }
        answer(requests.unanswered(due));
        requests.done(due);
        removed.keySet().removeAll(studies);
    }

    private void add(String study, String kind, long count) {
        removed.computeIfAbsent(study, first -> new TreeMap<>()).merge(kind, count, Long::sum);
        LOG.info("Study is erased at the doors: study={} removed={} {}", study, count, kind);
    }

    private void answer(List<Erasure> unanswered) throws InterruptedException {
        if (!unanswered.isEmpty()) {
            List<Outgoing> receipts = unanswered.stream().map(this::receipt).toList();
            Intake.acknowledged(intake.publish(receipts), patience);
        }
    }

    private Outgoing receipt(Erasure request) {
        return Receipts.of(
                request,
                requests.stage(),
                Removed.of(removed.getOrDefault(request.getStudyId(), Map.of())),
                clock.instant(),
                TraceContext.start());
    }

    @Override
    public void close() throws InterruptedException {
        if (looking != null) {
            looking.interrupt();
            looking.join(Duration.ofSeconds(5));
        }
        requests.close();
    }
}
