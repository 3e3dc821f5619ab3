package hilum.cli.backfill;

import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import java.util.concurrent.TimeUnit;

/**
 * How far an archive is done without a gap. Answers come in any order over several connections;
 * what is behind the front has all been answered, and only that is counted, so that a bookmark of
 * the front loses nothing and counts nothing twice. What is open at a time is bounded. Thread-safe.
 */
final class Front {
    private static final int MOST_OPEN = 512;

    private final Settled[] open = new Settled[MOST_OPEN];
    private final Tally tally;
    private long begun;
    private long done;
    private double share;

    private record Settled(Place place, double share, Outcome outcome) {}

    /**
     * A state of the front.
     *
     * @param done pieces behind it
     * @param share share of the archive behind it
     * @param tally what became of those pieces
     */
    record State(long done, double share, Tally.State tally) {}

    /** At the beginning, or where an earlier run left it. */
    Front(State from) {
        begun = from.done;
        done = from.done;
        share = from.share;
        tally = Tally.of(from.tally);
    }

    /**
     * Opens the next piece once there is room; returns its number, or -1 when it waited in vain.
     */
    synchronized long open(long milliseconds) throws InterruptedException {
        if (begun - done >= MOST_OPEN) {
            wait(milliseconds);
        }
        return begun - done < MOST_OPEN ? begun++ : -1;
    }

    /** Says what became of an open piece. */
    synchronized void settle(long number, Piece<?> piece, Outcome outcome) {
        // What is in the piece must not stay in memory while others are waited for.
        open[slot(number)] = new Settled(piece.place(), piece.share(), outcome);
        for (Settled next = open[slot(done)]; next != null; next = open[slot(done)]) {
            open[slot(done)] = null;
            tally.count(next.place, next.outcome);
            share = Math.max(share, next.share);
            done++;
        }
        notifyAll();
    }

    private static int slot(long number) {
        return (int) (number % MOST_OPEN);
    }

    /** Waits until nothing is open. */
    synchronized void awaitQuiet(long milliseconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (long left = milliseconds; begun > done && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
    }

    synchronized State state() {
        return new State(done, share, tally.state());
    }
}
