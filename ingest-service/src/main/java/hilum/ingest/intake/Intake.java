package hilum.ingest.intake;

import hilum.transport.Outgoing;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where accepted events go: the broker, in production. */
public interface Intake {
    /**
     * Hands events over, in their order.
     *
     * @return completes once all of them are acknowledged, or with {@link
     *     hilum.transport.DependencyUnavailable} if one was not
     * @throws hilum.transport.DependencyUnavailable if broker or registry can't be reached
     */
    CompletableFuture<Void> publish(List<Outgoing> events);
}
