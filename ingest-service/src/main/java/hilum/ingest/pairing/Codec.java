package hilum.ingest.pairing;

import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records to bytes and back, as {@link AvroCodec} does it with the registry. Confined to one
 * thread.
 */
interface Codec extends AutoCloseable {
    byte[] encode(Topic topic, SpecificRecord value);

    /**
     * The record of the bytes.
     *
     * @throws IllegalArgumentException if they are none of the topic's type
     * @throws hilum.transport.DependencyUnavailable if the registry does not answer
     */
    SpecificRecord decode(Topic topic, byte[] bytes);

    @Override
    void close();

    static Codec of(AvroCodec avro) {
        return new Codec() {
            @Override
            public byte[] encode(Topic topic, SpecificRecord value) {
                return avro.encode(topic, value);
            }

            @Override
            public SpecificRecord decode(Topic topic, byte[] bytes) {
                return avro.decode(topic, bytes);
            }

            @Override
            public void close() {
                avro.close();
            }
        };
    }
}
