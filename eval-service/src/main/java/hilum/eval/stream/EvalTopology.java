package hilum.eval.stream;

import hilum.eval.promotion.Promotion;
import hilum.schemas.Topic;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: held-out embedding events and erasures come together on one partition each and meet
 * the model versions in the {@link Examiner}, which sends metrics, decisions and receipts.
 *
 * @param codecs a codec for each processor
 * @param board what others read
 * @param promotion the rule of promotion
 * @param pace how often changed figures are computed and sent
 * @param patience how long a candidate waits for the live model's vectors of its studies
 * @param itemStore makes the store of the items; what else is kept is small and stays in memory
 */
public record EvalTopology(
        Supplier<Codec> codecs,
        Board board,
        Promotion promotion,
        Duration pace,
        Duration patience,
        Function<String, KeyValueBytesStoreSupplier> itemStore) {
    static final String ITEMS = "held-out-items";
    static final String MODELS = "models";
    static final String METRICS = "metrics";
    static final String ERASED = "erased-studies";

    /** End of the name of the internal topic by which erasures reach the examiner. */
    static final String ERASURES = "erasures-repartition";

    /** Builds it. */
    public Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(itemStore.apply(ITEMS)));
        builder.addStateStore(store(Stores.inMemoryKeyValueStore(MODELS)));
        builder.addStateStore(store(Stores.inMemoryKeyValueStore(METRICS)));
        builder.addStateStore(store(Stores.inMemoryKeyValueStore(ERASED)));
        Consumed<String, byte[]> raw = Consumed.with(Serdes.String(), Serdes.ByteArray());

        KStream<String, Out> filtered =
                builder.stream(Topic.EMBEDDINGS.topicName(), raw)
                        .process(() -> new HeldOutFilter(codecs), Named.as("held-out-filter"));
        filtered.filter((key, out) -> out.topic() == Topic.DEAD_LETTERS)
                .to(Topic.DEAD_LETTERS.topicName(), produced());
        KStream<String, byte[]> heldOut =
                filtered.filter((key, out) -> out.topic() == Topic.EMBEDDINGS)
                        .mapValues(Out::bytes)
                        .repartition(
                                Repartitioned.with(Serdes.String(), Serdes.ByteArray())
                                        .withName("held-out")
                                        .withNumberOfPartitions(1));

        KStream<String, Out> requests =
                builder.stream(Topic.ERASURES.topicName(), raw)
                        .process(() -> new ErasureFilter(codecs), Named.as("erasure-filter"));
        requests.filter((key, out) -> out.topic() == Topic.DEAD_LETTERS)
                .to(Topic.DEAD_LETTERS.topicName(), produced());
        KStream<String, byte[]> erasures =
                requests.filter((key, out) -> out.topic() == Topic.ERASURES)
                        .mapValues(Out::bytes)
                        .repartition(
                                Repartitioned.with(Serdes.String(), Serdes.ByteArray())
                                        .withName("erasures")
                                        .withNumberOfPartitions(1));

        heldOut.merge(builder.stream(Topic.MODELS.topicName(), raw))
                .merge(erasures)
                .process(
                        () -> new Examiner(codecs, board, promotion, pace, patience),
                        Named.as("examiner"),
                        ITEMS,
                        MODELS,
                        METRICS,
                        ERASED)
                .to((key, out, context) -> out.topic().topicName(), produced());
        return builder.build();
    }

    private static Produced<String, Out> produced() {
        Serde<Out> serde =
                Serdes.serdeFrom(
                        Out.serializer(),
                        (topic, bytes) -> {
                            throw new UnsupportedOperationException(
                                    "Records for %s are only sent".formatted(topic));
                        });
        return Produced.with(Serdes.String(), serde);
    }

    private static StoreBuilder<?> store(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray());
    }
}
