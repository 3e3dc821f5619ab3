package hilum.ingest.dicom;

import hilum.ingest.dicom.Outcome.Kind;
import hilum.ingest.pacs.Bookmark;
import hilum.ingest.pacs.Bookmark.Waiting;
import hilum.ingest.pacs.Feed;
import hilum.ingest.pacs.Feed.Found;
import hilum.ingest.pacs.InstanceKey;
import hilum.ingest.pacs.Pacs;
import hilum.ingest.pacs.PacsFailure;
import hilum.ingest.view.FrontalView;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a PACS on a virtual thread, one instance after the other. While PACS, broker or disk are
 * away it waits, longer each time, and goes on where it was. An instance that a PACS, otherwise
 * well, does not give is put off and asked for again, later each time, and refused when its time is
 * up: it never stops the others and is never passed over in silence.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_PUT_OFF = Duration.ofMinutes(10);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

    /** An instance that is said not to exist is asked for so often before that is believed. */
    private static final int TRIES_OF_WHAT_IS_GONE = 3;

    private final Pacs pacs;
    private final Feed feed;
    private final Bookmark bookmark;
    private final DicomDoor door;
    private final Refusals refusals;
    private final Progress progress;
    private final Pace pace;
    private final Clock clock;
    private Instant saved = Instant.EPOCH;
    private int failures;
    private Thread thread;

    /**
     * How patient a follower is.
     *
     * @param poll wait when there is nothing new
     * @param longestWait between two tries while something is away
     * @param giveUp how long an instance is asked for in vain
     */
    record Pace(Duration poll, Duration longestWait, Duration giveUp) {}

    Follower(
            Pacs pacs,
            Feed feed,
            Bookmark bookmark,
            DicomDoor door,
            Refusals refusals,
            Progress progress,
            Pace pace,
            Clock clock) {
        this.pacs = pacs;
        this.feed = feed;
        this.bookmark = bookmark;
        this.door = door;
        this.refusals = refusals;
        this.progress = progress;
        this.pace = pace;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("dicom-follower").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.debug("Follower is told to end");
        }
    }

    /** One portion, or one wait. */
    private void step() throws InterruptedException {
        try {
            boolean some = portion();
            failures = 0;
            progress.heard();
            tell();
            if (!some) {
                save();
                Thread.sleep(pace.poll());
            }
        } catch (PacsFailure e) {
            stuck("The PACS does not give what is asked: " + e.getMessage());
        } catch (DependencyUnavailable | UncheckedIOException | ProblemException e) {
            stuck(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(
                    "Follower fails: failure={} at={}",
                    e.getClass().getName(),
                    e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0]);
            stuck("The follower fails (%s)".formatted(e.getClass().getSimpleName()));
        } catch (IOException e) {
            stuck(
                    "The bookmark can't be written (%s): free space in the folder of hilum.ingest.dicom.state"
                            .formatted(e.getClass().getSimpleName()));
        }
    }

    private boolean portion() throws IOException, InterruptedException {
        for (String reference : bookmark.due(clock.instant())) {
            take(reference);
            saveNowAndThen();
        }
        List<Found> portion = feed.next(bookmark);
        progress.heard();
        progress.seen(portion.size());
        for (Found found : portion) {
            take(found.reference());
            feed.passed(found, bookmark);
            saveNowAndThen();
        }
        return !portion.isEmpty();
    }

    /** Ends with the instance settled or put off, or throws because nothing can go on. */
    private void take(String reference) throws PacsFailure, InterruptedException {
        Outcome outcome;
        try {
            InstanceKey key = feed.resolve(reference);
            outcome = door.take(key);
        } catch (PacsFailure e) {
            pacs.probe();
            putOff(reference, e);
            return;
        } catch (DependencyUnavailable | UncheckedIOException | ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            defect(reference, e);
            return;
        }
        progress.heard();
        if (outcome.kind() == Kind.LATER) {
            putOff(reference, outcome.reason(), outcome.reason());
            return;
        }
        settle(reference, outcome);
    }

    private void settle(String reference, Outcome outcome) {
        if (outcome.kind() == Kind.REFUSED) {
            refusals.publish(door.id(reference), outcome.reason());
        }
        bookmark.settle(reference);
        progress.cameOf(outcome);
        LOG.debug(
                "Instance settled: instance={} outcome={} reason={} frontal={} because={}",
                door.id(reference),
                outcome.kind().word(),
                outcome.reason(),
                outcome.view().map(FrontalView::probability).orElse(null),
                outcome.view().map(FrontalView::reasons).orElse(List.of()));
    }

    private void putOff(String reference, PacsFailure failure) {
        Waiting before = bookmark.of(reference, clock.instant());
        if (failure.gone() && before.tries() + 1 >= TRIES_OF_WHAT_IS_GONE) {
            settle(reference, Outcome.of(Kind.PASSED_OVER, "gone"));
        } else {
            putOff(reference, "unreadable", failure.getMessage());
        }
    }

    /**
     * A failure of ours on one instance, whose words may quote what came: only its kind is told.
     */
    private void defect(String reference, RuntimeException failure) {
        LOG.error(
                "Instance fails, it is put off: instance={} failure={} at={}",
                door.id(reference),
                failure.getClass().getName(),
                failure.getStackTrace().length == 0 ? "" : failure.getStackTrace()[0]);
        putOff(reference, "unreadable", failure.getClass().getSimpleName());
    }

    private void putOff(String reference, String reason, String why) {
        Instant now = clock.instant();
        Waiting before = bookmark.of(reference, now);
        if (now.getEpochSecond() - before.since() >= pace.giveUp().toSeconds()
                && before.tries() > 0) {
            settle(reference, Outcome.of(Kind.REFUSED, reason));
            return;
        }
        long wait = wait(before.tries(), LONGEST_PUT_OFF).toSeconds();
        bookmark.putOff(
                reference,
                new Waiting(before.since(), before.tries() + 1, now.getEpochSecond() + wait));
        progress.putOff(reason);
        LOG.info(
                "Instance is put off: instance={} tries={} wait={}s reason={}",
                door.id(reference),
                before.tries() + 1,
                wait,
                why);
    }

    private void stuck(String reason) throws InterruptedException {
        Duration wait = wait(failures++, pace.longestWait());
        progress.stuck(reason);
        tell();
        LOG.warn("PACS is not followed for now: wait={} reason={}", wait, reason);
        try {
            save();
        } catch (IOException e) {
            LOG.warn("Bookmark can't be written: reason={}", e.getClass().getSimpleName());
        }
        Thread.sleep(wait);
    }

    /** Twice as long each time, from half of that to all of it. */
    private static Duration wait(int before, Duration longest) {
        long most = Math.min(longest.toMillis(), SHORTEST_WAIT.toMillis() << Math.min(before, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }

    private void tell() {
        long behind;
        try {
            behind = progress.trouble().isPresent() ? progress.behind() : feed.behind(bookmark);
        } catch (PacsFailure e) {
            behind = progress.behind();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        progress.at(
                behind,
                bookmark.waiting().size(),
                bookmark.waiting().stream()
                        .map(each -> Instant.ofEpochSecond(each.since()))
                        .min(Instant::compareTo));
    }

    private void saveNowAndThen() throws IOException {
        if (Duration.between(saved, clock.instant()).compareTo(BETWEEN_SAVES) >= 0) {
            save();
        }
    }

    private void save() throws IOException {
        bookmark.save();
        saved = clock.instant();
    }

    /** Ends within seconds; what was under way comes again at the next start. */
    @Override
    public void close() {
        Optional.ofNullable(thread)
                .ifPresent(
                        running -> {
                            running.interrupt();
                            try {
                                running.join(Duration.ofSeconds(5));
                                bookmark.save();
                            } catch (IOException e) {
                                LOG.warn(
                                        "Bookmark can't be written: reason={}",
                                        e.getClass().getSimpleName());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }
}
