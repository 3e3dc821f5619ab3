package hilum.ingest.pairing;

import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Avro's single-object encoding in the registry's place. */
final class PlainAvro implements Codec {
    boolean away;

    @Override
    public byte[] encode(Topic topic, SpecificRecord value) {
        try {
            return new BinaryMessageEncoder<SpecificRecord>(SpecificData.get(), topic.schema())
                    .encode(value)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SpecificRecord decode(Topic topic, byte[] bytes) {
        if (away) {
            throw new DependencyUnavailable(
                    "schema registry", new IOException("connection refused"));
        }
        try {
            return new BinaryMessageDecoder<SpecificRecord>(SpecificData.get(), topic.schema())
                    .decode(bytes);
        } catch (IOException | AvroRuntimeException e) {
            throw new IllegalArgumentException("no " + topic.type().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
