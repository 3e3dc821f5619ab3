package hilum.cli.backfill;

import java.util.Optional;

/**
 * The studies that a running stream has taken and that can not be found yet. Asked by one thread.
 */
public interface Backlog extends AutoCloseable {
    /** What is on its way; empty where nobody can tell. */
    Optional<Behind> ask();

    @Override
    default void close() {}

    /**
     * Studies on their way through the stages.
     *
     * @param furthest the stage that has the most before it
     * @param studies before all stages together
     */
    record Behind(String furthest, long studies) {}
}
