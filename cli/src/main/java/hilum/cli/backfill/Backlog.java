package hilum.cli.backfill;

import java.util.Optional;

/** The studies that queue before the stages of a running stream. Asked by one thread. */
public interface Backlog extends AutoCloseable {
    /** What queues; empty where nobody can tell. */
    Optional<Behind> ask();

    @Override
    default void close() {}

    /**
     * Studies before the stages.
     *
     * @param furthest the stage that has the most before it
     * @param studies before all stages together
     */
    record Behind(String furthest, long studies) {}
}
