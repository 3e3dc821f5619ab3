package hilum.ingest.intake;

import dev.failsafe.CircuitBreaker;
import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
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
    /** A send that returned later has waited for the broker, not for the processor. */
    private static final Duration BLOCKED = Duration.ofSeconds(1);

    private final String source;
    private final Codec codec;
    private final CircuitBreaker<Object> broker = breaker();
    private final Map<Topic, CircuitBreaker<Object>> registry = new EnumMap<>(Topic.class);
    private final Producer<byte[], byte[]> producer;

    public KafkaIntake(Connection connection, String source) {
        this(source, Codec.of(new AvroCodec(connection)), connection.plainProducer(source));
    }

    KafkaIntake(String source, Codec codec, Producer<byte[], byte[]> producer) {
        this.source = source;
        this.codec = codec;
        this.producer = producer;
        for (Topic topic : Topic.values()) {
            registry.put(topic, breaker());
        }
    }

    /**
     * Opens when somebody has waited in vain. From then on one at a time waits again, and all
     * others are told at once: else the messages that a sender has sent ahead would each wait as
     * long, one after the other, and none be answered in time.
     */
    private static CircuitBreaker<Object> breaker() {
        return CircuitBreaker.builder()
                .withFailureThreshold(1)
                .withSuccessThreshold(1)
                .withDelay(Duration.ofSeconds(1))
                .build();
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

    private List<ProducerRecord<byte[], byte[]>> encode(List<Outgoing> events) {
        return events.stream()
                .map(
                        event ->
                                new ProducerRecord<>(
                                        event.topic().topicName(),
                                        null,
                                        event.partitionKey().getBytes(StandardCharsets.UTF_8),
                                        event.value()
                                                .map(value -> encode(event.topic(), value))
                                                .orElse(null),
                                        event.headers(source)))
                .toList();
    }

    /** A schema is fetched once, the rest is quick. */
    private byte[] encode(Topic topic, SpecificRecord value) {
        CircuitBreaker<Object> schema = registry.get(topic);
        if (!schema.tryAcquirePermit()) {
            throw away("schema registry");
        }
        synchronized (this) { // the codec belongs to one thread at a time
            if (schema.isOpen()) {
                throw away("schema registry"); // since this one waited for its turn
            }
            boolean answers = true; // whatever else may be wrong with the record
            try {
                return codec.encode(topic, value);
            } catch (DependencyUnavailable e) {
                answers = false;
                throw e;
            } finally {
                record(schema, answers);
            }
        }
    }

    /** What has got a permit has to say what came of it, or nobody else ever gets one. */
    private static void record(CircuitBreaker<Object> breaker, boolean answers) {
        if (answers) {
            breaker.recordSuccess();
        } else {
            breaker.recordFailure();
        }
    }

    private static DependencyUnavailable away(String dependency) {
        return new DependencyUnavailable(
                dependency, new TimeoutException("it did not answer a moment ago"));
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        if (!broker.tryAcquirePermit()) {
            return CompletableFuture.failedFuture(away(DependencyUnavailable.BROKER));
        }
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        long begun = System.nanoTime();
        try {
            producer.send(
                    record,
                    (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(null);
                        } else {
                            acknowledged.completeExceptionally(
                                    new DependencyUnavailable(
                                            DependencyUnavailable.BROKER, failure));
                        }
                    });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(
                    new DependencyUnavailable(DependencyUnavailable.BROKER, e));
        } finally {
            boolean inVain =
                    System.nanoTime() - begun > BLOCKED.toNanos()
                            && acknowledged.isCompletedExceptionally();
            record(broker, !inVain);
        }
        return acknowledged;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        codec.close();
    }
}
