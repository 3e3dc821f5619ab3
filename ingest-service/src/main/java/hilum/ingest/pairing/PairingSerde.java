package hilum.ingest.pairing;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The state of a pairing as JSON: it lives in this service's own store and changelog only. */
final class PairingSerde {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                    .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                    .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private PairingSerde() {}

    static Serde<Pairing> create() {
        return Serdes.serdeFrom(
                (topic, pairing) -> bytes(pairing), (topic, bytes) -> pairing(bytes));
    }

    private static byte[] bytes(Pairing pairing) {
        try {
            return pairing == null ? null : JSON.writeValueAsBytes(pairing);
        } catch (IOException e) {
            throw new UncheckedIOException("A pairing's state can't be written", e);
        }
    }

    private static Pairing pairing(byte[] bytes) {
        try {
            return bytes == null ? null : JSON.readValue(bytes, Pairing.class);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "A pairing's state can't be read: reset the application ingest-service and replay the intake topics",
                    e);
        }
    }
}
