package hilum.eval.stream;

import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro with schemas from the registry. While the registry is away it waits and tries again for a
 * minute, and then gives up: the stream's thread is replaced and begins again where it committed.
 */
public final class RegistryCodec implements Codec {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AvroCodec codec;
    private final Board board;

    /** A codec that tells the board while the registry is away. */
    public RegistryCodec(Connection connection, Board board) {
        codec = new AvroCodec(connection);
        this.board = board;
    }

    @Override
    public byte[] encode(Topic topic, SpecificRecord value) {
        return patiently(() -> codec.encode(topic, value));
    }

    @Override
    public SpecificRecord decode(Topic topic, byte[] bytes) {
        return patiently(() -> codec.decode(topic, bytes));
    }

    private <T> T patiently(Supplier<T> work) {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                T result = work.get();
                board.outage("");
                return result;
            } catch (DependencyUnavailable e) {
                board.outage(e.getMessage());
                if (Instant.now().isAfter(until)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(DependencyUnavailable outage) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw outage;
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
