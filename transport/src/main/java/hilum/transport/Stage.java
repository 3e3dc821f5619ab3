package hilum.transport;

import hilum.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consume–compute–produce loop on a thread of its own: a batch of records in, records and dead
 * letters out, the batch's offsets with them in one transaction. What was made from a record is
 * visible to readers of committed records exactly once, whatever is killed when.
 *
 * <p>A record that fails goes to the dead letters and the stage goes on; a batch that fails as a
 * whole is tried again record by record to find the one. A dependency that is away pauses the
 * partitions and the same batch is tried again, with growing waits; nothing is skipped.
 */
public final class Stage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /**
     * What a stage does with a batch. Called by one thread only; a batch may come again after a
     * failure.
     */
    @FunctionalInterface
    public interface Work {
        /**
         * @throws DependencyUnavailable to have the same batch again later
         */
        Outcome process(List<Incoming> batch) throws InterruptedException;
    }

    /** How a stage does. */
    public sealed interface Status {
        /** Not yet connected. */
        record Starting() implements Status {}

        /** Taking records. */
        record Running() implements Status {}

        /** Holding a batch until a dependency is back. */
        record Waiting(String reason) implements Status {}

        /** Closed. */
        record Closed() implements Status {}
    }

    private final Connection connection;
    private final String name;
    private final String instance;
    private final List<Topic> topics;
    private final int maxRecords;
    private final Work work;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;
    private volatile Status status = new Status.Starting();
    private volatile KafkaConsumer<byte[], byte[]> polling;

    /**
     * Starts the loop.
     *
     * @param name the stage: consumer group, transactional id and source of events
     * @param instance name of this instance within the group, stable over restarts
     * @param maxRecords records a batch at most
     */
    public Stage(
            Connection connection,
            String name,
            String instance,
            List<Topic> topics,
            int maxRecords,
            Work work) {
        this.connection = connection;
        this.name = name;
        this.instance = instance;
        this.topics = List.copyOf(topics);
        this.maxRecords = maxRecords;
        this.work = work;
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    /** How the stage does now. */
    public Status status() {
        return status;
    }

    private void run() {
        Backoff backoff = new Backoff();
        while (!closing.get()) {
            try (Publisher publisher = new Publisher(connection, name, name + "-" + instance);
                    AvroCodec codec = new AvroCodec(connection);
                    KafkaConsumer<byte[], byte[]> consumer =
                            connection.consumer(name, instance, maxRecords)) {
                polling = consumer;
                new Session(publisher, codec, consumer).run(backoff);
            } catch (WakeupException e) {
                // Closing: the loop's condition ends it.
            } catch (InterruptedException e) {
                break;
            } catch (DependencyUnavailable | KafkaException e) {
                reconnect(backoff, e);
            } catch (RuntimeException e) {
                LOG.error("Stage failed and starts anew: stage={}", name, e);
                reconnect(backoff, e);
            } finally {
                polling = null;
            }
        }
        status = new Status.Closed();
    }

    private void reconnect(Backoff backoff, RuntimeException e) {
        if (closing.get()) {
            return;
        }
        status = new Status.Waiting(e.getMessage());
        Duration wait = backoff.next();
        LOG.warn(
                "Stage waits and reconnects: stage={} wait={} reason={}",
                name,
                wait,
                e.getMessage());
        try {
            Thread.sleep(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection to the broker, from joining the group until something breaks. */
    private final class Session implements ConsumerRebalanceListener {
        private final Publisher publisher;
        private final AvroCodec codec;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private boolean revoked;
        private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();

        Session(Publisher publisher, AvroCodec codec, KafkaConsumer<byte[], byte[]> consumer) {
            this.publisher = publisher;
            this.codec = codec;
            this.consumer = consumer;
        }

        void run(Backoff backoff) throws InterruptedException {
            consumer.subscribe(topics.stream().map(Topic::topicName).toList(), this);
            status = new Status.Running();
            while (!closing.get()) {
                revoked = false;
                List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
                consumer.poll(POLL).forEach(batch::add);
                if (batch.isEmpty()) {
                    passMarkers();
                    status = heard();
                } else if (!complete(batch, backoff)) {
                    rewind(batch);
                }
            }
        }

        private Status heard() {
            return Heartbeats.silence(consumer.metrics())
                    .<Status>map(Status.Waiting::new)
                    .orElseGet(Status.Running::new);
        }

        /**
         * Commits that the stage has come past what is no record: the markers at the end of
         * transactions. Without it a stage that has taken everything would never be seen at the end
         * of its topics.
         */
        private void passMarkers() {
            Map<TopicPartition, OffsetAndMetadata> offsets = positions();
            if (!revoked && !offsets.equals(committed)) {
                commit(List.of(), offsets);
            }
        }

        private Map<TopicPartition, OffsetAndMetadata> positions() {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                offsets.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            return offsets;
        }

        private void commit(
                List<Outgoing> records, Map<TopicPartition, OffsetAndMetadata> offsets) {
            publisher.send(records, offsets, consumer.groupMetadata());
            committed = offsets;
        }

        /** Computes and commits the batch; false if its partitions were taken away meanwhile. */
        private boolean complete(List<ConsumerRecord<byte[], byte[]>> batch, Backoff backoff)
                throws InterruptedException {
            Map<TopicPartition, OffsetAndMetadata> offsets = positions();
            while (!closing.get()) {
                try {
                    List<Outgoing> records = compute(batch);
                    commit(records, offsets);
                    backoff.reset();
                    status = new Status.Running();
                    return true;
                } catch (DependencyUnavailable e) {
                    if (e.dependency().equals(DependencyUnavailable.BROKER)) {
                        throw e; // the transaction is lost with its producer: begin a new session
                    }
                    if (!hold(backoff.next(), e)) {
                        return false;
                    }
                }
            }
            return false;
        }

        private List<Outgoing> compute(List<ConsumerRecord<byte[], byte[]>> batch)
                throws InterruptedException {
            List<Incoming> incoming = new ArrayList<>(batch.size());
            List<Outgoing> records = new ArrayList<>();
            for (var each : batch) {
                try {
                    incoming.add(Incoming.of(each, codec));
                } catch (IllegalArgumentException e) {
                    records.add(reject(each, e));
                }
            }
            process(incoming, records);
            return records;
        }

        private void process(List<Incoming> incoming, List<Outgoing> records)
                throws InterruptedException {
            if (incoming.isEmpty()) {
                return;
            }
            try {
                Outcome outcome = work.process(List.copyOf(incoming));
                records.addAll(outcome.outgoing());
                for (var rejection : outcome.rejections()) {
                    records.add(reject(rejection.incoming().raw(), rejection.reason()));
                }
            } catch (DependencyUnavailable e) {
                throw e;
            } catch (RuntimeException e) {
                if (incoming.size() == 1) {
                    records.add(reject(incoming.getFirst().raw(), e));
                    return;
                }
                LOG.warn(
                        "Batch failed, its records are tried one by one: stage={} records={}",
                        name,
                        incoming.size(),
                        e);
                for (Incoming each : incoming) {
                    process(List.of(each), records);
                }
            }
        }

        private Outgoing reject(ConsumerRecord<byte[], byte[]> raw, Exception reason) {
            LOG.warn(
                    "Record goes to the dead letters: stage={} topic={} partition={} offset={} reason={}",
                    name,
                    raw.topic(),
                    raw.partition(),
                    raw.offset(),
                    reason.getMessage());
            return DeadLetters.of(name, raw, reason);
        }

        /** Keeps the membership without taking records; false if partitions were taken away. */
        private boolean hold(Duration wait, DependencyUnavailable reason) {
            status = new Status.Waiting(reason.getMessage());
            LOG.warn(
                    "Stage holds a batch: stage={} wait={} reason={}",
                    name,
                    wait,
                    reason.getMessage());
            Set<TopicPartition> paused = consumer.assignment();
            consumer.pause(paused);
            long until = System.nanoTime() + wait.toNanos();
            while (System.nanoTime() < until && !closing.get() && !revoked) {
                consumer.poll(POLL);
            }
            consumer.resume(consumer.assignment());
            return !revoked;
        }

        private void rewind(List<ConsumerRecord<byte[], byte[]>> batch) {
            Map<TopicPartition, Long> first = new HashMap<>();
            for (var each : batch) {
                first.merge(
                        new TopicPartition(each.topic(), each.partition()),
                        each.offset(),
                        Math::min);
            }
            first.keySet().retainAll(consumer.assignment());
            first.forEach((partition, offset) -> consumer.seek(partition, offset));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            revoked = revoked || !partitions.isEmpty();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("Stage takes partitions: stage={} partitions={}", name, partitions);
        }
    }

    /** Waits that double from a quarter of a second up to ten seconds. */
    private static final class Backoff {
        private Duration wait = Duration.ZERO;

        Duration next() {
            wait = wait.isZero() ? Duration.ofMillis(250) : wait.multipliedBy(2);
            wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
            return wait;
        }

        void reset() {
            wait = Duration.ZERO;
        }
    }

    /** Ends the loop; a batch in work is left uncommitted. */
    @Override
    public void close() {
        closing.set(true);
        KafkaConsumer<byte[], byte[]> consumer = polling;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
