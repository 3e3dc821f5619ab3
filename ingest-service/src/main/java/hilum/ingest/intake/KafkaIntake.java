package hilum.ingest.intake;

import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends events to Kafka with an idempotent producer that waits for all replicas. Not transactional:
 * a study whose sender was told of a failure is sent again, and the pairing makes no new version of
 * what it already has. Safe for many threads.
 */
public final class KafkaIntake implements Intake, AutoCloseable {
    private final String source;
    private final Codec codec;
    private final Producer<byte[], byte[]> producer;

    public KafkaIntake(Connection connection, String source) {
        this(source, Codec.of(new AvroCodec(connection)), connection.plainProducer(source));
    }

    KafkaIntake(String source, Codec codec, Producer<byte[], byte[]> producer) {
        this.source = source;
        this.codec = codec;
        this.producer = producer;
    }

    /** The bytes of a record. Confined to one thread at a time. */
    interface Codec extends AutoCloseable {
        byte[] encode(Topic topic, SpecificRecord value);

        @Override
        default void close() {}

        /** With schemas from the registry. */
        static Codec of(AvroCodec registered) {
            return new Codec() {
                @Override
                public byte[] encode(Topic topic, SpecificRecord value) {
                    return registered.encode(topic, value);
                }

                @Override
                public void close() {
                    registered.close();
                }
            };
        }
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> events) {
        List<ProducerRecord<byte[], byte[]>> records = encode(events);
        return CompletableFuture.allOf(
                records.stream()
                        .flatMap(this::placed)
                        .map(this::send)
                        .toArray(CompletableFuture<?>[]::new));
    }

    /** Once for each partition where every task has to see it; else where its key says. */
    private Stream<ProducerRecord<byte[], byte[]>> placed(ProducerRecord<byte[], byte[]> record) {
        if (!Topic.named(record.topic()).onEveryPartition()) {
            return Stream.of(record);
        }
        return IntStream.range(0, everyPartition(record.topic()))
                .mapToObj(
                        partition ->
                                new ProducerRecord<>(
                                        record.topic(),
                                        partition,
                                        record.key(),
                                        record.value(),
                                        record.headers()));
    }

    /** A task of the pairing without a partition of its own would never hear of the record. */
    private int everyPartition(String topic) {
        try {
            int partitions = producer.partitionsFor(topic).size();
            int tasks = producer.partitionsFor(Topic.INTAKE_REPORTS.topicName()).size();
            if (partitions < tasks) {
                // Senders are told this: who waits for a merge has to learn what it waits for.
                throw new DependencyUnavailable(
                        "topic %s with %d partitions, as the intake has".formatted(topic, tasks),
                        new IllegalStateException(
                                "it has %d: give it as many".formatted(partitions)));
            }
            return partitions;
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    /** The codec belongs to one thread at a time; a schema is fetched once, the rest is quick. */
    private synchronized List<ProducerRecord<byte[], byte[]>> encode(List<Outgoing> events) {
        return events.stream()
                .map(
                        event ->
                                new ProducerRecord<>(
                                        event.topic().topicName(),
                                        null,
                                        event.partitionKey().getBytes(StandardCharsets.UTF_8),
                                        event.value()
                                                .map(v -> codec.encode(event.topic(), v))
                                                .orElse(null),
                                        event.headers(source)))
                .toList();
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            producer.send(
                    record,
                    (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(null);
                        } else {
                            acknowledged.completeExceptionally(
                                    new DependencyUnavailable("broker", failure));
                        }
                    });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(new DependencyUnavailable("broker", e));
        }
        return acknowledged;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        codec.close();
    }
}
