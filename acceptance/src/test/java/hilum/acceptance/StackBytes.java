package hilum.acceptance;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All that a running stack keeps and tells, as bytes with where they stand: the files of its home,
 * the records of all topics with keys and headers, the payloads of all vectors, and the metrics.
 * Records and payloads are read through their servers, since on disk they are compressed.
 */
final class StackBytes {
    /** The pseudonyms' key, the native libraries, and the PACS of the demo's hospital. */
    private static final Set<String> FOLDERS_LEFT_OUT = Set.of("keys", "djl", "pacs");

    /** A language model's own words, among them common names. */
    private static final Set<String> FILES_LEFT_OUT = Set.of("vocab.txt", "tokenizer.json");

    private static final int LARGEST_FILE = 1 << 30;
    private static final int SERVICES = 5;
    private static final int PAGE = 500;

    private final RunningStack stack;

    StackBytes(RunningStack stack) {
        this.stack = stack;
    }

    /** Hands over everything, one file, topic, collection or page of metrics at a time. */
    void each(BiConsumer<String, byte[]> reader) throws Exception {
        files(reader);
        topics(reader);
        vectors(reader);
        for (int service = 1; service <= SERVICES; service++) {
            String metrics =
                    stack.send(service, "GET", "/q/metrics", "text/plain", new byte[0]).body();
            reader.accept("metrics of service " + service, bytes(metrics));
        }
        reader.accept("status", bytes(stack.supervisor("/status").toString()));
    }

    private void files(BiConsumer<String, byte[]> reader) throws IOException {
        Files.walkFileTree(
                stack.home(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return FOLDERS_LEFT_OUT.contains(stack.home().relativize(folder).toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile()
                                && attributes.size() < LARGEST_FILE
                                && !FILES_LEFT_OUT.contains(file.getFileName().toString())) {
                            try {
                                reader.accept("file " + file, Files.readAllBytes(file));
                            } catch (NoSuchFileException e) {
                                // The stack runs: what it has deleted keeps nothing.
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }
                });
    }

    private void topics(BiConsumer<String, byte[]> reader) {
        try (var consumer = consumer()) {
            for (String topic : consumer.listTopics().keySet()) {
                reader.accept("topic " + topic, records(consumer, topic));
            }
        }
    }

    /** All records of a topic. */
    byte[] topic(String topic) {
        try (var consumer = consumer()) {
            return records(consumer, topic);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.broker(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50",
                        ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG, "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static byte[] records(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(200))) {
                write(all, each.key());
                for (Header header : each.headers()) {
                    write(all, bytes(header.key()));
                    write(all, header.value());
                }
                write(all, each.value());
            }
        }
        return all.toByteArray();
    }

    private static void write(ByteArrayOutputStream all, byte[] bytes) {
        if (bytes != null) {
            all.writeBytes(bytes);
        }
        all.write('\n');
    }

    private void vectors(BiConsumer<String, byte[]> reader) throws Exception {
        try (QdrantClient client =
                new QdrantClient(
                        QdrantGrpcClient.newBuilder("127.0.0.1", stack.vectors(), false).build())) {
            for (String collection : client.listCollectionsAsync().get()) {
                reader.accept("payloads of " + collection, payloads(client, collection));
            }
        }
    }

    private static byte[] payloads(QdrantClient client, String collection) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ScrollPoints.Builder request =
                ScrollPoints.newBuilder()
                        .setCollectionName(collection)
                        .setLimit(PAGE)
                        .setWithPayload(WithPayloadSelectorFactory.enable(true));
        while (true) {
            ScrollResponse page = client.scrollAsync(request.build()).get();
            for (RetrievedPoint point : page.getResultList()) {
                write(all, bytes(point.getPayloadMap().toString()));
            }
            if (!page.hasNextPageOffset()) {
                return all.toByteArray();
            }
            request.setOffset(page.getNextPageOffset());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
