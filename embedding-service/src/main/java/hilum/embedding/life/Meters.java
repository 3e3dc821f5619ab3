package hilum.embedding.life;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;

/** What embedding counts and times. */
public final class Meters {
    private final MeterRegistry registry;
    private final Timer searchable;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        searchable =
                Timer.builder("hilum.study.searchable")
                        .description(
                                "From the intake's acknowledgement of a study to its vectors in the store")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    void embedded(String version, int vectors) {
        registry.counter("hilum.vectors", "model", version).increment(vectors);
    }

    void searchable(Instant acceptedAt) {
        Duration age = Duration.between(acceptedAt, Instant.now());
        searchable.record(age.isNegative() ? Duration.ZERO : age);
    }
}
