package hilum.transport;

import hilum.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;

/**
 * One record to be sent, in CloudEvents binary mode with trace context.
 *
 * @param topic where it goes
 * @param key its key
 * @param partitionKey what chooses the partition: the key itself, or the study id where the key
 *     holds more
 * @param value the record; empty for a tombstone
 * @param id CloudEvents id: the same event sent again has the same id
 * @param trace the trace that it belongs to
 */
public record Outgoing(
        Topic topic,
        String key,
        String partitionKey,
        Optional<SpecificRecord> value,
        String id,
        TraceContext trace) {

    /** A record whose key also chooses the partition. */
    public static Outgoing of(
            Topic topic, String key, SpecificRecord value, String id, TraceContext trace) {
        return new Outgoing(topic, key, key, Optional.of(value), id, trace);
    }

    /** The same record on the partition of another key. */
    public Outgoing partitionedBy(String otherKey) {
        return new Outgoing(topic, key, otherKey, value, id, trace);
    }

    /** Deletes the key from a compacted topic. */
    public static Outgoing tombstone(
            Topic topic, String key, String partitionKey, TraceContext trace) {
        return new Outgoing(topic, key, partitionKey, Optional.empty(), key + "/deleted", trace);
    }

    /** The partition, as Kafka's default partitioner chooses it. */
    int partition(int partitions) {
        byte[] bytes = partitionKey.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
    }

    /** CloudEvents attributes and trace context, as headers. */
    public Headers headers(String source) {
        Headers headers = new RecordHeaders();
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", id);
        put(headers, "ce_source", "/hilum/" + source);
        put(headers, "ce_type", topic.type().getName());
        put(headers, "ce_time", Instant.now().toString());
        put(headers, "content-type", "application/avro");
        put(headers, TraceContext.HEADER, trace.next().traceparent());
        return headers;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
