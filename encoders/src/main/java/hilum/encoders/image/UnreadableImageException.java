package hilum.encoders.image;

import java.io.IOException;

/**
 * Bytes that are no picture Hilum can use. Its message says why, and holds nothing of the picture.
 */
public final class UnreadableImageException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableImageException(String message) {
        super(message);
    }

    UnreadableImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
