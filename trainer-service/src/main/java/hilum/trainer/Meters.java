package hilum.trainer;

import io.micrometer.core.instrument.MeterRegistry;

/** What training counts. */
final class Meters {
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    void step(String stage) {
        registry.counter("hilum.training.steps", "stage", stage).increment();
    }

    void round(String outcome) {
        registry.counter("hilum.training.rounds", "outcome", outcome).increment();
    }
}
