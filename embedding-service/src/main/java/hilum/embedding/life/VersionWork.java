package hilum.embedding.life;

import hilum.embedding.item.Item;
import hilum.embedding.item.Item.Content;
import hilum.embedding.item.Items;
import hilum.embedding.store.VectorStore;
import hilum.schemas.Embedding;
import hilum.schemas.PointId;
import hilum.schemas.Sha256;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.schemas.Vectors;
import hilum.transport.ArtifactStore;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.Outcome;
import hilum.transport.Outcome.Rejection;
import hilum.transport.Outgoing;
import hilum.transport.Stage;
import hilum.transport.erasure.ErasedStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Embeds a batch of studies and variants under one model version. In a batch only the newest
 * version of a study or variant counts. Points are in the store before the events that announce
 * them are sent. What comes of a study that is to be erased counts as its tombstone does.
 */
final class VersionWork implements Stage.Work {

    /** What becomes of the vectors. */
    sealed interface Mode {
        /**
         * Vectors of the evaluation split are announced and not stored: a candidate beside the live
         * model.
         */
        record Shadow() implements Mode {}

        /**
         * Every vector is stored and announced, but for those of the evaluation split that the
         * shadow has announced.
         *
         * @param announced offsets up to which the shadow has come
         */
        record Full(Map<TopicPartition, Long> announced) implements Mode {
            public Full {
                announced = Map.copyOf(announced);
            }
        }
    }

    private final VersionEncoder encoder;
    private final VectorStore store;
    private final ArtifactStore artifacts;
    private final Mode mode;
    private final ErasedStudies erased;
    private final Meters meters;
    private final String collection;
    private Held held = new Held(List.of(), List.of(), List.of());

    VersionWork(
            VersionEncoder encoder,
            VectorStore store,
            ArtifactStore artifacts,
            Mode mode,
            ErasedStudies erased,
            Meters meters) {
        this.encoder = encoder;
        this.store = store;
        this.artifacts = artifacts;
        this.mode = mode;
        this.erased = erased;
        this.meters = meters;
        collection = VectorStore.collection(encoder.version());
    }

    @Override
    public Outcome process(List<Incoming> batch) {
        Collection<Incoming> newest = newest(batch);
        erased.catchUp();
        computeUnlessHeld(newest.stream().filter(each -> !isErased(each)).toList());
        erased.catchUp(); // computing takes a while
        List<Computed> computed =
                held.computed().stream().filter(each -> !isErased(each.incoming())).toList();
        if (mode instanceof Mode.Full) {
            deleteErased(newest);
            store(newest, computed);
        }
        List<Outgoing> events = new ArrayList<>();
        for (Computed each : computed) {
            if (isNews(each)) {
                events.add(event(each));
            }
        }
        meters.embedded(encoder.version(), computed.size());
        // A dead letter would keep the text of an erased study, and an erased image is no fault.
        return new Outcome(
                events,
                held.rejections().stream().filter(each -> !isErased(each.incoming())).toList());
    }

    private boolean isErased(Incoming incoming) {
        return incoming.value().isEmpty() || erased.containsKey(incoming.key());
    }

    /**
     * What was computed last, kept because a batch comes again as long as the store is away.
     *
     * @param records the very records that it was computed from
     */
    private record Held(
            List<ConsumerRecord<byte[], byte[]>> records,
            List<Computed> computed,
            List<Rejection> rejections) {}

    private void computeUnlessHeld(Collection<Incoming> newest) {
        List<ConsumerRecord<byte[], byte[]>> records = newest.stream().map(Incoming::raw).toList();
        if (!records.equals(held.records())) {
            List<Rejection> rejections = new ArrayList<>();
            List<Computed> computed = compute(newest, rejections);
            held = new Held(records, computed, rejections);
        }
    }

    private static Collection<Incoming> newest(List<Incoming> batch) {
        Map<String, Incoming> newest = new LinkedHashMap<>();
        for (Incoming incoming : batch) {
            String key = incoming.topic() + "/" + incoming.key();
            newest.remove(key);
            newest.put(key, incoming);
        }
        return newest.values();
    }

    private void deleteErased(Collection<Incoming> newest) {
        List<UUID> variants = new ArrayList<>();
        for (Incoming incoming : newest) {
            if (!isErased(incoming)) {
                continue;
            }
            if (incoming.topic() == Topic.STUDIES) {
                store.deleteStudy(collection, incoming.key());
            } else {
                int slash = incoming.key().indexOf('/');
                variants.add(
                        PointId.of(
                                incoming.key().substring(0, slash),
                                Items.name(incoming.key().substring(slash + 1)),
                                encoder.version()));
            }
        }
        store.delete(collection, variants);
    }

    /** An item, where it came from, and its vector. */
    private record Computed(Incoming incoming, Item item, float[] vector, String hash) {}

