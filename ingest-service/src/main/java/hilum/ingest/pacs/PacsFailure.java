package hilum.ingest.pacs;

import java.io.IOException;

/** The PACS did not give what was asked. Its message holds no identifier. */
public final class PacsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean gone;

    private PacsFailure(boolean gone, String message, Throwable cause) {
        super(message, cause);
        this.gone = gone;
    }

    /** It says that it does not have what was asked for. */
    static PacsFailure absent() {
        return new PacsFailure(true, "It answers that it does not have it", null);
    }

    /** No answer, an error, or what is of no use: half of it, or none of what was asked. */
    public static PacsFailure of(String message) {
        return new PacsFailure(false, message, null);
    }

    static PacsFailure of(String message, Throwable cause) {
        return new PacsFailure(false, message, cause);
    }

    /**
     * Whether it says that it does not have what was asked for; a probe tells what that is worth.
     */
    public boolean gone() {
        return gone;
    }
}
