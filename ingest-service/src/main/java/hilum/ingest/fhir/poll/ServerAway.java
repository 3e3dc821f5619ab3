package hilum.ingest.fhir.poll;

import java.time.Duration;
import java.util.Optional;

/** The polled server does not answer, or not with what was asked for: the same is asked again. */
final class ServerAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param reason in a word, to be counted
     * @param message what failed and what to do, without the answer's content
     */
    ServerAway(String reason, String message) {
        this(reason, message, Optional.empty());
    }

    ServerAway(String reason, String message, Optional<Duration> retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    String reason() {
        return reason;
    }

    /** When the server wants to be asked again, where it says so. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the address asked for is no more, as that of a page whose search has expired. */
    boolean isGone() {
        return reason.equals("gone");
    }
}
