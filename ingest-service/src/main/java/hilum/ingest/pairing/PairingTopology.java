package hilum.ingest.pairing;

import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream from the two intake topics to {@code cxr.studies.v1}. Both are keyed by accession with
 * the same number of partitions, so that both halves of a study meet in one task. Values stay bytes
 * at the edges: what can't be decoded is an outcome of the processor and leaves in the same
 * transaction as everything else.
 */
public final class PairingTopology {
    /** Application id, consumer group, and source of the events. */
    public static final String SERVICE = "ingest-service";

    static final String PAIRINGS = "pairings";
    static final String WAITING = "waiting";
    static final String STUDIES = "studies";
    static final String DEAD_LETTERS = "dead-letters";
    private static final String PAIR = "pair";

    private PairingTopology() {}

    /** The topology with the registry's Avro. */
    public static Topology build(Connection connection, Hold hold, PairingMetrics metrics) {
        return build(() -> Codec.of(new AvroCodec(connection)), hold, metrics);
    }

    static Topology build(Supplier<Codec> codecs, Hold hold, PairingMetrics metrics) {
        return new Topology()
                .addSource(
                        "reports",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.INTAKE_REPORTS.topicName())
                .addSource(
                        "images",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.INTAKE_IMAGES.topicName())
                .addProcessor(
                        PAIR,
                        () -> new PairingProcessor(hold, codecs, metrics),
                        "reports",
                        "images")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(PAIRINGS),
                                Serdes.String(),
                                PairingSerde.create()),
                        PAIR)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(WAITING),
                                Serdes.String(),
                                Serdes.String()),
                        PAIR)
                .addSink(
                        STUDIES,
                        Topic.STUDIES.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        PAIR)
                .addSink(
                        DEAD_LETTERS,
                        Topic.DEAD_LETTERS.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        PAIR);
    }
}
