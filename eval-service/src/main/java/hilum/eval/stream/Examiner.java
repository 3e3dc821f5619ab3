package hilum.eval.stream;

import hilum.eval.promotion.Promotion;
import hilum.eval.rank.Item;
import hilum.eval.task.Evaluation;
import hilum.eval.task.Evaluation.Effect;
import hilum.eval.task.Figure;
import hilum.eval.task.Scope;
import hilum.schemas.Embedding;
import hilum.schemas.Erasure;
import hilum.schemas.Metric;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.schemas.Topic;
import hilum.schemas.Vectors;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps an {@link Evaluation} of every model version that is candidate or live, exact after every
 * item; sends the figures that changed once a pace, and decides on candidates. All it knows lies in
 * its stores: after a crash the evaluations are made again from the items, and the same figures
 * come out. Rejected and retired versions keep their items and figures and give up their pools. An
 * erased study leaves all of them, and items that still come of it are dropped.
 */
final class Examiner implements Processor<String, byte[], String, Out> {
    private static final String WINDOW = "all";
    private static final String TIES = "expected-rank";

    private final Supplier<Codec> codecs;
    private final Board board;
    private final Duration pace;
    private final Judge judge;
    private final Map<String, Evaluation> evaluations = new HashMap<>();
    private Codec codec;
    private ProcessorContext<String, Out> context;
    private KeyValueStore<String, byte[]> items;
    private KeyValueStore<String, byte[]> models;
    private KeyValueStore<String, byte[]> metrics;
    private KeyValueStore<String, byte[]> erased;

    Examiner(
            Supplier<Codec> codecs,
            Board board,
            Promotion promotion,
            Duration pace,
            Duration patience) {
        this.codecs = codecs;
        this.board = board;
        this.pace = pace;
        judge = new Judge(promotion, patience);
    }

    @Override
    public void init(ProcessorContext<String, Out> context) {
        this.context = context;
        codec = codecs.get();
        items = context.getStateStore(EvalTopology.ITEMS);
        models = context.getStateStore(EvalTopology.MODELS);
        metrics = context.getStateStore(EvalTopology.METRICS);
        erased = context.getStateStore(EvalTopology.ERASED);
        board.clear();
        restore();
        board.open();
        context.schedule(pace, PunctuationType.WALL_CLOCK_TIME, this::report);
    }

    private void restore() {
        try (KeyValueIterator<String, byte[]> all = models.all()) {
            all.forEachRemaining(
                    each -> board.model((Model) codec.decode(Topic.MODELS, each.value)));
        }
        try (KeyValueIterator<String, byte[]> all = metrics.all()) {
            all.forEachRemaining(
                    each ->
                            board.metric(
                                    each.key, (Metric) codec.decode(Topic.METRICS, each.value)));
        }
        try (KeyValueIterator<String, byte[]> all = erased.all()) {
            all.forEachRemaining(
                    each ->
                            board.erasure(
                                    ((Erasure) codec.decode(Topic.ERASURES, each.value))
                                            .getRequestedAt()));
        }
        try (KeyValueIterator<String, byte[]> all = items.all()) {
            all.forEachRemaining(this::restore);
        }
    }

    private void restore(KeyValue<String, byte[]> each) {
        String version = each.key.substring(0, each.key.indexOf('/'));
        if (!isSettled(version)) {
            evaluations
                    .computeIfAbsent(version, v -> new Evaluation())
                    .put(item((Embedding) codec.decode(Topic.EMBEDDINGS, each.value)));
        }
    }

    private boolean isSettled(String version) {
        return board.model(version)
                .map(Model::getState)
                .filter(state -> state == ModelState.REJECTED || state == ModelState.RETIRED)
                .isPresent();
    }

    /** The evaluation of a version, made from its items where it is not at hand. */
    private Evaluation evaluation(String version) {
        Evaluation known = evaluations.get(version);
        if (known != null) {
            return known;
        }
        Evaluation made = new Evaluation();
        evaluations.put(version, made);
        try (var all = items.prefixScan(version + "/", new StringSerializer())) {
            all.forEachRemaining(
                    each -> made.put(item((Embedding) codec.decode(Topic.EMBEDDINGS, each.value))));
        }
        return made;
    }

    private static Item item(Embedding event) {
        return new Item(
                event.getStudyId(),
                event.getStudyVersion(),
                event.getItem(),
                event.getSite(),
                event.getTextHash(),
                Vectors.decode(event));
    }

    @Override
    public void process(Record<String, byte[]> record) {
        String topic = context.recordMetadata().map(m -> m.topic()).orElse("");
        boolean isModel = topic.equals(Topic.MODELS.topicName());
        try {
            if (topic.endsWith(EvalTopology.ERASURES)) {
                erase((Erasure) codec.decode(Topic.ERASURES, record.value()), record);
            } else if (isModel) {
                take(record.key(), record.value());
            } else {
                take(record.value());
            }
        } catch (IllegalArgumentException e) {
            Origin origin =
                    isModel ? Origin.of(context) : Origin.carried(record.headers(), context);
            context.forward(Letters.of(origin, record, e, codec));
        }
    }

