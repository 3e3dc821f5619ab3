package hilum.transport;

import hilum.schemas.Topic;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records into the Confluent wire format and back, with schemas from the registry, each
 * fetched once. A registry that takes a question and never answers it counts as away. Confined to
 * one thread.
 */
public final class AvroCodec implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String REGISTRY = "schema registry";
    private static final int HEADER = 1 + Integer.BYTES;

    private final Connection connection;
    private final Duration patience;
    private final Set<Object> known = new HashSet<>();
    private AvroKafkaSerializer<SpecificRecord> serializer;
    private AvroKafkaDeserializer<SpecificRecord> deserializer;

    public AvroCodec(Connection connection) {
        this(connection, PATIENCE);
    }

    /**
     * @param patience wait for an answer of the registry
     */
    AvroCodec(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
        open();
    }

    private void open() {
        serializer = new AvroKafkaSerializer<>();
        deserializer = new AvroKafkaDeserializer<>();
        serializer.configure(connection.serdeSettings(), false);
        deserializer.configure(connection.serdeSettings(), false);
    }

    /**
     * The bytes of a record.
     *
     * @throws DependencyUnavailable if the registry does not answer
     */
    public byte[] encode(Topic topic, SpecificRecord value) {
        try {
            return asking(topic, () -> serializer.serialize(topic.topicName(), value));
        } catch (RuntimeException e) {
            throw isOutage(e) ? new DependencyUnavailable(REGISTRY, e) : e;
        }
    }

    /**
     * The record of the bytes.
     *
     * @throws DependencyUnavailable if the registry does not answer
     * @throws IllegalArgumentException if the bytes are no record of the topic's type
     */
    public <T extends SpecificRecord> T decode(Topic topic, byte[] bytes, Class<T> type) {
        return type.cast(decode(topic, bytes));
    }

    /** As {@link #decode(Topic, byte[], Class)}, of the type that the catalogue names. */
    public SpecificRecord decode(Topic topic, byte[] bytes) {
        Objects.requireNonNull(bytes, "a tombstone has no record");
        Object value;
        try {
            value =
                    asking(
                            schemaId(bytes),
                            () -> deserializer.deserialize(topic.topicName(), bytes));
        } catch (DependencyUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw new DependencyUnavailable(REGISTRY, e);
            }
            throw new IllegalArgumentException(
                    "%d bytes on %s are no %s in the registry's wire format (%s): have the producer use the catalogue's schema"
                            .formatted(
                                    bytes.length,
                                    topic.topicName(),
                                    topic.type().getSimpleName(),
                                    e.getMessage()),
                    e);
        }
        if (!topic.type().isInstance(value)) {
            throw new IllegalArgumentException(
                    "A record on %s is a %s, not a %s: have the producer use the catalogue's schema"
                            .formatted(
                                    topic.topicName(),
                                    value == null ? "null" : value.getClass().getSimpleName(),
                                    topic.type().getSimpleName()));
        }
        return (SpecificRecord) value;
    }

    /** The id of the schema that the bytes were written with; -1 where they hold none. */
    private static int schemaId(byte[] bytes) {
        return bytes.length < HEADER ? -1 : ByteBuffer.wrap(bytes).getInt(1);
    }

    /**
     * Does what may need a schema: at once where the schema is known, else with a bounded wait.
     *
     * @param schema what tells the schema from others
     */
    private <T> T asking(Object schema, Supplier<T> work) {
        if (known.contains(schema)) {
            return work.get();
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofVirtual().name("schema-registry").start(task);
        try {
            T result = task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            known.add(schema);
            return result;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("Schema %s failed".formatted(schema), e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            open(); // what still hangs in the old ones must not meet the next question
            throw new DependencyUnavailable(REGISTRY, e);
        } catch (InterruptedException e) {
            task.cancel(true);
            open();
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(REGISTRY, e);
        }
    }

    private static boolean isOutage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
            if (cause instanceof com.microsoft.kiota.ApiException api
                    && api.getResponseStatusCode() >= 500) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
