package hilum.transport;

import hilum.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record that arrived, decoded.
 *
 * @param topic where it came from
 * @param key its key
 * @param value the record; empty for a tombstone
 * @param trace the trace that it belongs to
 * @param raw the record as Kafka gave it
 */
public record Incoming(
        Topic topic,
        String key,
        Optional<SpecificRecord> value,
        TraceContext trace,
        ConsumerRecord<byte[], byte[]> raw) {

    /** Decodes a record of a catalogued topic. */
    public static Incoming of(ConsumerRecord<byte[], byte[]> raw, AvroCodec codec) {
        Topic topic = Topic.named(raw.topic());
        String key = raw.key() == null ? "" : new String(raw.key(), StandardCharsets.UTF_8);
        Optional<SpecificRecord> value =
                Optional.ofNullable(raw.value()).map(bytes -> codec.decode(topic, bytes));
        return new Incoming(topic, key, value, TraceContext.of(raw.headers()), raw);
    }
}