    private void take(byte[] bytes) {
        Embedding event = (Embedding) codec.decode(Topic.EMBEDDINGS, bytes);
        if (erased.get(event.getStudyId()) != null) {
            return;
        }
        String version = event.getModelVersion();
        if (version.contains("/")) {
            throw new IllegalArgumentException(
                    "Model version %s of study %s has a slash: name versions without"
                            .formatted(version, event.getStudyId()));
        }
        String key = version + "/" + event.getStudyId() + "/" + event.getItem();
        Effect effect = evaluation(version).put(item(event));
        if (effect == Effect.COUNTED || effect == Effect.STALE && items.get(key) == null) {
            items.put(key, bytes);
        }
    }

    private void erase(Erasure request, Record<String, byte[]> record) {
        String study = request.getStudyId();
        erased.put(study, record.value());
        board.erasure(request.getRequestedAt());
        Set<String> versions = new HashSet<>(evaluations.keySet());
        board.models().forEach(model -> versions.add(model.getVersion()));
        List<String> keys = new ArrayList<>();
        for (String version : versions) {
            String prefix = version + "/" + study + "/";
            try (var its = items.prefixScan(prefix, new StringSerializer())) {
                its.forEachRemaining(each -> keys.add(each.key));
            }
        }
        keys.forEach(items::delete);
        evaluations.values().forEach(evaluation -> evaluation.erase(study));
        send(
                Receipts.of(
                        request,
                        Letters.SERVICE,
                        Removed.of(Map.of("vectors", (long) keys.size())),
                        Instant.ofEpochMilli(context.currentSystemTimeMs()),
                        TraceContext.of(record.headers())));
    }

    private void take(String version, byte[] bytes) {
        if (bytes == null) {
            models.delete(version);
            board.forgetModel(version);
            return;
        }
        Model model = (Model) codec.decode(Topic.MODELS, bytes);
        models.put(model.getVersion(), bytes);
        board.model(model);
        if (isSettled(model.getVersion())) {
            settle(model.getVersion());
        }
    }

    private void settle(String version) {
        Evaluation last = evaluations.remove(version);
        if (last != null) {
            publish(version, last);
        }
    }

    private void report(long now) {
        evaluations.forEach(this::publish);
        judge.next(board, this::evaluation, now)
                .ifPresent(
                        decided -> {
                            byte[] bytes = codec.encode(Topic.MODELS, decided);
                            models.put(decided.getVersion(), bytes);
                            board.model(decided);
                            send(
                                    Outgoing.of(
                                            Topic.MODELS,
                                            decided.getVersion(),
                                            decided,
                                            decided.getVersion() + "/" + decided.getState(),
                                            TraceContext.start()));
                            if (isSettled(decided.getVersion())) {
                                settle(decided.getVersion());
                            }
                        });
    }

    private void publish(String version, Evaluation evaluation) {
        for (Scope scope : evaluation.takeChanged()) {
            String prefix = "%s/%s/%s/".formatted(version, scope.task().label(), scope.site());
            Set<String> kept = new HashSet<>();
            for (Figure figure : evaluation.figures(scope)) {
                String key = prefix + figure.measure();
                kept.add(key);
                Metric metric = metric(version, figure);
                if (board.metric(key).filter(before -> isEqual(before, metric)).isEmpty()) {
                    metrics.put(key, codec.encode(Topic.METRICS, metric));
                    board.metric(key, metric);
                    String id = key + "/" + metric.getAt().toEpochMilli();
                    send(Outgoing.of(Topic.METRICS, key, metric, id, TraceContext.start()));
                }
            }
            withdraw(prefix, kept);
        }
    }

    /** Deletes the figures of a scope that no query stands behind any more. */
    private void withdraw(String prefix, Set<String> kept) {
        Set<String> gone = new HashSet<>();
        try (var all = metrics.prefixScan(prefix, new StringSerializer())) {
            all.forEachRemaining(each -> gone.add(each.key));
        }
        gone.removeAll(kept);
        for (String key : gone) {
            metrics.delete(key);
            board.forgetMetric(key);
            send(Outgoing.tombstone(Topic.METRICS, key, key, TraceContext.start()));
        }
    }

    private void send(Outgoing outgoing) {
        context.forward(Letters.sent(outgoing, context.currentSystemTimeMs(), codec));
    }

    private Metric metric(String version, Figure figure) {
        return Metric.newBuilder()
                .setModel(version)
                .setTask(figure.scope().task().label())
                .setSite(figure.scope().site())
                .setWindow(WINDOW)
                .setMeasure(figure.measure())
                .setValue(figure.value())
                .setLow(figure.low())
                .setHigh(figure.high())
                .setChance(figure.chance())
                .setN(figure.n())
                .setCandidates(figure.candidates())
                .setTies(TIES)
                .setDuplicates(figure.duplicates())
                .setAt(Instant.ofEpochMilli(context.currentSystemTimeMs()))
                .build();
    }

    private static boolean isEqual(Metric before, Metric after) {
        return Metric.newBuilder(before).setAt(after.getAt()).build().equals(after);
    }

    @Override
    public void close() {
        codec.close();
    }
}
