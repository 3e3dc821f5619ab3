package hilum.ingest.hl7;

import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.ingest.senders.Senders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the HL7 door counts for each sender: messages received, accepted (and the patients they
 * merge), repeated, passed over and refused by reason, how long an answer takes, and how long ago
 * the last message came. A sender is known by its site; the number of names is bounded, since MSH-4
 * is the sender's to write.
 */
final class Hl7Metrics {
    private static final int MOST_SENDERS = 64;
    private static final String OTHERS = "others";
    private static final String PREFIX = "hilum.ingest.hl7.messages.";

    private final MeterRegistry registry;
    private final Senders senders;
    private final Clock clock;
    private final Map<String, Instant> lastHeard = new ConcurrentHashMap<>();

    Hl7Metrics(MeterRegistry registry, Senders senders, Clock clock) {
        this.registry = registry;
        this.senders = senders;
        this.clock = clock;
    }

    /** The name under which a sender is counted from here on. */
    String received(String site) {
        String sender = known(site);
        lastHeard.put(sender, clock.instant());
        senders.received(account(sender));
        registry.counter(PREFIX + "received", "sender", sender).increment();
        return sender;
    }

    private String known(String site) {
        if (lastHeard.containsKey(site)) {
            return site;
        }
        synchronized (lastHeard) {
            String sender = lastHeard.size() < MOST_SENDERS ? site : OTHERS;
            if (lastHeard.putIfAbsent(sender, clock.instant()) == null) {
                Gauge.builder("hilum.ingest.hl7.sender.age", () -> age(sender))
                        .description("Seconds since the sender's last message")
                        .tag("sender", sender)
                        .register(registry);
            }
            return sender;
        }
    }

    private static Sender account(String sender) {
        return new Sender(Door.HL7, sender);
    }

    private double age(String sender) {
        return Duration.between(lastHeard.get(sender), clock.instant()).toMillis() / 1000.0;
    }

    void accepted(String sender, int studies) {
        senders.accepted(account(sender));
        registry.counter(PREFIX + "accepted", "sender", sender).increment();
        registry.counter("hilum.ingest.studies.received").increment(studies);
        registry.counter("hilum.ingest.studies.accepted").increment(studies);
    }

    void merged(String sender, int patients) {
        registry.counter(PREFIX + "accepted", "sender", sender).increment();
        registry.counter("hilum.ingest.hl7.patients.merged", "sender", sender).increment(patients);
    }

    void repeated(String sender) {
        senders.repeated(account(sender));
        registry.counter(PREFIX + "repeated", "sender", sender).increment();
    }

    void passedOver(String sender, String reason) {
        senders.passedOver(account(sender), reason);
        registry.counter(PREFIX + "passed.over", "sender", sender, "reason", reason).increment();
    }

    void refused(String sender, String reason) {
        senders.refused(account(sender), reason);
        registry.counter(PREFIX + "refused", "sender", sender, "reason", reason).increment();
    }

    void answered(Duration after) {
        Timer.builder("hilum.ingest.hl7.answer")
                .description("Time from a message to its answer")
                .publishPercentiles(0.5, 0.99)
                .register(registry)
                .record(after);
    }
}
