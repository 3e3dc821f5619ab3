package hilum.language.endpoint;

/** The endpoint is there and does not take this one question. */
public final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Declined(String message) {
        super(message, null, false, false);
    }
}
