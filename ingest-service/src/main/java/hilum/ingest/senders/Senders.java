package hilum.ingest.senders;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The account of each sender since the start, told to metrics in the same numbers ({@code
 * hilum.ingest.sender.*}, by door and site). In memory and bounded. Safe for many threads.
 */
public final class Senders {
    private static final String PREFIX = "hilum.ingest.sender.";

    private final Map<Door, Names> names = new EnumMap<>(Door.class);
    private final Map<Sender, Row> rows = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Clock clock;

    public Senders(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        for (Door door : Door.values()) {
            names.put(door, new Names());
        }
    }

    /** One sender's counts, as they grow. */
    private static final class Row {
        private final LongAdder received = new LongAdder();
        private final LongAdder accepted = new LongAdder();
        private final LongAdder repeated = new LongAdder();
        private final LongAdder held = new LongAdder();
        private final Map<String, LongAdder> passedOver = new ConcurrentHashMap<>();
        private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
        private volatile Optional<Instant> last = Optional.empty();

        Account of(Sender sender) {
            return new Account(
                    sender.door(),
                    sender.site(),
                    received.sum(),
                    accepted.sum(),
                    repeated.sum(),
                    held.sum(),
                    sums(passedOver),
                    sums(refused),
                    last);
        }

        private static Map<String, Long> sums(Map<String, LongAdder> counts) {
            Map<String, Long> sums = new TreeMap<>();
            counts.forEach((reason, count) -> sums.put(reason, count.sum()));
            return sums;
        }
    }

    /** Something came. */
    public void received(Sender sender) {
        Row row = row(sender);
        row.last = Optional.of(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        row.received.increment();
        count("received", sender, Tags.empty());
    }

    /** The broker has it. */
    public void accepted(Sender sender) {
        row(sender).accepted.increment();
        count("accepted", sender, Tags.empty());
    }

    /** It had come before. */
    public void repeated(Sender sender) {
        row(sender).repeated.increment();
        count("repeated", sender, Tags.empty());
    }

    /** It waits for somebody to look at it. */
    public void held(Sender sender) {
        row(sender).held.increment();
        count("held", sender, Tags.empty());
    }

    /** It is right and makes no study. */
    public void passedOver(Sender sender, String reason) {
        grow(row(sender).passedOver, reason);
        count("passed.over", sender, Tags.of("reason", reason));
    }

    /** It was not taken. */
    public void refused(Sender sender, String reason) {
        grow(row(sender).refused, reason);
        count("refused", sender, Tags.of("reason", reason));
    }

    /** The account of every sender, by door and site. */
    public List<Account> accounts() {
        return rows.entrySet().stream()
                .map(each -> each.getValue().of(each.getKey()))
                .sorted(Comparator.comparing(Account::door).thenComparing(Account::site))
                .toList();
    }

    private static void grow(Map<String, LongAdder> counts, String reason) {
        counts.computeIfAbsent(reason, first -> new LongAdder()).increment();
    }

    private void count(String what, Sender sender, Tags more) {
        registry.counter(PREFIX + what, tags(counted(sender)).and(more)).increment();
    }

    private Row row(Sender sender) {
        return rows.computeIfAbsent(counted(sender), this::opened);
    }

    private Sender counted(Sender sender) {
        return new Sender(sender.door(), names.get(sender.door()).of(sender.site()));
    }

    private Row opened(Sender sender) {
        Row row = new Row();
        Gauge.builder(PREFIX + "age", row, this::age)
                .description("Seconds since something of the sender came")
                .tags(tags(sender))
                .register(registry);
        return row;
    }

    private double age(Row row) {
        return row.last
                .map(last -> Duration.between(last, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    private static Tags tags(Sender sender) {
        return Tags.of("door", sender.door().word(), "site", sender.site());
    }
}
