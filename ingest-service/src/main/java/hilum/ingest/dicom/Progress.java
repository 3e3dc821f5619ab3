package hilum.ingest.dicom;

import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.ingest.senders.Senders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How the door does: what came of how many instances, how far it is behind, since when the PACS is
 * silent. Written by the follower, read by metrics and health.
 */
final class Progress {
    private static final String PREFIX = "hilum.ingest.dicom.";

    private final MeterRegistry registry;
    private final Senders senders;
    private final Sender sender;
    private final Tags tags;
    private final Clock clock;
    private volatile Instant heard;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile long behind;
    private volatile int waiting;
    private volatile Optional<Instant> oldest = Optional.empty();

    /**
     * @param site names the PACS among others
     */
    Progress(MeterRegistry registry, Senders senders, String site, Clock clock) {
        this.registry = registry;
        this.senders = senders;
        sender = new Sender(Door.DICOM, site);
        this.clock = clock;
        tags = Tags.of("site", site);
        heard = clock.instant();
        gauge("behind", p -> p.behind);
        gauge("waiting", p -> p.waiting);
        gauge("waiting.seconds", p -> p.oldest.map(p::seconds).orElse(0.0));
        gauge("silent.seconds", p -> p.seconds(p.heard));
    }

    private void gauge(String name, ToDoubleFunction<Progress> value) {
        Gauge.builder(PREFIX + name, this, value)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private double seconds(Instant since) {
        return Math.max(0, Duration.between(since, clock.instant()).toSeconds());
    }

    void seen(int instances) {
        registry.counter(PREFIX + "seen", tags).increment(instances);
    }

    void cameOf(Outcome outcome) {
        senders.received(sender);
        switch (outcome.kind()) {
            case TAKEN -> senders.accepted(sender);
            case HELD -> senders.held(sender);
            case PASSED_OVER -> senders.passedOver(sender, outcome.reason());
            case REFUSED -> senders.refused(sender, outcome.reason());
            case LATER -> {} // it is settled when it comes again
        }
        registry.counter(
                        PREFIX + "instances",
                        tags.and("outcome", outcome.kind().word(), "reason", outcome.reason()))
                .increment();
        outcome.view()
                .ifPresent(
                        view ->
                                registry.summary(
                                                PREFIX + "frontal",
                                                tags.and("outcome", outcome.kind().word()))
                                        .record(view.probability()));
    }

    /** An instance was asked for in vain and is put off. */
    void putOff(String why) {
        registry.counter(PREFIX + "put.off", tags.and("reason", why)).increment();
    }

    /** The PACS answered. */
    void heard() {
        heard = clock.instant();
        trouble = Optional.empty();
    }

    /** Nothing goes on, for this reason. */
    void stuck(String reason) {
        trouble = Optional.of(reason);
    }

    void at(long changesBehind, int instancesWaiting, Optional<Instant> oldestSince) {
        behind = changesBehind;
        waiting = instancesWaiting;
        oldest = oldestSince;
    }

    Optional<String> trouble() {
        return trouble;
    }

    Instant lastHeard() {
        return heard;
    }

    long behind() {
        return behind;
    }

    int waiting() {
        return waiting;
    }
}
