package hilum.transport;

import hilum.schemas.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a stage has come, from the offsets that it has committed. As a stage commits its results
 * together with its offsets, whatever it makes of a record stands in its output topic once its
 * offset is committed.
 */
public final class Watermark implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 20;
    private final Admin admin;

    public Watermark(Connection connection) {
        admin = connection.admin();
    }

    /**
     * Offsets that the group has committed, by partition; absent where it has committed none.
     *
     * @throws DependencyUnavailable if the broker does not answer
     */
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                offsets.put(partition, offset.offset());
                            }
                        });
        return offsets;
    }

    /** End offsets of the topic for readers of committed records, by partition. */
    public Map<Integer, Long> ends(Topic topic) {
        var description =
                await(admin.describeTopics(java.util.List.of(topic.topicName())).allTopicNames())
                        .get(topic.topicName());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        description
                .partitions()
                .forEach(
                        p ->
                                asked.put(
                                        new TopicPartition(topic.topicName(), p.partition()),
                                        OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        await(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
                .forEach((partition, result) -> ends.put(partition.partition(), result.offset()));
        return ends;
    }

    /** End offsets of the topics for readers of committed records. */
    public Map<TopicPartition, Long> ends(Collection<Topic> topics) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Topic topic : topics) {
            ends(topic)
                    .forEach((p, end) -> ends.put(new TopicPartition(topic.topicName(), p), end));
        }
        return ends;
    }

    /** Whether the group has committed at least the given offsets of the topic. */
    public boolean passed(String group, Topic topic, Map<Integer, Long> offsets) {
        Map<TopicPartition, Long> goal = new HashMap<>();
        offsets.forEach((p, offset) -> goal.put(new TopicPartition(topic.topicName(), p), offset));
        return passed(committed(group), goal);
    }

    /** Whether the committed offsets are at least those of the goal. */
    public static boolean passed(
            Map<TopicPartition, Long> committed, Map<TopicPartition, Long> goal) {
        return goal.entrySet().stream()
                .allMatch(each -> committed.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
