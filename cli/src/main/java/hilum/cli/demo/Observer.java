package hilum.cli.demo;

import hilum.schemas.Embedding;
import hilum.schemas.ItemKind;
import hilum.schemas.Metric;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.TrainingEvent;
import hilum.schemas.Variant;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads along with the stream, as any consumer could, and keeps the account: models, figures,
 * variants, and every announced vector, so that one announced twice is found. Its methods may be
 * called from any thread.
 */
final class Observer implements AutoCloseable {
    private static final List<Topic> TOPICS =
            List.of(
                    Topic.STUDIES,
                    Topic.VARIANTS,
                    Topic.EMBEDDINGS,
                    Topic.TRAINING,
                    Topic.MODELS,
                    Topic.METRICS,
                    Topic.DEAD_LETTERS);

    private static final Duration AWAY = Duration.ofSeconds(1);

    private final Connection connection;
    private final Thread thread;
    private volatile boolean finishing;
    private volatile RuntimeException failure;
    private volatile Instant lastEvent = Instant.now();

    private final Set<String> studies = new HashSet<>();
    private final Map<String, List<String>> images = new HashMap<>();
    private final Map<String, String> variantKinds = new HashMap<>();
    private final Set<String> byLlm = new HashSet<>();
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Metric> metrics = new HashMap<>();
    private final Set<String> announced = new HashSet<>();
    private final List<Instant> textsOfTheFirst = new ArrayList<>();
    private String firstModel;
    private int duplicates;
    private int deadLetters;
    private TrainingEvent training;
    private Instant trainingSince;

    Observer(Connection connection) {
        this.connection = connection;
        thread = Thread.ofPlatform().name("observe").daemon().start(this::run);
    }

