package hilum.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends records all or none: each call is one transaction. After a failure nothing of the call is
 * visible to readers of committed records, and the publisher is to be closed and made anew.
 * Confined to one thread at a time.
 */
public final class Publisher implements AutoCloseable {
    private final String source;
    private final AvroCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * Waits for the broker and aborts what an earlier publisher of the same id left open.
     *
     * @param source name of the service, for the CloudEvents source
     * @param transactionalId stable over restarts and unique among the running publishers
     * @throws DependencyUnavailable if the broker does not answer
     */
    public Publisher(Connection connection, String source, String transactionalId) {
        this.source = source;
        producer = connection.producer(transactionalId);
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(java.time.Duration.ZERO);
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
        codec = new AvroCodec(connection);
    }

    /**
     * Sends the records in one transaction.
     *
     * @throws DependencyUnavailable if the broker or the registry does not answer; nothing was sent
     */
    public void send(List<Outgoing> records) {
        send(records, Map.of(), null);
    }

    /**
     * Sends the records and commits the offsets of what they were made from, all in one
     * transaction.
     */
    void send(
            List<Outgoing> records,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            ConsumerGroupMetadata group) {
        List<ProducerRecord<byte[], byte[]>> encoded;
        try {
            encoded = records.stream().map(this::encode).toList();
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
        try {
            producer.beginTransaction();
            List<Future<?>> acknowledgements = new java.util.ArrayList<>();
            for (var each : encoded) {
                acknowledgements.add(producer.send(each));
            }
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, group);
            }
            for (Future<?> acknowledgement : acknowledgements) {
                acknowledgement.get(60, TimeUnit.SECONDS);
            }
            producer.commitTransaction();
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            abort();
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        } catch (InterruptedException e) {
            abort();
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    private ProducerRecord<byte[], byte[]> encode(Outgoing each) {
        return new ProducerRecord<>(
                each.topic().topicName(),
                each.partition(producer.partitionsFor(each.topic().topicName()).size()),
                each.key().getBytes(StandardCharsets.UTF_8),
                each.value().map(v -> codec.encode(each.topic(), v)).orElse(null),
                each.headers(source));
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The coordinator aborts it when this id is used again.
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(2));
        codec.close();
    }
}
