package hilum.ingest.fhir.poll;

import hilum.transport.DependencyUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a server round after round. A round asks for all reports that have changed since the last
 * one, with an overlap, and goes from page to page; a page is left behind when the broker has it.
 * Whatever fails is tried again with growing pauses, and nothing is passed over: after a restart
 * the page is read again that was not left behind. Belongs to one thread.
 */
final class Polling {
    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);
    private static final String NO_INCLUDE = "none";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Takes the reports of a page. */
    interface Reports {
        /**
         * Returns when the broker has all of them that can be taken.
         *
         * @return when each was last changed, in the order of the page
         * @throws DependencyUnavailable if the broker is away
         * @throws ServerAway if a document of a report can't be had for now
         */
        List<Instant> take(Page page) throws InterruptedException;
    }

    /** What is asked, and how often. */
    record Settings(
            Optional<Instant> from,
            Duration every,
            int pageSize,
            Duration overlap,
            List<String> include,
            Duration longestPause) {
        Settings {
            include = List.copyOf(include);
        }
    }

    private final FhirServer server;
    private final Reports reports;
    private final Path file;
    private final Settings settings;
    private final MeterRegistry meters;
    private final AtomicLong readTo = new AtomicLong();
    private Position position;

    /** Whether the round's pages are known to come in the order of change. */
    private boolean ordered;

    /** Start of the round, to go back to where the order turns out to be another. */
    private Optional<Instant> begun;

    private int failures;
    private String lastReason = "";

    Polling(
            FhirServer server,
            Reports reports,
            Path file,
            Settings settings,
            MeterRegistry meters) {
        this.server = server;
        this.reports = reports;
        this.file = file;
        this.settings = settings;
        this.meters = meters;
        position =
                Position.read(file, server.base().toString())
                        .orElseGet(() -> Position.start(settings.from()));
        begun = position.since();
        meters.gauge("hilum.ingest.fhir.poll.read.to.seconds", readTo);
    }

    /** Reads until the thread is interrupted. */
    void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration pause = attempt();
                if (!pause.isZero()) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a page; gives the pause before the next one. */
    private Duration attempt() throws InterruptedException {
        try {
            boolean more = readPage();
            failures = 0;
            lastReason = "";
            return more ? Duration.ZERO : settings.every();
        } catch (ServerAway e) {
            if (e.isGone() && position.next().isPresent()) {
                position = position.anew(); // its search has expired: the round begins again
            }
            return after(e.reason(), e.getMessage(), e.retryAfter());
        } catch (DependencyUnavailable e) {
            return after(e.dependency(), e.getMessage(), Optional.empty());
        } catch (IOException e) {
            return after(
                    "position",
                    "The position can't be written to %s (%s): free space, or set hilum.state"
                            .formatted(file, e.getClass().getSimpleName()),
                    Optional.empty());
        } catch (RuntimeException e) {
            LOG.error("Polling failed by a defect: it goes on with the same page", e);
            return after("internal", "See the log above", Optional.empty());
        }
    }

    private Duration after(String reason, String message, Optional<Duration> retryAfter) {
        meters.counter("hilum.ingest.fhir.poll.failures", "reason", reason).increment();
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, 16));
        if (retryAfter.isPresent() && retryAfter.get().compareTo(pause) > 0) {
            pause = retryAfter.get();
        }
        if (pause.compareTo(settings.longestPause()) > 0) {
            pause = settings.longestPause();
        }
        // Several instances that lost the same server do not come back to it at the same moment.
        Duration jittered =
                Duration.ofMillis(
                        (long)
                                (pause.toMillis()
                                        * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
        if (!reason.equals(lastReason)) {
            LOG.warn("Polling waits: reason={} wait={} : {}", reason, jittered, message);
        }
        lastReason = reason;
        return jittered;
    }

    /** One page; whether another follows at once. */
    private boolean readPage() throws InterruptedException, IOException {
        boolean first = position.next().isEmpty();
        URI address = first ? firstPage() : ownPage(position.next().get());
        Page page = Page.of(server.get(address).body());
        if (first) {
            begun = position.since();
            ordered = page.link("self").filter(Polling::saysOrder).isPresent();
        }
        Optional<String> next = page.link("next").map(url -> ownPage(url).toString());
        if (next.isPresent() && next.get().equals(address.toString())) {
            throw new ServerAway(
                    "circle", "The server's page names itself as the next: its search is broken");
        }
        List<Instant> changes = reports.take(page);
        leave(changes, next);
        return next.isPresent();
    }

    private void leave(List<Instant> changes, Optional<String> next) throws IOException {
        ordered = ordered && isInOrder(changes);
        Optional<Instant> newest = changes.stream().max(Instant::compareTo);
        Optional<Instant> reached =
                newest.filter(
                                time ->
                                        position.reached().isEmpty()
                                                || time.isAfter(position.reached().get()))
                        .or(position::reached);
        Position left = new Position(ordered ? later(begun, reached) : begun, reached, next);
        Position written = next.isEmpty() ? left.finished() : left;
        written.write(file, server.base().toString());
        position = written;
        written.since().ifPresent(time -> readTo.set(time.getEpochSecond()));
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return other.filter(time -> one.isEmpty() || time.isAfter(one.get())).or(() -> one);
    }

    private boolean isInOrder(List<Instant> changes) {
        Instant before = position.reached().orElse(Instant.MIN);
        for (Instant change : changes) {
            if (change.isBefore(before)) {
                return false;
            }
            before = change;
        }
        return true;
    }

    private static boolean saysOrder(String self) {
        try {
            return URLDecoder.decode(self, StandardCharsets.UTF_8).contains("_sort=_lastUpdated");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private URI firstPage() {
        StringBuilder query = new StringBuilder("DiagnosticReport?_sort=_lastUpdated");
        query.append("&_count=").append(settings.pageSize());
        position.since()
                .map(since -> since.minus(settings.overlap()).truncatedTo(ChronoUnit.MILLIS))
                .ifPresent(since -> query.append("&_lastUpdated=").append(encoded("ge" + since)));
        settings.include().stream()
                .filter(each -> !each.equals(NO_INCLUDE))
                .forEach(each -> query.append("&_include=").append(encoded(each)));
        return server.base().resolve(query.toString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private URI ownPage(String url) {
        return server.own(url)
                .orElseThrow(
                        () ->
                                new ServerAway(
                                        "foreign",
                                        "The server's next page is at another origin than hilum.ingest.fhir.poll.url: set the server's own base address so that both agree"));
    }
}
