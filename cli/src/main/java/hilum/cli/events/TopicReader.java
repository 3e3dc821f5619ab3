package hilum.cli.events;

import hilum.schemas.Topic;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.Incoming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads committed records of topics, decoded, without belonging to any consumer group. Confined to
 * one thread.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(300);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroCodec codec;

    public TopicReader(Connection connection, Collection<Topic> topics, boolean fromBeginning) {
        consumer = connection.reader();
        codec = new AvroCodec(connection);
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.topicName(), partition));
            }
        }
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(consumer::position);
    }

    /** What has come since the last call, waiting a moment for it. */
    public List<Incoming> next() {
        List<Incoming> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            records.add(Incoming.of(record, codec));
        }
        return records;
    }

    /** Hands over everything up to the present ends. */
    public void toTheEnd(Consumer<Incoming> taker) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (!isPast(ends)) {
            next().forEach(taker);
        }
    }

    /** Whether nothing committed lies before the reader now. */
    public boolean isAtTheEnd() {
        return isPast(consumer.endOffsets(consumer.assignment()));
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * The newest record of each key of a topic, in the order of the keys' last change; deleted keys
     * are absent.
     */
    public static <T extends SpecificRecord> Map<String, T> latest(
            Connection connection, Topic topic, Class<T> type) {
        Map<String, T> latest = new LinkedHashMap<>();
        try (TopicReader reader = new TopicReader(connection, List.of(topic), true)) {
            reader.toTheEnd(
                    record -> {
                        latest.remove(record.key());
                        record.value()
                                .ifPresent(value -> latest.put(record.key(), type.cast(value)));
                    });
        }
        return latest;
    }

    @Override
    public void close() {
        consumer.close(
                org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
        codec.close();
    }
}
