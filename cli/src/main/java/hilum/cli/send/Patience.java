package hilum.cli.send;

import hilum.cli.Failure;
import java.time.Duration;
import java.time.Instant;

/** Growing pauses between the tries of one delivery, for some minutes. Confined to one thread. */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final Duration ALL = Duration.ofMinutes(5);

    private final Instant begun = Instant.now();
    private Duration pause = FIRST_PAUSE;

    /** How long it lasts, in minutes. */
    static long minutes() {
        return ALL.toMinutes();
    }

    /**
     * Waits before the next try.
     *
     * @param exhausted what to say, with its values, once it has lasted long enough
     * @throws Failure then
     */
    void await(String exhausted, Object... values) throws InterruptedException {
        if (Duration.between(begun, Instant.now()).compareTo(ALL) > 0) {
            throw Failure.unhealthy(exhausted, values);
        }
        Thread.sleep(pause);
        Duration next = pause.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
}
