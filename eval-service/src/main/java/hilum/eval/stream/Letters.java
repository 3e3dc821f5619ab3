package hilum.eval.stream;

import hilum.transport.DeadLetters;
import hilum.transport.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;

/** Dead letters of this stage, and the headers of whatever it sends. */
final class Letters {
    /** Name of the service: stage of dead letters, source of events. */
    static final String SERVICE = "eval-service";

    private Letters() {}

    static Record<String, Out> of(
            Origin origin, Record<String, byte[]> record, Exception reason, Codec codec) {
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> raw =
                new ConsumerRecord<>(
                        origin.topic(),
                        origin.partition(),
                        origin.offset(),
                        record.timestamp(),
                        TimestampType.CREATE_TIME,
                        key == null ? -1 : key.length,
                        record.value().length,
                        key,
                        record.value(),
                        record.headers(),
                        Optional.empty());
        return sent(DeadLetters.of(SERVICE, raw, reason), record.timestamp(), codec);
    }

    static Record<String, Out> sent(Outgoing outgoing, long timestamp, Codec codec) {
        byte[] bytes =
                outgoing.value().map(value -> codec.encode(outgoing.topic(), value)).orElse(null);
        return new Record<>(
                outgoing.key(),
                new Out(outgoing.topic(), bytes),
                timestamp,
                outgoing.headers(SERVICE));
    }
}
