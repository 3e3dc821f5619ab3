package hilum.cli.backfill;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps a sender to a rate.
 *
 * @param begun when the first was sent
 * @param rate how many a second at most; infinite without limit
 */
public record Pace(Instant begun, double rate) {
    /** From now on. */
    public static Pace of(double rate) {
        return new Pace(Instant.now(), rate);
    }

    /**
     * Waits for the turn of the next.
     *
     * @param sent how many were sent before it
     */
    public void await(long sent) throws InterruptedException {
        if (Double.isFinite(rate)) {
            long due = (long) (sent / rate * 1000);
            Thread.sleep(Math.max(0, due - Duration.between(begun, Instant.now()).toMillis()));
        }
    }
}
