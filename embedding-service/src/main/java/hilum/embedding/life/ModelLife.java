package hilum.embedding.life;

import hilum.embedding.store.VectorStore;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.Publisher;
import hilum.transport.Stage;
import hilum.transport.TopicReader;
import hilum.transport.TraceContext;
import hilum.transport.Watermark;
import hilum.transport.erasure.ErasedStudies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic of models and keeps one {@link Stage} for each version that has vectors to
 * compute: the live one and a promoted one in full, candidates as shadows. Each stage has a
 * consumer group of its own over studies and variants, so a version's vectors are announced exactly
 * once whatever is killed, and "caught up" is a comparison of committed offsets.
 *
 * <p>A promoted version takes over (the alias is switched) when its stage has come as far as the
 * live one's; until then searches go to the live one.
 */
public final class ModelLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLife.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final List<Topic> SOURCES = List.of(Topic.STUDIES, Topic.VARIANTS);

    /**
     * Loads a model folder; throws {@link IllegalArgumentException} if it is not what its manifest
     * says.
     */
    @FunctionalInterface
    public interface Loader {
        VersionEncoder load(Path folder, String manifestSha256);
    }

    /** What the life of the models works with. */
    public record Surroundings(
            Connection connection,
            String service,
            String instance,
            int batch,
            VectorStore store,
            ArtifactStore artifacts,
            Loader loader,
            ErasedStudies erased,
            Meters meters) {}

    private final Surroundings around;
    private final LiveModel live;
    private final Versions versions = new Versions();
    private final Map<String, Follower> followers = new HashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;

    /** Starts following. */
    public ModelLife(Surroundings around, LiveModel live) {
        this.around = around;
        this.live = live;
        thread = Thread.ofPlatform().name("model-life").start(this::run);
    }

    /** A version with its encoder and its stage. */
    private record Follower(
            VersionEncoder encoder, boolean shadow, Stage stage, Map<TopicPartition, Long> until)
            implements AutoCloseable {
        @Override
        public void close() {
            stage.close();
        }
    }

    private void run() {
        while (!closing.get()) {
            try (var session = new Session()) {
                session.run();
            } catch (DependencyUnavailable | KafkaException e) {
                pause(e);
            } catch (RuntimeException e) {
                LOG.error("Following the models failed and starts anew", e);
                pause(e);
            }
        }
        followers.values().forEach(Follower::close);
        followers.values().forEach(follower -> follower.encoder().close());
    }

    private void pause(RuntimeException e) {
        if (closing.get()) {
            return;
        }
        live.waitFor(e.getMessage());
        LOG.warn("Models wait: reason={}", e.getMessage());
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection to the broker. */
    private final class Session implements AutoCloseable {
        private final TopicReader models =
                TopicReader.fromBeginning(around.connection(), List.of(Topic.MODELS));
        private final Watermark watermark = new Watermark(around.connection());
        private final Publisher publisher =
                new Publisher(
                        around.connection(),
                        around.service(),
                        around.service() + "-life-" + around.instance());

        void run() {
            Map<TopicPartition, Long> ends = models.ends();
            while (!closing.get()) {
                models.next().forEach(this::take);
                if (models.isPast(ends)) {
                    reconcile();
                }
            }
        }

        private void take(Incoming record) {
            record.value()
                    .map(Model.class::cast)
                    .ifPresentOrElse(versions::take, () -> versions.forget(record.key()));
        }

        private void reconcile() {
            closeUnneeded();
            versions.live().ifPresent(this::serveLive);
            // What serves is ready before the others are loaded, which may take minutes.
            live.waitFor(
                    live.serving().isPresent()
                            ? outages()
                            : "a promoted model on " + Topic.MODELS.topicName());
            versions.next().ifPresent(this::bringUp);
            for (Model model : versions.shadows()) {
                if (!shadowed(model)) {
                    break; // candidates one after the other: the oldest is decided on first
                }
            }
        }

        /** What the stages wait for; empty when they wait for nothing. */
        private String outages() {
            return followers.values().stream()
                    .map(follower -> follower.stage().status())
                    .filter(Stage.Status.Waiting.class::isInstance)
                    .map(status -> ((Stage.Status.Waiting) status).reason())
                    .distinct()
                    .collect(Collectors.joining("; "));
        }

        /** The live version after a restart, or after another instance has switched. */
        private void serveLive(Model model) {
            if (!serves(model.getVersion())) {
                fullFollower(model).ifPresent(follower -> serve(follower.encoder()));
                String collection = VectorStore.collection(model.getVersion());
                if (!around.store().live().equals(Optional.of(collection))) {
                    around.store()
                            .serve(collection); // the store was lost, or restored from before the
                    // switch
                }
            }
        }

        private void bringUp(Model model) {
            Optional<Follower> found = fullFollower(model);
            if (found.isEmpty() || !caughtUp(model.getVersion(), found.get())) {
                return;
            }
            Optional<Model> previous = versions.live();
            VersionEncoder encoder = found.get().encoder();
            String collection = VectorStore.collection(model.getVersion());
            around.store().serve(collection);
            serve(encoder);
            Instant now = Instant.now();
            List<Outgoing> records = new java.util.ArrayList<>();
            records.add(
                    record(
                            Model.newBuilder(model)
                                    .setCollection(collection)
                                    .setServingSince(now)
                                    .setAt(now)
                                    .build()));
            previous.filter(old -> !old.getVersion().equals(model.getVersion()))
                    .ifPresent(
                            old ->
                                    records.add(
                                            record(
                                                    Model.newBuilder(old)
                                                            .setState(ModelState.RETIRED)
                                                            .setServingSince(null)
                                                            .setAt(now)
                                                            .build())));
            send(records);
            LOG.info(
                    "Model serves: version={} collection={} points={}",
                    model.getVersion(),
                    collection,
                    around.store().count(collection));
        }

        /**
         * Whether the version has everything that was there when it began, and what is live has.
         */
        private boolean caughtUp(String version, Follower follower) {
            Map<TopicPartition, Long> own = watermark.committed(group(version, false));
            return Watermark.passed(own, follower.until())
                    && versions.live()
                            .map(Model::getVersion)
                            .filter(v -> followers.containsKey(v) && !v.equals(version))
                            .map(v -> watermark.committed(group(v, false)))
                            .map(before -> Watermark.passed(own, before))
                            .orElse(true);
        }

        /** Whether a candidate needs no more than what comes anew. */
        private boolean shadowed(Model model) {
            Follower follower = followers.get(model.getVersion());
            if (follower == null) {
                Optional<VersionEncoder> loaded = load(model);
                if (loaded.isEmpty()) {
                    return true;
                }
                follower = follow(loaded.get(), true, new VersionWork.Mode.Shadow());
            }
            if (model.getState() == ModelState.SHADOW) {
                return true;
            }
            boolean done =
                    Watermark.passed(
                            watermark.committed(group(model.getVersion(), true)), follower.until());
            if (done) {
                int items =
                        new Census(around.connection())
                                .heldOutItems(follower.encoder().hasImages(), around.erased());
                send(
                        List.of(
                                record(
                                        Model.newBuilder(model)
                                                .setState(ModelState.SHADOW)
                                                .setHeldOutItems(items)
                                                .setAt(Instant.now())
                                                .build())));
                LOG.info(
                        "Candidate is shadowed: version={} heldOutItems={}",
                        model.getVersion(),
                        items);
            }
            return done;
        }

        /** The follower that stores everything; a shadow of the version is ended first. */
        private Optional<Follower> fullFollower(Model model) {
            String version = model.getVersion();
            Follower follower = followers.get(version);
            if (follower != null && !follower.shadow()) {
                return Optional.of(follower);
            }
            VersionEncoder encoder;
            if (follower == null) {
                Optional<VersionEncoder> loaded = load(model);
                if (loaded.isEmpty()) {
                    return Optional.empty();
                }
                encoder = loaded.get();
            } else {
                follower.close();
                followers.remove(version);
                encoder = follower.encoder();
            }
            around.store()
                    .ensureCollection(
                            VectorStore.collection(version),
                            encoder.dimension(),
                            encoder.similarity());
            Map<TopicPartition, Long> announced = watermark.committed(group(version, true));
            return Optional.of(follow(encoder, false, new VersionWork.Mode.Full(announced)));
        }

        private Follower follow(VersionEncoder encoder, boolean shadow, VersionWork.Mode mode) {
            Map<TopicPartition, Long> until = watermark.ends(SOURCES);
            Stage stage =
                    new Stage(
                            around.connection(),
                            group(encoder.version(), shadow),
                            around.instance(),
                            SOURCES,
                            around.batch(),
                            new VersionWork(
                                    encoder,
                                    around.store(),
                                    around.artifacts(),
                                    mode,
                                    around.erased(),
                                    around.meters()));
            Follower follower = new Follower(encoder, shadow, stage, until);
            followers.put(encoder.version(), follower);
            LOG.info("Model is followed: version={} shadow={}", encoder.version(), shadow);
            return follower;
        }

        private Optional<VersionEncoder> load(Model model) {
            try {
                return Optional.of(
                        around.loader()
                                .load(
                                        around.artifacts().path(model.getLocation()),
                                        model.getManifestSha256()));
            } catch (IllegalArgumentException e) {
                LOG.error(
                        "Model is refused: version={} reason={}",
                        model.getVersion(),
                        e.getMessage());
                if (model.getState() == ModelState.PROMOTED && model.getServingSince() != null) {
                    throw new DependencyUnavailable("live model " + model.getVersion(), e);
                }
                Model refused =
                        Model.newBuilder(model)
                                .setState(ModelState.REJECTED)
                                .setDecision("refused: " + e.getMessage())
                                .setDecidedBy(around.service())
                                .setAt(Instant.now())
                                .build();
                send(List.of(record(refused)));
                return Optional.empty();
            }
        }

        private void closeUnneeded() {
            var needed = new java.util.HashSet<String>();
            versions.live().ifPresent(model -> needed.add(model.getVersion()));
            versions.next().ifPresent(model -> needed.add(model.getVersion()));
            versions.shadows().forEach(model -> needed.add(model.getVersion()));
            for (String version : List.copyOf(followers.keySet())) {
                if (!needed.contains(version) && !serves(version)) {
                    Follower follower = followers.remove(version);
                    follower.close();
                    follower.encoder().close();
                    LOG.info("Model is no longer followed: version={}", version);
                }
            }
        }

        private boolean serves(String version) {
            return live.serving().filter(s -> s.encoder().version().equals(version)).isPresent();
        }

        private void serve(VersionEncoder encoder) {
            live.serve(new LiveModel.Serving(encoder, VectorStore.collection(encoder.version())));
        }

        private void send(List<Outgoing> records) {
            publisher.send(records);
            records.forEach(each -> versions.take((Model) each.value().orElseThrow()));
        }

        private Outgoing record(Model model) {
            return Outgoing.of(
                    Topic.MODELS,
                    model.getVersion(),
                    model,
                    model.getVersion()
                            + "/"
                            + model.getState()
                            + "/"
                            + model.getAt().toEpochMilli(),
                    TraceContext.start());
        }

        @Override
        public void close() {
            models.close();
            watermark.close();
            publisher.close();
        }
    }

    private String group(String version, boolean shadow) {
        return around.service() + "-" + version + (shadow ? "-shadow" : "");
    }

    @Override
    public void close() {
        closing.set(true);
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
