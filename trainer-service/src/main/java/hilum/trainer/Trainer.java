package hilum.trainer;

import hilum.encoders.model.MiniLm;
import hilum.encoders.model.ModelFolder;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Topic;
import hilum.schemas.TrainingEvent;
import hilum.transport.ArtifactStore;
import hilum.transport.AvroCodec;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.Watermark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the stream on a thread of its own, publishes the base version where there is no model,
 * and runs one round after another: when enough new studies have come, or when asked, once the
 * candidate before is decided. It holds no state but the topics' own.
 *
 * <p>A round is frozen when variant-service has rewritten every study it counts.
 */
final class Trainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final String VARIANT_SERVICE = "variant-service";
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Rounds that came to nothing whose studies a round takes again. */
    private static final int ROUNDS_REPEATED = 2;

    private static final List<Topic> SOURCES =
            List.of(Topic.STUDIES, Topic.VARIANTS, Topic.MODELS, Topic.TRAINING, Topic.ERASURES);

    private final Connection connection;
    private final ArtifactStore store;
    private final TrainerConfig config;
    private final Meters meters;
    private final Rounds rounds = new Rounds();
    private final AtomicReference<RoundRequest> request = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;
    private volatile Standing standing = new Standing(0, false, Optional.empty(), Set.of());
    private volatile String waitingFor = "the broker";

    Trainer(Connection connection, ArtifactStore store, TrainerConfig config, Meters meters) {
        this.connection = connection;
        this.store = store;
        this.config = config;
        this.meters = meters;
        thread = Thread.ofPlatform().name("trainer").start(this::run);
    }

    /**
     * Where the trainer stands.
     *
     * @param fresh studies for training that a round from the live version would take as new
     * @param running whether a round is under way
     * @param undecided a version that waits for its decision
     * @param versions all model versions
     */
    record Standing(int fresh, boolean running, Optional<String> undecided, Set<String> versions) {}

    Standing standing() {
        return standing;
    }

    /** What keeps the trainer from working; empty when nothing does. */
    String waitingFor() {
        return waitingFor;
    }

    Rounds rounds() {
        return rounds;
    }

    /** An id for a round. */
    static String runId() {
        byte[] id = new byte[6];
        ThreadLocalRandom.current().nextBytes(id);
        return "round-" + HexFormat.of().formatHex(id);
    }

    /** Asks for a round; false if one is asked for already. */
    boolean request(RoundRequest asked) {
        return request.compareAndSet(null, asked);
    }

    /** The round that is asked for and not yet planned. */
    Optional<RoundRequest> requested() {
        return Optional.ofNullable(request.get());
    }

    private void run() {
        while (!closing.get()) {
            try (Session session = new Session()) {
                session.run();
            } catch (DependencyUnavailable | KafkaException | IOException e) {
                pause(e);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("The trainer failed and starts anew", e);
                pause(e);
            }
        }
    }

    private void pause(Exception e) {
        if (closing.get()) {
            return;
        }
        waitingFor = String.valueOf(e.getMessage());
        LOG.warn("The trainer waits: reason={}", e.getMessage());
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection to the broker, with what has been read over it. */
    private final class Session implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> reader = connection.reader();
        private final AvroCodec codec = new AvroCodec(connection);
        private final Watermark watermark = new Watermark(connection);
        private final Announcer announcer = new Announcer(connection, config.instance(), rounds);
        private final Corpus corpus = new Corpus();
        private final Models models = new Models();
        private final ErasureRequests erasures = new ErasureRequests();
        private final Planner planner = new Planner(config.trainer(), store);

        void run() throws IOException, InterruptedException {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic topic : SOURCES) {
                reader.partitionsFor(topic.topicName())
                        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
            }
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            for (Topic topic : SOURCES) {
                readTo(topic, watermark.ends(topic));
            }
            if (models.isEmpty()) {
                publishBase();
            }
            Optional<Round> unfinished = rounds.unfinished();
            if (unfinished.isPresent()) {
                waitingFor = "";
                stand(true);
                runOf(unfinished.get().plan(), unfinished.get().sequence())
                        .resume(unfinished.get());
            }
            while (!closing.get()) {
                poll();
                waitingFor = "";
                erase();
                stand(false);
                Optional<RoundRequest> due = due();
                if (due.isPresent() && models.base().isPresent() && frozen()) {
                    round(due.get());
                }
            }
        }

        /**
         * Carries out what was asked for while no round is under way: a round may need its set as
         * it was frozen, and the version that it makes belongs on the receipt.
         */
        private void erase() throws IOException, InterruptedException {
            if (erasures.open().isEmpty()) {
                return;
            }
            readTo(Topic.MODELS, watermark.ends(Topic.MODELS));
            for (Outgoing receipt :
                    erasures.carryOut(new FrozenSets(store), models, Instant.now())) {
                announcer.announce(receipt);
            }
        }

        /** The round to start now, if any. */
        private Optional<RoundRequest> due() {
            if (models.undecided().isPresent()) {
                return Optional.empty();
            }
            Optional<RoundRequest> wanted = wanted();
            if (wanted.isPresent()) {
                // The candidate of the round just done may not have come back yet: without it the
                // next one would start beside it, from the same version.
                readTo(Topic.MODELS, watermark.ends(Topic.MODELS));
            }
            return models.undecided().isPresent() ? Optional.empty() : wanted;
        }

        private Optional<RoundRequest> wanted() {
            if (request.get() != null) {
                return Optional.of(request.get());
            }
            int arrived = corpus.since(rounds.triedUntil(Topic.STUDIES.topicName()));
            return arrived >= config.trainer().roundStudies()
                    ? Optional.of(RoundRequest.byItself(runId(), config.trainer().roundStudies()))
                    : Optional.empty();
        }

        /** Reads all variants of the studies read so far; false if they are not all made yet. */
        private boolean frozen() {
            Map<Integer, Long> studies = corpus.positions(Topic.STUDIES);
            List<TopicPartition> held =
                    reader.assignment().stream()
                            .filter(p -> p.topic().equals(Topic.STUDIES.topicName()))
                            .toList();
            reader.pause(held); // what arrives now belongs to the next round
            try {
                while (!watermark.passed(VARIANT_SERVICE, Topic.STUDIES, studies)) {
                    if (closing.get()) {
                        return false;
                    }
                    waitingFor = "";
                    poll();
                }
                readTo(Topic.VARIANTS, watermark.ends(Topic.VARIANTS));
                return true;
            } finally {
                reader.resume(held);
            }
        }

        private void round(RoundRequest asked) throws IOException, InterruptedException {
            try {
                Model base = asked.base().flatMap(models::find).or(models::base).orElseThrow();
                String studies = Topic.STUDIES.topicName();
                Optional<Plan> plan =
                        planner.plan(
                                asked,
                                corpus,
                                rounds.all().size() + 1,
                                base,
                                newSince(
                                        Optional.of(base),
                                        asked.base().isPresent()
                                                ? Integer.MAX_VALUE
                                                : ROUNDS_REPEATED),
                                asked.studies().isPresent()
                                        ? corpus.positionsAfter(
                                                rounds.triedUntil(studies),
                                                asked.studies().getAsInt())
                                        : corpus.positions(Topic.STUDIES));
                if (plan.isEmpty()) {
                    LOG.warn("No round: the studies that came give nothing to train on");
                    return;
                }
                stand(true);
                runOf(plan.get(), -1).start();
            } finally {
                request.compareAndSet(asked, null);
            }
        }

        /** Offsets of the studies up to which none is new to a version. */
        private Map<Integer, Long> newSince(Optional<Model> base, int repeated) {
            return rounds.trainedUntil(
                    Topic.STUDIES.topicName(),
                    base.map(model -> models.lineage(model.getVersion())).orElse(Set.of()),
                    repeated);
        }

        private RoundRun runOf(Plan plan, int sequence) {
            return new RoundRun(
                    store,
                    announcer,
                    meters,
                    Duration.ofSeconds(config.trainer().checkpointSeconds()),
                    config.trainer().activationMegabytes() * 1_000_000L,
                    closing::get,
                    plan,
                    sequence);
        }

        private void publishBase() throws IOException, InterruptedException {
            String version = config.trainer().base();
            Path folder = store.path("models/" + version);
            if (!Files.exists(folder) && !version.equals(MiniLm.VERSION)) {
                throw new IOException(
                        "The base version %s lies nowhere in the artifact store: import it (hilum models import), or leave hilum.trainer.base out"
                                .formatted(version));
            }
            ModelFolder base =
                    Files.exists(folder) ? ModelFolder.open(folder) : MiniLm.writeBase(folder);
            Model model =
                    RoundRun.record(base)
                            .setState(ModelState.PROMOTED)
                            .setDecidedBy(TrainerService.NAME)
                            .build();
            announcer.announce(model);
            LOG.info("Base version is published: version={}", base.manifest().version());
        }

        private void readTo(Topic topic, Map<Integer, Long> ends) {
            while (!closing.get()
                    && ends.entrySet().stream()
                            .anyMatch(
                                    end ->
                                            reader.position(
                                                            new TopicPartition(
                                                                    topic.topicName(),
                                                                    end.getKey()))
                                                    < end.getValue())) {
                poll();
            }
        }

        private void poll() {
            for (ConsumerRecord<byte[], byte[]> raw : reader.poll(POLL)) {
                try {
                    take(Incoming.of(raw, codec));
                } catch (IllegalArgumentException e) {
                    LOG.error(
                            "Record is skipped: topic={} partition={} offset={} reason={}",
                            raw.topic(),
                            raw.partition(),
                            raw.offset(),
                            e.getMessage());
                }
            }
        }

        private void take(Incoming incoming) {
            switch (incoming.topic()) {
                case STUDIES, VARIANTS -> corpus.take(incoming);
                case MODELS -> models.take(incoming);
                case ERASURES -> erasures.take(incoming, corpus);
                case TRAINING ->
                        incoming.value().map(TrainingEvent.class::cast).ifPresent(rounds::take);
                default -> throw new IllegalStateException("not read here: " + incoming.topic());
            }
        }

        private void stand(boolean running) {
            Map<Integer, Long> since = newSince(models.base(), ROUNDS_REPEATED);
            int fresh =
                    (int)
                            corpus.studies().stream()
                                    .filter(entry -> !entry.heldOut() && entry.since(since))
                                    .count();
            standing =
                    new Standing(
                            fresh,
                            running,
                            models.undecided().map(Model::getVersion),
                            models.versions());
        }

        @Override
        public void close() {
            reader.close();
            codec.close();
            watermark.close();
            announcer.close();
        }
    }

    /** Stops after the step under way; the round goes on when the service starts again. */
    @Override
    public void close() {
        closing.set(true);
        try {
            if (!thread.join(Duration.ofSeconds(15))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
