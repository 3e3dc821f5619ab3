package hilum.ingest.pairing;

import hilum.ingest.intake.StudyImages;
import hilum.ingest.senders.WaitingStudies;
import hilum.schemas.Erasure;
import hilum.schemas.ImageReceived;
import hilum.schemas.PatientMerge;
import hilum.schemas.ReportReceived;
import hilum.schemas.Topic;
import hilum.transport.DeadLetters;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the parts of an accession into its {@link Pairing} and lets a version of the study leave
 * when both halves are there, or when it has waited long enough by the wall clock. An erasure
 * forgets the pairing and leaves a tombstone; parts that come later are dropped. A merge of
 * patients makes the next version of all studies of the merged one. A record that can't be decoded
 * or folded goes to the dead letters; a registry that is away fails the transaction, which Streams
 * begins again.
 */
final class PairingProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(PairingProcessor.class);
    private static final Duration TICK = Duration.ofMillis(250);

    private final Hold hold;
    private final Supplier<Codec> codecs;
    private final StudyImages images;
    private final PairingMetrics metrics;
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, Pairing> pairings;
    private KeyValueStore<String, String> waiting;
    private ErasedPairings erased;
    private Identities identities;
    private StudiesOfPatients studies;

    /** The accessions of the waiting store, with what metrics want to know of each. */
    private final Map<String, WaitingStudies.One> held = new HashMap<>();

    private Codec codec;

    PairingProcessor(
            Hold hold, Supplier<Codec> codecs, StudyImages images, PairingMetrics metrics) {
        this.hold = hold;
        this.codecs = codecs;
        this.images = images;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        pairings = context.getStateStore(PairingTopology.PAIRINGS);
        waiting = context.getStateStore(PairingTopology.WAITING);
        erased = new ErasedPairings(context.getStateStore(PairingTopology.ERASED), images);
        identities = new Identities(context.getStateStore(PairingTopology.IDENTITIES));
        studies = new StudiesOfPatients(context.getStateStore(PairingTopology.BY_PATIENT));
        codec = codecs.get();
        countWhatWaits();
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::releaseDue);
    }

    /** After a restart or a move the store is there before the task, and nobody has counted it. */
    private void countWhatWaits() {
        held.clear();
        try (var places = waiting.all()) {
            while (places.hasNext()) {
                String accession = places.next().value;
                Pairing pairing = pairings.get(accession);
                held.put(
                        accession,
                        new WaitingStudies.One(
                                pairing.site(), pairing.due() - hold.of(pairing).toMillis()));
            }
        }
    }

    @Override
    public void process(Record<byte[], byte[]> part) {
        Topic topic = Topic.named(metadata().topic());
        try {
            fold(topic, part);
        } catch (DependencyUnavailable | KafkaException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            deadLetter(part, e);
        }
    }

    private void fold(Topic topic, Record<byte[], byte[]> part) {
        if (part.value() == null && topic.cleanup() == Topic.Cleanup.COMPACT) {
            return; // it may lose a key again; what is erased or merged stays so
        }
        if (part.value() == null) {
            throw new IllegalArgumentException(
                    "A record on %s has no value: have its producer send a report or an image"
                            .formatted(topic.topicName()));
        }
        SpecificRecord value = codec.decode(topic, part.value());
        TraceContext trace = TraceContext.of(part.headers());
        switch (value) {
            case ReportReceived report when erased.contains(report.getAccession()) ->
                    refuse(report.getAccession());
            case ImageReceived image when erased.contains(image.getAccession()) ->
                    refuse(image.getAccession());
            case Erasure request when Receipts.isRequest(request) -> erase(request, trace);
            case Erasure receipt -> {} // of some stage
            case PatientMerge merge -> merge(merge, trace);
            case ReportReceived report ->
                    take(
                            report.getAccession(),
                            known(report.getAccession(), report.getSite())
                                    .with(report, trace, identities::of),
                            part.timestamp());
            case ImageReceived image ->
                    take(
                            image.getAccession(),
                            known(image.getAccession(), image.getSite())
                                    .with(image, trace, identities::of),
                            part.timestamp());
            default ->
                    throw new IllegalArgumentException(
                            "A %s on %s is no part of a study: have its producer use the catalogue"
                                    .formatted(
                                            value.getClass().getSimpleName(), topic.topicName()));
        }
    }

    private Pairing known(String accession, String site) {
        return Optional.ofNullable(pairings.get(accession)).orElseGet(() -> Pairing.empty(site));
    }

    private void take(String accession, Pairing next, long timestamp) {
        // A part of which no study can be made fails here, before it is kept.
        next.study(accession);
        Pairing before = pairings.get(accession);
        if (next.equals(before)) {
            metrics.broughtNothingNew();
        } else {
            studies.move(accession, before, next);
            settle(accession, next, timestamp);
        }
    }

    private void settle(String accession, Pairing next, long timestamp) {
        if (next.complete()) {
            release(accession, next, timestamp);
        } else if (next.startsWaiting()) {
            long now = context.currentSystemTimeMs();
            Pairing waits = next.waitingUntil(Math.max(1, now + hold.of(next).toMillis()));
            waiting.put(place(waits.due(), accession), accession);
            held.put(accession, new WaitingStudies.One(waits.site(), now));
            pairings.put(accession, waits);
        } else {
            pairings.put(accession, next);
        }
    }

    private void merge(PatientMerge merge, TraceContext trace) {
        String before = identities.of(merge.getMerged()).patient();
        if (!identities.add(merge)) {
            return;
        }
        // Whoever is found by way of the merged patient was shown under the same one as it.
        long moved = 0;
        for (String accession : studies.of(before)) {
            Pairing known = pairings.get(accession);
            Pairing next = known.merged(identities::of, merge.getReceivedAt(), trace);
            if (!next.equals(known)) {
                studies.move(accession, known, next);
                settle(accession, next, context.currentSystemTimeMs());
                moved++;
            }
        }
        metrics.movedToAnotherPatient(moved);
        LOG.info("Patients are merged here: site={} studies={}", merge.getSite(), moved);
    }

    /** A part that comes after the erasure leaves nothing behind, not even the file it brought. */
    private void refuse(String accession) {
        erased.deleteImages(accession);
        metrics.cameAfterErasure();
    }

    private void erase(Erasure request, TraceContext trace) {
        String accession = request.getStudyId();
        Optional<Pairing> known = Optional.ofNullable(pairings.get(accession));
        known.filter(pairing -> pairing.due() != 0)
                .ifPresent(pairing -> waiting.delete(place(pairing.due(), accession)));
        studies.move(accession, known.orElse(null), null);
        held.remove(accession);
        pairings.delete(accession);
        long now = context.currentSystemTimeMs();
        Removed removed = erased.add(request, known);
        send(
                Outgoing.tombstone(Topic.STUDIES, accession, accession, trace),
                now,
                PairingTopology.STUDIES);
        send(
                Receipts.of(
                        request,
                        PairingTopology.SERVICE,
                        removed,
                        Instant.ofEpochMilli(now),
                        trace),
                now,
                PairingTopology.RECEIPTS);
        metrics.erased();
        LOG.info("Study is erased here: study={} removed={}", accession, removed.counts());
    }

    private void release(String accession, Pairing pairing, long timestamp) {
        if (pairing.due() != 0) {
            waiting.delete(place(pairing.due(), accession));
            held.remove(accession);
        }
        Pairing released = pairing.released();
        pairings.put(accession, released);
        send(
                Outgoing.of(
                        Topic.STUDIES,
                        accession,
                        released.study(accession),
                        accession + "/" + released.version(),
                        released.trace()),
                timestamp,
                PairingTopology.STUDIES);
        metrics.versionLeft();
    }

    private void releaseDue(long now) {
        List<String> due = new ArrayList<>();
        try (var places = waiting.range(place(0, ""), place(now + 1, ""))) {
            while (places.hasNext()) {
                KeyValue<String, String> next = places.next();
                due.add(next.value);
            }
        }
        for (String accession : due) {
            Pairing alone = pairings.get(accession);
            metrics.leftAlone(alone);
            release(accession, alone, now);
        }
        metrics.waiting(context.taskId().toString(), held.values());
    }

    /** Where a held study stands in the queue: ordered by time, then accession. */
    private static String place(long due, String accession) {
        return "%015d/%s".formatted(due, accession);
    }

    private void deadLetter(Record<byte[], byte[]> part, RuntimeException reason) {
        RecordMetadata from = metadata();
        LOG.warn(
                "Record goes to the dead letters: topic={} partition={} offset={} reason={}",
                from.topic(),
                from.partition(),
                from.offset(),
                reason.getMessage());
        ConsumerRecord<byte[], byte[]> raw =
                new ConsumerRecord<>(
                        from.topic(),
                        from.partition(),
                        from.offset(),
                        part.timestamp(),
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        part.key(),
                        part.value(),
                        new RecordHeaders(part.headers()),
                        Optional.empty());
        send(
                DeadLetters.of(PairingTopology.SERVICE, raw, reason),
                part.timestamp(),
                PairingTopology.DEAD_LETTERS);
        metrics.deadLettered();
    }

    private void send(Outgoing event, long timestamp, String sink) {
        context.forward(
                new Record<>(
                        event.key().getBytes(StandardCharsets.UTF_8),
                        event.value().map(value -> codec.encode(event.topic(), value)).orElse(null),
                        timestamp,
                        event.headers(PairingTopology.SERVICE)),
                sink);
    }

    private RecordMetadata metadata() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("Records come from topics only"));
    }

    @Override
    public void close() {
        metrics.closed(context.taskId().toString());
        codec.close();
    }
}
