package hilum.ingest;

import hilum.ingest.senders.Sender;
import hilum.ingest.senders.Senders;
import hilum.transport.http.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * What the intake counts: studies received, accepted, and refused by reason, for all and for each
 * sender.
 */
@Singleton
class IntakeMetrics {
    private final MeterRegistry registry;
    private final Senders senders;
    private final Counter received;
    private final Counter accepted;

    IntakeMetrics(MeterRegistry registry, Senders senders) {
        this.registry = registry;
        this.senders = senders;
        received = registry.counter("hilum.ingest.studies.received");
        accepted = registry.counter("hilum.ingest.studies.accepted");
    }

    void received(Sender sender) {
        senders.received(sender);
        received.increment();
    }

    void accepted(Sender sender) {
        senders.accepted(sender);
        accepted.increment();
    }

    void passedOver(Sender sender, String reason) {
        senders.received(sender);
        senders.passedOver(sender, reason);
    }

    void refused(Sender sender, Problem problem) {
        String reason = problem.type().substring(problem.type().lastIndexOf('/') + 1);
        senders.refused(sender, reason);
        registry.counter("hilum.ingest.studies.refused", "reason", reason).increment();
    }
}
