package hilum.embedding.life;

import hilum.embedding.item.Item;
import hilum.embedding.item.Items;
import hilum.schemas.HeldOut;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What the compacted topics of studies and variants hold now: the newest record of each key. */
public final class Census {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Connection connection;

    public Census(Connection connection) {
        this.connection = connection;
    }

    /** Every text that a version embeds: of studies, then of variants, in the order of arrival. */
    public List<String> texts() {
        return items(false).stream()
                .map(Item::content)
                .filter(Item.Content.Text.class::isInstance)
                .map(content -> ((Item.Content.Text) content).text())
                .toList();
    }

    /** Items of the evaluation split, all of whose vectors a shadow announces. */
    int heldOutItems(boolean images) {
        return (int)
                items(images).stream()
                        .filter(item -> HeldOut.test(item.origin().studyId()))
                        .count();
    }

    private List<Item> items(boolean images) {
        List<Item> items = new ArrayList<>();
        newest(Topic.STUDIES).forEach(study -> items.addAll(Items.of((Study) study, images)));
        newest(Topic.VARIANTS).forEach(variant -> items.add(Items.of((Variant) variant)));
        return items;
    }

    private List<Object> newest(Topic topic) {
        Map<String, Object> newest = new LinkedHashMap<>();
        try (var reader = connection.reader();
                var codec = new AvroCodec(connection)) {
            List<TopicPartition> partitions =
                    reader.partitionsFor(topic.topicName()).stream()
                            .map(info -> new TopicPartition(topic.topicName(), info.partition()))
                            .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> reader.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> raw : reader.poll(POLL)) {
                    take(raw, codec, newest);
                }
            }
        } catch (KafkaException e) {
            throw new DependencyUnavailable(DependencyUnavailable.BROKER, e);
        }
        return List.copyOf(newest.values());
    }

    private static void take(
            ConsumerRecord<byte[], byte[]> raw, AvroCodec codec, Map<String, Object> newest) {
        try {
            Incoming incoming = Incoming.of(raw, codec);
            newest.remove(incoming.key());
            incoming.value().ifPresent(value -> newest.put(incoming.key(), value));
        } catch (IllegalArgumentException e) {
            // The stage that embeds it has sent it to the dead letters.
        }
    }
}
