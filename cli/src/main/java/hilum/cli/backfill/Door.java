package hilum.cli.backfill;

import java.io.IOException;

/**
 * One connection to a receiver, used by one thread.
 *
 * @param <T> what is sent
 */
public interface Door<T> extends AutoCloseable {
    /**
     * Delivers; returns once the receiver has taken it or refused it for good.
     *
     * @throws hilum.cli.Failure if the receiver is away, or busy, for minutes
     */
    Outcome deliver(T content) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
