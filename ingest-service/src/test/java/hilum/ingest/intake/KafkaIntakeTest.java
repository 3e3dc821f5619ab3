package hilum.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import hilum.schemas.PatientMerge;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaIntakeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** A producer of a cluster whose topics have so many partitions, answered by hand. */
    private static MockProducer<byte[], byte[]> producer(int intake, int identities) {
        List<PartitionInfo> partitions = new ArrayList<>();
        Map<String, Integer> topics =
                Map.of(
                        Topic.INTAKE_REPORTS.topicName(), intake,
                        Topic.IDENTITIES.topicName(), identities);
        topics.forEach(
                (topic, number) -> {
                    for (int i = 0; i < number; i++) {
                        partitions.add(new PartitionInfo(topic, i, null, null, null));
                    }
                });
        Cluster cluster =
                new Cluster("c", List.of(new Node(1, "x", 1)), partitions, Set.of(), Set.of());
        return new MockProducer<>(
                cluster, false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaIntake intake(MockProducer<byte[], byte[]> producer) {
        return new KafkaIntake(
                "ingest-service",
                (topic, value) -> value.toString().getBytes(StandardCharsets.UTF_8),
                producer);
    }

    private static Outgoing merge() {
        PatientMerge merge =
                PatientMerge.newBuilder()
                        .setMerged("m")
                        .setSurviving("s")
                        .setSite("north")
                        .setDays(3)
                        .setOrder(1)
                        .setReceivedAt(NOW)
                        .build();
        return Outgoing.of(Topic.IDENTITIES, "m/s", merge, "m/s/1", TraceContext.start());
    }

    private static Outgoing report() {
        ReportReceived report =
                ReportReceived.newBuilder()
                        .setAccession("a")
                        .setSite("north")
                        .setKind(ReportKind.REPORT)
                        .setFindings("Clear.")
                        .setReceivedAt(NOW)
                        .build();
        return Outgoing.of(Topic.INTAKE_REPORTS, "a", report, "1", TraceContext.start());
    }

    @Test
    void aMergeIsThereWhenEveryPartitionHasIt() {
        MockProducer<byte[], byte[]> producer = producer(4, 4);

        CompletableFuture<Void> published = intake(producer).publish(List.of(merge()));

        assertThat(producer.history())
                .extracting(ProducerRecord::partition)
                .containsExactly(0, 1, 2, 3);
        assertThat(producer.history())
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsOnly("m/s");
        for (int i = 0; i < 4; i++) {
            assertThat(published).isNotDone();
            producer.completeNext();
        }
        assertThat(published).isCompleted();
    }

    @Test
    void aMergeThatOnePartitionDoesNotTakeIsNotThere() {
        MockProducer<byte[], byte[]> producer = producer(4, 4);
        CompletableFuture<Void> published = intake(producer).publish(List.of(merge()));

        producer.completeNext();
        producer.completeNext();
        producer.errorNext(new TimeoutException("no acknowledgement"));
        producer.completeNext();

        assertThat(published)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void aTopicOfMorePartitionsThanTheIntakeHasTheMergeOnAllOfThem() {
        MockProducer<byte[], byte[]> producer = producer(4, 6);

        intake(producer).publish(List.of(merge()));

        assertThat(producer.history()).hasSize(6);
    }

    @Test
    void aTopicOfFewerPartitionsThanTheIntakeTakesNoMergeAndIsNamedWithItsLack() {
        MockProducer<byte[], byte[]> producer = producer(4, 2);

        assertThatThrownBy(() -> intake(producer).publish(List.of(merge())))
                .isInstanceOfSatisfying(
                        DependencyUnavailable.class,
                        away ->
                                assertThat(away.dependency())
                                        .isEqualTo(
                                                "topic cxr.identities.v1 with 4 partitions, as the intake has"))
                .hasMessageContaining("it has 2: give it as many");
        assertThat(producer.history()).isEmpty();
    }

    /** What Kafka's own does without metadata: it blocks, then fails. */
    private static final class Blocking extends MockProducer<byte[], byte[]> {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean away = true;

        Blocking() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, Callback callback) {
            asked.incrementAndGet();
            if (!away) {
                return super.send(record, callback);
            }
            LockSupport.parkNanos(Duration.ofMillis(1_200).toNanos());
            callback.onCompletion(null, new TimeoutException("not present in metadata"));
            return CompletableFuture.failedFuture(new TimeoutException("not present in metadata"));
        }
    }

    @Test
    void whileTheBrokerIsAwayOneMessageWaitsForItAndTheOthersAreToldAtOnce() {
        Blocking producer = new Blocking();
        KafkaIntake intake = intake(producer);

        Instant begun = Instant.now();
        for (int i = 0; i < 500; i++) {
            assertThat(intake.publish(List.of(report()))).isCompletedExceptionally();
        }

        assertThat(producer.asked.get()).isLessThan(20);
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
        producer.away = false;
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !intake.publish(List.of(report())).isCompletedExceptionally());
        assertThat(intake.publish(List.of(report()))).isCompleted();
    }

    @Test
    void whileTheRegistryIsAwayOnlyWhatNeedsItIsHeldUp() {
        AtomicInteger asked = new AtomicInteger();
        MockProducer<byte[], byte[]> producer = producer(4, 4);
        KafkaIntake intake =
                new KafkaIntake(
                        "ingest-service",
                        (topic, value) -> {
                            if (topic == Topic.IDENTITIES) {
                                asked.incrementAndGet();
                                throw new DependencyUnavailable(
                                        "schema registry", new IllegalStateException("hangs"));
                            }
                            return new byte[] {1};
                        },
                        producer);

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> intake.publish(List.of(merge())))
                    .isInstanceOfSatisfying(
                            DependencyUnavailable.class,
                            away -> assertThat(away.dependency()).isEqualTo("schema registry"));
            intake.publish(List.of(report()));
        }

        assertThat(asked.get()).isLessThan(20);
        assertThat(producer.history()).hasSize(50);
    }

    @Test
    void whatOneTaskNeedsGoesWhereItsKeySays() {
        MockProducer<byte[], byte[]> producer = producer(4, 2);

        intake(producer).publish(List.of(report()));

        assertThat(producer.history())
                .singleElement()
                .satisfies(
                        record -> {
                            assertThat(record.partition()).isNull();
                            assertThat(record.topic()).isEqualTo("cxr.intake.reports.v1");
                        });
    }
}
