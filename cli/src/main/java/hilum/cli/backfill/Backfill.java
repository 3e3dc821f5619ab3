package hilum.cli.backfill;

import hilum.cli.Failure;
import hilum.cli.Progress;
import hilum.cli.archive.Archive;
import hilum.cli.archive.Piece;
import hilum.cli.backfill.Bookmark.Reached;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One run of {@code send}, of whatever kind: reads the archive as a stream, sends over some
 * connections, and keeps its bookmark behind what has been answered. What was refused is answered
 * too, and not tried again. Stopped, crashed or killed, the next run goes on at the bookmark; what
 * was sent after it is sent a second time, and counts once at the receiver.
 *
 * @param <T> what is sent
 */
public final class Backfill<T> {
    private static final Duration BETWEEN_BOOKMARKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LINES = Duration.ofMillis(200);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    /** As a shell says of a program that Ctrl-C ended. */
    private static final int STOPPED = 130;

    private final Archive<T> archive;
    private final Supplier<? extends Door<T>> doors;
    private final Brake brake;
    private final Optional<Bookmark> bookmark;
    private final boolean plainWords;
    private final Instant begun = Instant.now();
    private final Reached from;
    private final Front front;
    private final Thread feeder = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private long seen;

    /**
     * Made by the thread that runs it.
     *
     * @param doors opens one connection
     * @param bookmark empty where nothing is to be remembered
     * @param plainWords whether the receiver's words never repeat what was sent to it, so that the
     *     bookmark may keep them
     * @throws Failure if the bookmark is not this archive's
     */
    public Backfill(
            Archive<T> archive,
            Supplier<? extends Door<T>> doors,
            Brake brake,
            Optional<Bookmark> bookmark,
            boolean plainWords) {
        this.archive = archive;
        this.doors = doors;
        this.brake = brake;
        this.bookmark = bookmark;
        this.plainWords = plainWords;
        from = bookmark.map(Bookmark::read).orElse(Reached.NOTHING);
        front = new Front(from.front());
    }

    /**
     * Sends what is not yet sent and prints the account of all.
     *
     * @return the exit code: 0 when nothing was refused
     */
    public int run(boolean json) {
        if (from.front().done() > 0) {
            System.err.printf(
                    "Going on after %d %ss (bookmark %s; --restart begins anew)%n",
                    from.front().done(), archive.noun(), bookmark.orElseThrow().file());
        }
        Thread stop = Thread.ofPlatform().unstarted(this::stop);
        Runtime.getRuntime().addShutdownHook(stop);
        boolean all = false;
        try {
            send();
            all = true;
        } catch (IOException e) {
            if (!stopped) {
                throw Failure.failed(
                        "Sending failed after %d %ss: %s", done(), archive.noun(), e.getMessage());
            }
        } catch (InterruptedException e) {
            if (!stopped) {
                Thread.currentThread().interrupt();
                throw Failure.failed(
                        "Interrupted while sending: send it again, what was sent counts once");
            }
        } catch (RuntimeException e) {
            if (!stopped) { // otherwise it is what the interruption came out as
                throw e;
            }
        } finally {
            try {
                end(all);
            } finally {
                ended.countDown();
                forget(stop);
                brake.close();
            }
        }
        if (!all) {
            return STOPPED;
        }
        Account account = account();
        System.out.println(json ? account.json() : account.text());
        return account.front().tally().refused() == 0 ? 0 : 1;
    }

    private void send() throws IOException, InterruptedException {
        try (Progress progress = Progress.onStderr();
                Repeated line = Repeated.every(BETWEEN_LINES, () -> progress.show(this::line));
                Repeated keeping = Repeated.every(BETWEEN_BOOKMARKS, this::keep);
                Lanes<Open<T>> lanes = new Lanes<>(() -> new Carrier(doors.get()))) {
            try {
                archive.read(piece -> take(piece, lanes, keeping));
                lanes.finish();
                line.check();
            } finally {
                if (stopped) {
                    Thread.interrupted(); // by the hook: what is on its way may still be answered
                    front.awaitQuiet(LAST_ANSWERS.toMillis());
                }
            }
        }
    }

    /** A piece that has its number. */
    private record Open<T>(long number, Piece.Parcel<T> parcel) {}

    private boolean take(Piece<T> piece, Lanes<Open<T>> lanes, Repeated keeping)
            throws InterruptedException {
        if (seen++ < from.front().done()) {
            return true;
        }
        keeping.check();
        switch (piece) {
            case Piece.Unreadable<T> unreadable ->
                    front.settle(open(lanes), piece, Outcome.skipped(unreadable.why()));
            case Piece.Parcel<T> parcel -> {
                brake.await();
                lanes.put(parcel.lane(), new Open<>(open(lanes), parcel));
            }
        }
        return true;
    }

    private long open(Lanes<?> lanes) throws InterruptedException {
        long number = front.open(BETWEEN_LINES.toMillis());
        while (number < 0) {
            lanes.check();
            number = front.open(BETWEEN_LINES.toMillis());
        }
        return number;
    }

    /** Carries pieces through one door, and rests where that is slow. */
    private final class Carrier implements Lanes.Carrier<Open<T>> {
        private final Door<T> door;

        private Carrier(Door<T> door) {
            this.door = door;
        }

        @Override
        public void carry(Open<T> open) throws IOException, InterruptedException {
            Instant sent = Instant.now();
            Outcome outcome = door.deliver(open.parcel.content());
            Duration answered = Duration.between(sent, Instant.now());
            front.settle(open.number, open.parcel, outcome);
            if (!stopped) {
                Thread.sleep(brake.rest(answered));
            }
        }

        @Override
        public void close() {
            door.close();
        }
    }

    /** Ctrl-C and its like: the thread that sends has a moment to end in order. */
    private void stop() {
        stopped = true;
        feeder.interrupt();
        try {
            if (!ended.await(2 * LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                end(false);
            }
        } catch (InterruptedException e) {
            end(false);
        }
    }

    private static void forget(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            // It runs.
        }
    }

    private void keep() throws IOException {
        if (bookmark.isPresent() && done() > from.front().done()) {
            bookmark.get().write(reached());
        }
    }

    private void end(boolean all) {
        if (bookmark.isEmpty()) {
            return;
        }
        try {
            if (all) {
                bookmark.get().finish();
                return;
            }
            Reached reached = reached();
            bookmark.get().close(reached);
            if (reached.front().done() > 0) {
                System.err.printf(
                        "%d %ss are done (bookmark %s): the same command goes on there%n",
                        reached.front().done(), archive.noun(), bookmark.get().file());
            }
        } catch (IOException e) {
            throw Failure.failed(
                    "Bookmark %s can't be written (%s): make room for it, or name another with --bookmark",
                    bookmark.get().file(), e.getMessage());
        }
    }

    private Reached reached() {
        Front.State state = front.state();
        return new Reached(
                plainWords
                        ? state
                        : new Front.State(
                                state.done(), state.share(), state.tally().withoutWords()),
                seconds());
    }

    private long done() {
        return front.state().done();
    }

    private String line() {
        return account()
                .line(
                        from.front().share(),
                        Duration.between(begun, Instant.now()),
                        brake.waitsFor());
    }

    private Account account() {
        return new Account(archive, front.state(), from.front().done(), seconds());
    }

    private double seconds() {
        return from.seconds() + Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    }
}
