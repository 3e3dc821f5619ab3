package hilum.embedding.life;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The version that answers searches now. Safe for use by several threads. */
public final class LiveModel {
    /**
     * What serves.
     *
     * @param encoder of the version
     * @param collection that holds its vectors
     */
    public record Serving(VersionEncoder encoder, String collection) {}

    private final AtomicReference<Serving> serving = new AtomicReference<>();
    private volatile String waitingFor = "connecting to the broker";

    /** What serves; empty until the first version does. */
    public Optional<Serving> serving() {
        return Optional.ofNullable(serving.get());
    }

    /** What is missing: for health and status; empty when nothing is. */
    public String waitingFor() {
        return waitingFor;
    }

    void serve(Serving next) {
        serving.set(next);
    }

    void waitFor(String reason) {
        waitingFor = reason;
    }
}
