package hilum.language.endpoint;

import java.time.Duration;
import java.util.Optional;

/**
 * The endpoint is away, overloaded, or lets nobody in: nothing is wrong with what was asked, and it
 * is to be asked again later. Carries neither key nor report text nor what the endpoint said.
 */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration retryAfter;
    private final boolean passing;
    private final boolean asked;

    private Unavailable(String message, Duration retryAfter, boolean passing, boolean asked) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
        this.passing = passing;
        this.asked = asked;
    }

    /** A failure that may be over in a moment. */
    public static Unavailable passing(String message) {
        return new Unavailable(message, null, true, true);
    }

    /** A failure after which the endpoint wants to be left alone for a while. */
    public static Unavailable until(String message, Duration retryAfter) {
        return new Unavailable(message, retryAfter, true, true);
    }

    /** A failure that somebody has to end: a wrong key, address, model or certificate. */
    public static Unavailable lasting(String message) {
        return new Unavailable(message, null, false, true);
    }

    /** It was not asked at all, since it is left alone for a while. */
    public static Unavailable leftAlone(String message, Duration wait) {
        return new Unavailable(message, wait, true, false);
    }

    /** How long the endpoint asks to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Whether the endpoint was asked and failed. */
    public boolean wasAsked() {
        return asked;
    }

    /** Whether asking again in a moment makes sense. */
    public boolean isPassing() {
        return passing;
    }
}
