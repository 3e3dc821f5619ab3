package hilum.local;

import hilum.schemas.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of the catalogue as a broker knows them: partitions, cleanup and retention. */
final class Topics {
    private Topics() {}

    /**
     * Makes the topics that are absent; one that exists is left as it is, but for that of erasures,
     * which had one partition as long as nothing was written to it.
     *
     * @throws IllegalStateException if the broker does not answer or refuses
     */
    static void makeAbsent(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> absent = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                if (!present.contains(topic.topicName())) {
                    absent.add(
                            new NewTopic(topic.topicName(), topic.partitions(), (short) 1)
                                    .configs(settings(topic)));
                }
            }
            admin.createTopics(absent).all().get();
            widen(admin, Topic.ERASURES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "Interrupted while making topics: start the broker again", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Topics cannot be made on %s (%s): see the broker's log"
                            .formatted(bootstrapServers, e.getCause().getMessage()),
                    e.getCause());
        }
    }

    private static void widen(Admin admin, Topic topic)
            throws InterruptedException, ExecutionException {
        int present =
                admin.describeTopics(List.of(topic.topicName()))
                        .allTopicNames()
                        .get()
                        .get(topic.topicName())
                        .partitions()
                        .size();
        if (present < topic.partitions()) {
            admin.createPartitions(
                            Map.of(topic.topicName(), NewPartitions.increaseTo(topic.partitions())))
                    .all()
                    .get();
        }
    }

    private static Map<String, String> settings(Topic topic) {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().policy());
        if (topic.cleanup() == Topic.Cleanup.COMPACT) {
            settings.put(
                    TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                    Long.toString(Topic.COMPACTED_WITHIN.toMillis()));
            settings.put(
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    Long.toString(Topic.TOMBSTONES_KEPT.toMillis()));
        }
        topic.retention()
                .ifPresent(
                        kept ->
                                settings.put(
                                        TopicConfig.RETENTION_MS_CONFIG,
                                        Long.toString(kept.toMillis())));
        return settings;
    }
}
