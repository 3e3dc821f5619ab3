package hilum.ingest.pairing;

import hilum.ingest.intake.StudyImages;
import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream from the two intake topics to {@code cxr.studies.v1}, and from the requests of {@code
 * cxr.erasures.v1} to tombstones and receipts. All three are keyed by accession with the same
 * number of partitions, so that both halves of a study and its erasure meet in one task; merges of
 * patients lie on every partition of {@code cxr.identities.v1}, so that every task has them. Values
 * stay bytes at the edges: what can't be decoded is an outcome of the processor and leaves in the
 * same transaction as everything else.
 */
public final class PairingTopology {
    /** Application id, consumer group, and source of the events. */
    public static final String SERVICE = "ingest-service";

    static final String PAIRINGS = "pairings";
    static final String WAITING = "waiting";
    static final String ERASED = "erased";
    static final String IDENTITIES = "identities";
    static final String BY_PATIENT = "by-patient";
    static final String STUDIES = "studies";
    static final String RECEIPTS = "receipts";
    static final String DEAD_LETTERS = "dead-letters";
    private static final String PAIR = "pair";

    /**
     * Streams takes the oldest of what lies at a task's topics first: when the application is reset
     * and reads them anew, it knows what is erased, and who was merged, before it sees a part of
     * it.
     */
    private static final TimestampExtractor BEFORE_ALL_PARTS = (part, partitionTime) -> 0;

    private PairingTopology() {}

    /** The topology with the registry's Avro. */
    public static Topology build(
            Connection connection, StudyImages images, Hold hold, PairingMetrics metrics) {
        return build(() -> Codec.of(new AvroCodec(connection)), images, hold, metrics);
    }

    static Topology build(
            Supplier<Codec> codecs, StudyImages images, Hold hold, PairingMetrics metrics) {
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
                .addSource(
                        AutoOffsetReset.earliest(),
                        "erasures",
                        BEFORE_ALL_PARTS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.ERASURES.topicName())
                .addSource(
                        AutoOffsetReset.earliest(),
                        "merges",
                        BEFORE_ALL_PARTS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topic.IDENTITIES.topicName())
                .addProcessor(
                        PAIR,
                        () -> new PairingProcessor(hold, codecs, images, metrics),
                        "reports",
                        "images",
                        "erasures",
                        "merges")
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
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(ERASED),
                                Serdes.String(),
                                Serdes.Long()),
                        PAIR)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(IDENTITIES),
                                Serdes.String(),
                                Identities.Link.serde()),
                        PAIR)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(BY_PATIENT),
                                Serdes.String(),
                                Serdes.String()),
                        PAIR)
                .addSink(
                        RECEIPTS,
                        Topic.ERASURES.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
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
