package hilum.ingest;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a failed stream thread anew, after a pause: its transaction is aborted and the same
 * records come again, so that a registry that is away costs time and nothing else.
 */
@Singleton
class StreamFailure implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamFailure.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        LOG.warn("Stream begins its records anew: wait={} reason={}", PAUSE, String.valueOf(root));
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
