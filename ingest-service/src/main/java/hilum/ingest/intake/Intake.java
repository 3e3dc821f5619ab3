package hilum.ingest.intake;

import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where accepted events go: the broker, in production. */
public interface Intake {
    /**
     * Hands events over, in their order.
     *
     * @return completes once all of them are acknowledged, or with {@link DependencyUnavailable} if
     *     one was not
     * @throws DependencyUnavailable if broker or registry can't be reached
     */
    CompletableFuture<Void> publish(List<Outgoing> events);

    /**
     * Waits, within bounds, for what depends on an acknowledgement.
     *
     * @throws DependencyUnavailable if it does not come in time, or as a failure
     */
    static <T> T acknowledged(CompletableFuture<T> answer, Duration patience)
            throws InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("Acknowledgement failed", e.getCause());
        }
    }
}
