package hilum.transport;

import hilum.schemas.Topic;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records into the Confluent wire format and back, with schemas from the registry, each
 * fetched once. Confined to one thread.
 */
public final class AvroCodec implements AutoCloseable {
    private final AvroKafkaSerializer<SpecificRecord> serializer = new AvroKafkaSerializer<>();
    private final AvroKafkaDeserializer<SpecificRecord> deserializer =
            new AvroKafkaDeserializer<>();

    public AvroCodec(Connection connection) {
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
            return serializer.serialize(topic.topicName(), value);
        } catch (RuntimeException e) {
            throw isOutage(e) ? new DependencyUnavailable("schema registry", e) : e;
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
            value = deserializer.deserialize(topic.topicName(), bytes);
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw new DependencyUnavailable("schema registry", e);
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
