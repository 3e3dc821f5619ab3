package hilum.ingest.senders;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Studies that wait for their other half, by site, and those that left without it. The tasks of the
 * pairing tell it what they hold. Bounded; safe for many threads.
 */
public final class WaitingStudies {
    private final Map<String, Map<String, Held>> byTask = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> withoutReport = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> withoutImages = new ConcurrentHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Names names = new Names();
    private final MeterRegistry registry;
    private final Clock clock;

    public WaitingStudies(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        Gauge.builder("hilum.ingest.studies.waiting", this, all -> all.held(all.seen).studies())
                .description("Studies held for their other half")
                .register(registry);
    }

    /**
     * One study that waits.
     *
     * @param site site that sent it
     * @param since when its first part came, epoch milliseconds
     */
    public record One(String site, long since) {}

    /** How many wait, and since when the oldest does, epoch milliseconds. */
    private record Held(long studies, long since) {
        private static final Held NONE = new Held(0, Long.MAX_VALUE);

        Held and(Held other) {
            return new Held(studies + other.studies, Math.min(since, other.since));
        }
    }

    /**
     * The line of a site.
     *
     * @param studies that wait now
     * @param oldestSeconds how long the oldest of them has waited; 0 where none waits
     * @param leftWithoutReport images that left alone since the start, no report having come in
     *     time
     * @param leftWithoutImages reports that left with fewer images than they announced
     */
    public record Line(
            String site,
            long studies,
            long oldestSeconds,
            long leftWithoutReport,
            long leftWithoutImages) {}

    /** What a task holds now, in place of what it held before. */
    public void hold(String task, Collection<One> waiting) {
        Map<String, Held> bySite = new ConcurrentHashMap<>();
        for (One one : waiting) {
            bySite.merge(known(one.site()), new Held(1, one.since()), Held::and);
        }
        byTask.put(task, bySite);
    }

    /** A task has moved elsewhere or ends. */
    public void closed(String task) {
        byTask.remove(task);
    }

    /** A study's time was up and no report had come. */
    public void leftWithoutReport(String site) {
        left(withoutReport, known(site), "report");
    }

    /** A study's time was up and fewer images had come than its report announced. */
    public void leftWithoutImages(String site) {
        left(withoutImages, known(site), "images");
    }

    /** Every site that has had studies waiting, by name. */
    public List<Line> lines() {
        return new TreeSet<>(seen)
                .stream()
                        .map(
                                site -> {
                                    Held held = held(Set.of(site));
                                    return new Line(
                                            site,
                                            held.studies(),
                                            (long) seconds(held),
                                            sum(withoutReport, site),
                                            sum(withoutImages, site));
                                })
                        .toList();
    }

    private void left(Map<String, LongAdder> counts, String site, String missing) {
        counts.computeIfAbsent(site, first -> new LongAdder()).increment();
        registry.counter("hilum.ingest.site.left.alone", "site", site, "missing", missing)
                .increment();
    }

    private static long sum(Map<String, LongAdder> counts, String site) {
        LongAdder count = counts.get(site);
        return count == null ? 0 : count.sum();
    }

    private String known(String name) {
        String site = names.of(name);
        if (seen.add(site)) {
            Set<String> its = Set.of(site);
            Gauge.builder("hilum.ingest.site.waiting", () -> held(its).studies())
                    .description("Studies held for their other half")
                    .tag("site", site)
                    .register(registry);
            Gauge.builder("hilum.ingest.site.waiting.age", () -> seconds(held(its)))
                    .description("Seconds that the oldest study held has waited")
                    .tag("site", site)
                    .register(registry);
        }
        return site;
    }

    private Held held(Set<String> sites) {
        return byTask.values().stream()
                .flatMap(task -> sites.stream().map(task::get).flatMap(Stream::ofNullable))
                .reduce(Held.NONE, Held::and);
    }

    private double seconds(Held held) {
        return held.studies() == 0
                ? 0
                : Math.max(
                        0,
                        Duration.between(Instant.ofEpochMilli(held.since()), clock.instant())
                                        .toMillis()
                                / 1000.0);
    }
}
