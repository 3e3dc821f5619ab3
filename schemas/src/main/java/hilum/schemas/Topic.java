package hilum.schemas;

import static hilum.schemas.Topic.Cleanup.COMPACT;
import static hilum.schemas.Topic.Cleanup.COMPACT_DELETE;
import static hilum.schemas.Topic.Cleanup.DELETE;

import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topic catalogue: every topic of Hilum with its key, value, partitions, cleanup and retention.
 * The local stack creates topics from it, services take names from it, and the documentation is
 * checked against it.
 */
public enum Topic {
    INTAKE_REPORTS(
            "cxr.intake.reports.v1",
            "accession (pseudonym)",
            ReportReceived.class,
            4,
            DELETE,
            days(30)),
    INTAKE_IMAGES(
            "cxr.intake.images.v1",
            "accession (pseudonym)",
            ImageReceived.class,
            4,
            DELETE,
            days(30)),
    STUDIES("cxr.studies.v1", "study id", Study.class, 4, COMPACT, null),
    VARIANTS(
            "cxr.variants.v1",
            "study id/variant id, partitioned by study id",
            Variant.class,
            4,
            COMPACT,
            null),
    EMBEDDINGS("cxr.embeddings.v1", "study id", Embedding.class, 4, DELETE, days(365)),
    TRAINING("cxr.training.v1", "run id", TrainingEvent.class, 1, DELETE, days(365)),
    MODELS("cxr.models.v1", "model version", Model.class, 1, COMPACT, null),
    METRICS(
            "cxr.metrics.v1",
            "model/task/site/measure",
            Metric.class,
            1,
            COMPACT_DELETE,
            days(365)),
    ALERTS("cxr.alerts.v1", "site", Alert.class, 1, DELETE, days(90)),
    ERASURES(
            "cxr.erasures.v1",
            "study id; of a receipt study id/stage",
            Erasure.class,
            4,
            COMPACT,
            null),
    IDENTITIES(
            "cxr.identities.v1",
            "merged patient/surviving patient (pseudonyms), on every partition",
            PatientMerge.class,
            4,
            COMPACT,
            null),
    DEAD_LETTERS("cxr.dead-letters.v1", "original key", DeadLetter.class, 1, DELETE, days(365));

    /**
     * How soon a compacted topic is compacted: what a tombstone or a newer record replaced is gone
     * from the log about so long after it, where the topic still gets records.
     */
    public static final Duration COMPACTED_WITHIN = days(1);

    /** How long tombstones stay: a stage that was away no longer than this still hears of them. */
    public static final Duration TOMBSTONES_KEPT = days(7);

    /** What Kafka does with old records. */
    public enum Cleanup {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        /** Value of the topic setting {@code cleanup.policy}. */
        public String policy() {
            return policy;
        }
    }

    private final String topicName;
    private final String key;
    private final Class<? extends SpecificRecord> type;
    private final int partitions;
    private final Cleanup cleanup;
    private final Duration retention;

    Topic(
            String topicName,
            String key,
            Class<? extends SpecificRecord> type,
            int partitions,
            Cleanup cleanup,
            Duration retention) {
        this.topicName = topicName;
        this.key = key;
        this.type = type;
        this.partitions = partitions;
        this.cleanup = cleanup;
        this.retention = retention;
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    /** Name of the topic in Kafka. */
    public String topicName() {
        return topicName;
    }

    /** What the key is, in words. */
    public String key() {
        return key;
    }

    /** Class of the values. */
    public Class<? extends SpecificRecord> type() {
        return type;
    }

    /**
     * Whether every record goes to every partition, since each task of a reader needs all of them;
     * such a topic has as many partitions as those it is read with.
     */
    public boolean onEveryPartition() {
        return this == IDENTITIES;
    }

    /** Schema of the values. */
    public Schema schema() {
        return org.apache.avro.specific.SpecificData.get().getSchema(type);
    }

    /** Partitions on creation. */
    public int partitions() {
        return partitions;
    }

    /** What Kafka does with old records. */
    public Cleanup cleanup() {
        return cleanup;
    }

    /** How long records stay at least; empty where only the newest record of a key counts. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(retention);
    }

    /**
     * The topic of that name.
     *
     * @throws IllegalArgumentException if the catalogue has none, naming those it has
     */
    public static Topic named(String name) {
        for (Topic topic : values()) {
            if (topic.topicName.equals(name)) {
                return topic;
            }
        }
        throw new IllegalArgumentException(
                "No topic %s in the catalogue: use one of %s"
                        .formatted(
                                name,
                                java.util.Arrays.stream(values()).map(Topic::topicName).toList()));
    }
}
