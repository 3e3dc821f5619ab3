package hilum.transport;

import hilum.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the committed records of whole topics, decoded, without belonging to a consumer group. A
 * record that is none of its topic's type is logged and skipped: the stage that works on it sends
 * it to the dead letters. Confined to one thread.
 *
 * <p>Every method throws {@link DependencyUnavailable} when broker or registry do not answer.
 */
public final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(300);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroCodec codec;

    private TopicReader(Connection connection) {
        consumer = connection.reader();
        codec = new AvroCodec(connection);
    }

    /** A reader of everything that the topics hold and of what comes. */
    public static TopicReader fromBeginning(Connection connection, Collection<Topic> topics) {
        return open(connection, topics, KafkaConsumer::seekToBeginning);
    }

    /** A reader of what comes from now on. */
    public static TopicReader fromEnd(Connection connection, Collection<Topic> topics) {
        return open(connection, topics, KafkaConsumer::seekToEnd);
    }

    private interface Seek {
        void at(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions);
    }

    private static TopicReader open(Connection connection, Collection<Topic> topics, Seek seek) {
        TopicReader reader = new TopicReader(connection);
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic topic : topics) {
                reader.consumer
                        .partitionsFor(topic.topicName())
                        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
            }
            reader.consumer.assign(partitions);
            seek.at(reader.consumer, partitions);
            partitions.forEach(reader.consumer::position);
            return reader;
        } catch (KafkaException e) {
            reader.close();
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    /**
     * What has come since the last call, waiting a moment for it.
     *
     * @throws DependencyUnavailable if broker or registry does not answer; the next call begins
     *     where this one did
     */
    public List<Incoming> next() {
        ConsumerRecords<byte[], byte[]> polled = poll();
        List<Incoming> records = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> raw : polled) {
                try {
                    records.add(Incoming.of(raw, codec));
                } catch (IllegalArgumentException e) {
                    LOG.error(
                            "Record is skipped: topic={} partition={} offset={} reason={}",
                            raw.topic(),
                            raw.partition(),
                            raw.offset(),
                            e.getMessage());
                }
            }
        } catch (DependencyUnavailable e) {
            polled.partitions()
                    .forEach(p -> consumer.seek(p, polled.records(p).getFirst().offset()));
            throw e;
        }
        return records;
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    /** Hands over everything up to the present ends. */
    public void toTheEnd(Consumer<Incoming> taker) {
        Map<TopicPartition, Long> ends = ends();
        while (!isPast(ends)) {
            next().forEach(taker);
        }
    }

    /** The present ends of the topics, behind the last committed record of each partition. */
    public Map<TopicPartition, Long> ends() {
        try {
            return consumer.endOffsets(consumer.assignment());
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    /** Whether the reader has come to these ends. */
    public boolean isPast(Map<TopicPartition, Long> ends) {
        try {
            return ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    /**
     * The newest record of each key of a topic, in the order of the keys' last change; deleted keys
     * are absent.
     */
    public static <T extends SpecificRecord> Map<String, T> latest(
            Connection connection, Topic topic, Class<T> type) {
        Map<String, T> latest = new LinkedHashMap<>();
        try (TopicReader reader = fromBeginning(connection, List.of(topic))) {
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
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        codec.close();
    }
}