    private List<Computed> compute(Collection<Incoming> newest, List<Rejection> rejections) {
        List<Incoming> textOrigins = new ArrayList<>();
        List<Item> textItems = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Computed> computed = new ArrayList<>();
        for (Incoming incoming : newest) {
            for (Item item : items(incoming)) {
                switch (item.content()) {
                    case Content.Text(String text) -> {
                        textOrigins.add(incoming);
                        textItems.add(item);
                        texts.add(text);
                    }
                    case Content.Picture(var reference) -> {
                        try {
                            byte[] bytes = read(reference.getLocation(), reference.getSha256());
                            computed.add(
                                    new Computed(
                                            incoming,
                                            item,
                                            encoder.image(bytes),
                                            reference.getSha256()));
                        } catch (IOException | IllegalArgumentException e) {
                            rejections.add(new Rejection(incoming, e));
                        }
                    }
                }
            }
        }
        float[][] vectors = texts.isEmpty() ? new float[0][] : encoder.texts(texts);
        for (int i = 0; i < vectors.length; i++) {
            computed.add(
                    new Computed(
                            textOrigins.get(i),
                            textItems.get(i),
                            vectors[i],
                            Sha256.ofText(texts.get(i))));
        }
        computed.removeIf(each -> isBroken(each, rejections));
        return computed;
    }

    private List<Item> items(Incoming incoming) {
        return incoming
                .value()
                .map(
                        record ->
                                switch (record) {
                                    case Study study -> Items.of(study, encoder.hasImages());
                                    case Variant variant -> List.of(Items.of(variant));
                                    default ->
                                            throw new IllegalArgumentException(
                                                    "Stage got a %s: subscribe it to studies and variants only"
                                                            .formatted(
                                                                    record.getClass()
                                                                            .getSimpleName()));
                                })
                .orElse(List.of())
                .stream()
                .filter(item -> mode instanceof Mode.Full || item.origin().heldOut())
                .toList();
    }

    private byte[] read(String location, String sha256) throws IOException {
        if (!Files.isDirectory(artifacts.path("images"))) {
            throw new DependencyUnavailable(
                    "artifact store", new IOException("no folder images: is the store mounted?"));
        }
        return artifacts.get(location, sha256);
    }

    private boolean isBroken(Computed each, List<Rejection> rejections) {
        for (float component : each.vector()) {
            if (!Float.isFinite(component)) {
                rejections.add(
                        new Rejection(
                                each.incoming(),
                                new ArithmeticException(
                                        "Model %s gives %s for item %s of study %s: reject the model or look at the input"
                                                .formatted(
                                                        encoder.version(),
                                                        component,
                                                        each.item().name(),
                                                        each.item().origin().studyId()))));
                return true;
            }
        }
        return false;
    }

    private void store(Collection<Incoming> newest, List<Computed> computed) {
        List<VectorStore.Point> points = new ArrayList<>();
        for (Computed each : computed) {
            Item item = each.item();
            if (item.searchable()) {
                points.add(
                        new VectorStore.Point(
                                pointId(item),
                                each.vector(),
                                item.origin().studyId(),
                                item.name(),
                                item.origin().site(),
                                item.payloadKind(),
                                item.origin().dayOffset(),
                                item.origin().version(),
                                item.origin().heldOut()));
            }
        }
        store.upsert(collection, points);
        for (Incoming incoming : newest) {
            if (incoming.value().orElse(null) instanceof Study study && !isErased(incoming)) {
                if (study.getVersion() > 1) {
                    store.deleteOutdated(collection, study.getStudyId(), study.getVersion());
                }
                meters.searchable(study.getAcceptedAt());
            }
        }
    }

    private boolean isNews(Computed each) {
        if (!(mode instanceof Mode.Full(var announced)) || !each.item().origin().heldOut()) {
            return true;
        }
        var raw = each.incoming().raw();
        return raw.offset()
                >= announced.getOrDefault(new TopicPartition(raw.topic(), raw.partition()), 0L);
    }

    private UUID pointId(Item item) {
        return PointId.of(item.origin().studyId(), item.name(), encoder.version());
    }

    private Outgoing event(Computed each) {
        Item item = each.item();
        boolean stored = mode instanceof Mode.Full && item.searchable();
        Optional<Integer> day = item.origin().dayOffset();
        Embedding event =
                Embedding.newBuilder()
                        .setStudyId(item.origin().studyId())
                        .setStudyVersion(item.origin().version())
                        .setItem(item.name())
                        .setKind(item.kind())
                        .setVariantKind(item.variantKind().map(Enum::name).orElse(null))
                        .setSite(item.origin().site())
                        .setDayOffset(day.orElse(null))
                        .setHeldOut(item.origin().heldOut())
                        .setModelVersion(encoder.version())
                        .setCollection(stored ? collection : null)
                        .setPointId(stored ? pointId(item).toString() : null)
                        .setDimension(each.vector().length)
                        .setEncoding(Vectors.FLOAT32_LE)
                        .setVector(Vectors.encode(each.vector()))
                        .setTextHash(each.hash())
                        .setPreprocessing(encoder.preprocessing())
                        .setEmbeddedAt(Instant.now())
                        .build();
        String id = pointId(item) + "/" + item.origin().version();
        return Outgoing.of(
                Topic.EMBEDDINGS, item.origin().studyId(), event, id, each.incoming().trace());
    }
}
