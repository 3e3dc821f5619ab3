package hilum.eval.stream;

import hilum.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Turns records into bytes and back. Confined to one thread. */
public interface Codec extends AutoCloseable {
    /** The bytes of a record. */
    byte[] encode(Topic topic, SpecificRecord value);

    /**
     * The record of the bytes.
     *
     * @throws IllegalArgumentException if they are no record of the topic's type
     */
    SpecificRecord decode(Topic topic, byte[] bytes);

    @Override
    void close();
}
