package hilum.transport;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Where broker and schema registry are, and the settings under which Hilum talks to them: consumers
 * read committed records only and commit nothing by themselves; producers are idempotent and wait
 * for all replicas; values are Avro in the Confluent wire format (a zero byte, a four-byte schema
 * id, the record), under the subject {@code topic-value}.
 *
 * @param bootstrapServers {@code host:port} of brokers, comma separated
 * @param registryUrl the registry's core API, {@code http://host:port/apis/registry/v3}
 */
public record Connection(String bootstrapServers, String registryUrl) {

    /**
     * Settings of the Avro serializers. Schemas are registered whole, so that a plain reader needs
     * one look-up, and what an id means never changes, so that none is looked up twice.
     */
    public Map<String, Object> serdeSettings() {
        return Map.of(
                "apicurio.registry.url",
                registryUrl,
                "apicurio.registry.auto-register",
                true,
                "apicurio.registry.auto-register.if-exists",
                "FIND_OR_CREATE_VERSION",
                "apicurio.registry.use-specific-avro-reader",
                true,
                "apicurio.registry.headers.enabled",
                false,
                "apicurio.registry.dereference-schema",
                true,
                "apicurio.registry.check-period-ms",
                Duration.ofDays(365).toMillis(),
                "apicurio.registry.retry-count",
                1L);
    }

    /** Avro serde of values, for Kafka Streams. Must be closed by its user. */
    public <T extends SpecificRecord> Serde<T> valueSerde() {
        Serializer<T> serializer = new AvroKafkaSerializer<>();
        Deserializer<T> deserializer = new AvroKafkaDeserializer<>();
        Serde<T> serde = Serdes.serdeFrom(serializer, deserializer);
        serde.configure(serdeSettings(), false);
        return serde;
    }

    /**
     * A consumer of raw bytes.
     *
     * @param group consumer group; a restarted instance takes its old place at once
     * @param instance name of this instance within the group, stable over restarts
     */
    KafkaConsumer<byte[], byte[]> consumer(String group, String instance, int maxRecords) {
        Map<String, Object> settings = common(group + "-" + instance);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + instance);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 900_000);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        return new KafkaConsumer<>(
                reading(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A consumer without group, for reading topics from their beginning; partitions are assigned by
     * hand.
     */
    public KafkaConsumer<byte[], byte[]> reader() {
        return new KafkaConsumer<>(
                reading(common("reader")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<String, Object> reading(Map<String, Object> settings) {
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return settings;
    }

    /**
     * A transactional producer of raw bytes.
     *
     * @param transactionalId stable over restarts, so that a restart aborts what its predecessor
     *     left open
     */
    KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> settings = common(transactionalId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        return new KafkaProducer<>(
                writing(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * An idempotent producer outside transactions, for single records that stand for themselves.
     * Somebody waits for each: a send blocks for seconds at most.
     */
    public KafkaProducer<byte[], byte[]> plainProducer(String clientId) {
        Map<String, Object> settings = writing(common(clientId));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> writing(Map<String, Object> settings) {
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        return settings;
    }

    /** An administration client. */
    public Admin admin() {
        return Admin.create(common("admin"));
    }

    private Map<String, Object> common(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        return settings;
    }
}
