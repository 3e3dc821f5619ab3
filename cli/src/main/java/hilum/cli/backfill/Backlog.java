package hilum.cli.backfill;

import java.util.Optional;

/** What the stages of a running stream still have before them. Asked by one thread. */
public interface Backlog extends AutoCloseable {
    /** The stage that is the furthest behind; empty where nobody can tell. */
    Optional<Behind> ask();

    @Override
    default void close() {}

    /**
     * How far a stage is behind.
     *
     * @param records before it
     */
    record Behind(String stage, long records) {}
}
