package hilum.local;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.Topic;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerIT {
    /** Held, because the logging library forgets the levels of loggers that nobody holds. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.apache.kafka"), Logger.getLogger("kafka"));

    @TempDir Path folder;

    @BeforeAll
    static void quiet() {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    @Test
    void aNewBrokerHasEveryTopicOfTheCatalogueAndKeepsRecordsOverARestart() throws Exception {
        int port = freePort();
        int controller = freePort();
        try (Broker broker = Broker.start(folder, port, controller)) {
            assertCatalogue(broker.bootstrapServers());
            write(broker.bootstrapServers(), "kept");
        }

        try (Broker again = Broker.start(folder, port, controller)) {
            assertThat(read(again.bootstrapServers())).isEqualTo("kept");
        }
    }

    private static void assertCatalogue(String bootstrapServers) throws Exception {
        List<String> names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var topics = admin.describeTopics(names).allTopicNames().get();
            for (Topic topic : Topic.values()) {
                assertThat(topics.get(topic.topicName()).partitions()).hasSize(topic.partitions());
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
                var settings = admin.describeConfigs(List.of(resource)).all().get().get(resource);
                assertThat(settings.get("cleanup.policy").value())
                        .isEqualTo(topic.cleanup().policy());
            }
        }
    }

    private static void write(String bootstrapServers, String text) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topic.MODELS.topicName(), "key", text)).get();
        }
    }

    private static String read(String bootstrapServers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var partition = new TopicPartition(Topic.MODELS.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