    private void run() {
        try (TopicReader reader = TopicReader.fromBeginning(connection, TOPICS)) {
            while (!finishing) {
                next(reader).forEach(this::take);
            }
            reader.toTheEnd(this::take);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /**
     * A dependency that is slow to answer is asked again: who waits for events has a limit of his
     * own.
     */
    private static List<Incoming> next(TopicReader reader) {
        try {
            return reader.next();
        } catch (DependencyUnavailable e) {
            LockSupport.parkNanos(AWAY.toNanos());
            return List.of();
        }
    }

    private synchronized void take(Incoming record) {
        lastEvent = Instant.now();
        SpecificRecord value = record.value().orElse(null);
        switch (value) {
            case Variant variant -> {
                variantKinds.put(record.key(), variant.getKind().name());
                if (variant.getModel() == null) {
                    byLlm.remove(record.key());
                } else {
                    byLlm.add(record.key());
                }
            }
            case Embedding embedding -> announced(embedding);
            case TrainingEvent event -> {
                training = event;
                trainingSince = trainingSince == null ? event.getAt() : trainingSince;
            }
            case Model model -> {
                models.remove(model.getVersion());
                models.put(model.getVersion(), model);
            }
            case Metric metric -> metrics.put(record.key(), metric);
            case Study study -> {
                studies.add(record.key());
                images.put(
                        record.key(),
                        study.getImages().stream().map(image -> image.getSha256()).toList());
            }
            case null -> {
                variantKinds.remove(record.key());
                byLlm.remove(record.key());
            }
            default -> {
                if (record.topic() == Topic.DEAD_LETTERS) {
                    deadLetters++;
                }
            }
        }
    }

    private void announced(Embedding event) {
        String identity =
                "%s %d %s %s"
                        .formatted(
                                event.getStudyId(),
                                event.getStudyVersion(),
                                event.getItem(),
                                event.getModelVersion());
        duplicates += announced.add(identity) ? 0 : 1;
        firstModel = firstModel == null ? event.getModelVersion() : firstModel;
        if (event.getModelVersion().equals(firstModel) && event.getKind() != ItemKind.IMAGE) {
            textsOfTheFirst.add(event.getEmbeddedAt());
        }
    }

    /** Throws what has stopped the reading, if anything has. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    /** How long nothing has come. */
    Duration quiet() {
        return Duration.between(lastEvent, Instant.now());
    }

    /** Rounds whose model has been promoted or rejected. */
    synchronized long roundsDecided() {
        return models.values().stream()
                .filter(model -> model.getParent() != null)
                .filter(Observer::isDecided)
                .count();
    }

    /** SHA-256 of the images of each study, as its newest version has them. */
    synchronized Map<String, List<String>> images() {
        return Map.copyOf(images);
    }

    /** Whether no version waits for a decision and what was promoted last serves. */
    synchronized boolean isModelAtRest() {
        return !models.isEmpty()
                && models.values().stream().allMatch(Observer::isDecided)
                && models.values().stream()
                        .filter(model -> model.getState() == ModelState.PROMOTED)
                        .allMatch(model -> model.getServingSince() != null);
    }

    private static boolean isDecided(Model model) {
        return switch (model.getState()) {
            case PROMOTED, REJECTED, RETIRED -> true;
            case CANDIDATE, SHADOW, UNKNOWN -> false;
        };
    }

    /** The state of things in one line. */
    synchronized String line() {
        StringBuilder line =
                new StringBuilder(
                        "studies %d, variants %d, vectors %d"
                                .formatted(studies.size(), variantKinds.size(), announced.size()));
        if (training != null) {
            line.append(", training ")
                    .append(training.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            Optional.ofNullable(training.getStage())
                    .ifPresent(stage -> line.append(' ').append(stage));
            if (training.getStep() != null) {
                line.append(" %d/%d".formatted(training.getStep(), training.getSteps()));
            }
            Optional.ofNullable(training.getLoss())
                    .ifPresent(loss -> line.append(" loss %.3f".formatted(loss)));
        }
        models.values()
                .forEach(
                        model ->
                                line.append(", ")
                                        .append(model.getVersion())
                                        .append(' ')
                                        .append(model.getState().name().toLowerCase(Locale.ROOT)));
        return line.toString();
    }

    synchronized List<Model> models() {
        return List.copyOf(models.values());
    }

    synchronized List<Metric> metrics() {
        return List.copyOf(metrics.values());
    }

    /** Variants that stand at the end, by kind. */
    synchronized Map<String, Integer> variantsByKind() {
        Map<String, Integer> byKind = new TreeMap<>();
        variantKinds.values().forEach(kind -> byKind.merge(kind, 1, Integer::sum));
        return byKind;
    }

    /** Of each study the ids of the variants that a language model wrote. */
    synchronized Map<String, Set<String>> variantsByLlm() {
        Map<String, Set<String>> byStudy = new HashMap<>();
        for (String key : byLlm) {
            int slash = key.indexOf('/');
            byStudy.computeIfAbsent(key.substring(0, slash), study -> new HashSet<>())
                    .add(key.substring(slash + 1));
        }
        return byStudy;
    }

    synchronized int announcements() {
        return announced.size() + duplicates;
    }

    synchronized int duplicates() {
        return duplicates;
    }

    synchronized int deadLetters() {
        return deadLetters;
    }

    /** When the first round was planned. */
    synchronized Optional<Instant> trainingSince() {
        return Optional.ofNullable(trainingSince);
    }

    /**
     * Texts a second of the pipeline while the stream ran, under the first model version: its first
     * 95 %, since the last few wait for studies that wait for their other half.
     */
    synchronized double textsPerSecond() {
        if (textsOfTheFirst.size() < 2) {
            return 0;
        }
        List<Instant> sorted = textsOfTheFirst.stream().sorted().toList();
        int counted = Math.max(1, sorted.size() * 95 / 100);
        long millis = Duration.between(sorted.getFirst(), sorted.get(counted - 1)).toMillis();
        return millis == 0 ? 0 : counted * 1000.0 / millis;
    }

    /** Reads to the end of every topic, and ends. */
    void finish() {
        finishing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    @Override
    public void close() {
        finishing = true;
        thread.interrupt();
    }
}
