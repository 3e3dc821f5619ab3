package hilum.eval.stream;

import hilum.schemas.Topic;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What a processor sends: encoded, with the topic that it is for.
 *
 * @param topic where it goes
 * @param bytes the encoded record; null for a tombstone, as Kafka has it
 */
record Out(Topic topic, byte[] bytes) {
    static Serializer<Out> serializer() {
        return (topic, out) -> out == null ? null : out.bytes();
    }
}
