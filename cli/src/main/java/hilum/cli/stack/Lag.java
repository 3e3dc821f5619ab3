package hilum.cli.stack;

import hilum.local.Service;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How many committed records lie before each consumer group. Counted by reading them: the
 * difference of offsets would also count the markers of transactions, which no consumer ever
 * commits.
 */
public final class Lag implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Map<Service, Set<Topic>> INPUTS =
            Map.of(
                    Service.INGEST, Set.of(Topic.INTAKE_REPORTS, Topic.INTAKE_IMAGES),
                    Service.VARIANT, Set.of(Topic.STUDIES),
                    Service.EMBEDDING, Set.of(Topic.STUDIES, Topic.VARIANTS),
                    Service.EVAL, Set.of(Topic.EMBEDDINGS));

    private final Optional<String> liveModel;
    private final Admin admin;
    private final Consumer<byte[], byte[]> reader;

    /**
     * Of a stack; the embedding-service follows the stream once for each model version, and the
     * live one counts.
     */
    public Lag(StackClient stack) {
        this(stack, LiveModel.version(stack));
    }

    Lag(StackClient stack, Optional<String> liveModel) {
        this.liveModel = liveModel;
        admin = stack.connection().admin();
        reader = stack.connection().reader();
    }

    /**
     * Records before each group that passes the stream on, in the order of the data; the trainer's
     * is no lag.
     *
     * @throws DependencyUnavailable if the broker does not answer within seconds
     */
    public Map<String, Long> perGroup() {
        Map<String, Long> lag = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            if (INPUTS.containsKey(service)) {
                try {
                    lag.put(service.processName(), of(service));
                } catch (KafkaException e) {
                    throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
                }
            }
        }
        return lag;
    }

    /**
     * Records before a group at most: the difference of offsets, which is asked at once, however
     * large it is.
     *
     * @throws DependencyUnavailable if the broker does not answer within seconds
     */
    long atMost(Service service) {
        try {
            Map<TopicPartition, Long> from = committed(service);
            Map<TopicPartition, Long> ends = reader.endOffsets(from.keySet(), PATIENCE);
            Map<TopicPartition, Long> starts = reader.beginningOffsets(from.keySet(), PATIENCE);
            return from.entrySet().stream()
                    .mapToLong(
                            each ->
                                    ends.get(each.getKey())
                                            - Math.max(each.getValue(), starts.get(each.getKey())))
                    .filter(records -> records > 0)
                    .sum();
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
    }

    private long of(Service service) {
        return count(committed(service));
    }

    private Map<TopicPartition, Long> committed(Service service) {
        Map<TopicPartition, Long> from = new HashMap<>();
        for (Topic topic : INPUTS.get(service)) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                from.put(new TopicPartition(topic.topicName(), partition), 0L);
            }
        }
        committed(group(service))
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                from.put(partition, offset.offset());
                            }
                        });
        return from;
    }

    private String group(Service service) {
        boolean perModel = service == Service.EMBEDDING && liveModel.isPresent();
        return service.processName() + (perModel ? "-" + liveModel.get() : "");
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while reading offsets of group " + group, e);
        }
    }

    private long count(Map<TopicPartition, Long> from) {
        reader.assign(from.keySet());
        Map<TopicPartition, Long> ends = reader.endOffsets(from.keySet(), PATIENCE);
        Map<TopicPartition, Long> starts = reader.beginningOffsets(from.keySet(), PATIENCE);
        from.forEach(
                (partition, offset) ->
                        reader.seek(partition, Math.max(offset, starts.get(partition))));
        long records = 0;
        List<TopicPartition> open = open(ends);
        while (!open.isEmpty()) {
            reader.assign(open);
            for (var record : reader.poll(Duration.ofMillis(500))) {
                var partition = new TopicPartition(record.topic(), record.partition());
                records += record.offset() < ends.get(partition) ? 1 : 0;
            }
            open = open(ends);
        }
        return records;
    }

    private List<TopicPartition> open(Map<TopicPartition, Long> ends) {
        return reader.assignment().stream()
                .filter(partition -> reader.position(partition, PATIENCE) < ends.get(partition))
                .toList();
    }

    @Override
    public void close() {
        reader.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ofSeconds(1));
    }
}
