package hilum.ingest;

import hilum.transport.http.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What the intake counts: studies received, accepted, and refused by reason. */
@Singleton
class IntakeMetrics {
    private final MeterRegistry registry;
    private final Counter received;
    private final Counter accepted;

    IntakeMetrics(MeterRegistry registry) {
        this.registry = registry;
        received = registry.counter("hilum.ingest.studies.received");
        accepted = registry.counter("hilum.ingest.studies.accepted");
    }

    void received() {
        received.increment();
    }

    void accepted() {
        accepted.increment();
    }

    void refused(Problem problem) {
        String reason = problem.type().substring(problem.type().lastIndexOf('/') + 1);
        registry.counter("hilum.ingest.studies.refused", "reason", reason).increment();
    }
}
