package hilum.trainer;

import hilum.schemas.HeldOut;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.Incoming;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The newest version of every study and of its variants, as far as their topics have been read. It
 * follows from the topics alone: a restart reads them again. Erased studies are gone, whatever
 * still comes of them. Used by one thread.
 */
final class Corpus {
    private final SortedMap<String, Entry> studies = new TreeMap<>();
    private final Map<String, SortedMap<String, Variant>> variants = new HashMap<>();
    private final Map<Topic, SortedMap<Integer, Long>> positions = new HashMap<>();
    private final Set<String> erased = new HashSet<>();

    /** A study and the place of its record. */
    record Entry(Study study, int partition, long offset) {
        /** Whether the record lies at or behind the offset of its partition. */
        boolean since(Map<Integer, Long> offsets) {
            return offset >= offsets.getOrDefault(partition, 0L);
        }

        boolean heldOut() {
            return HeldOut.test(study.getStudyId());
        }
    }

    /** Takes one record of the topics of studies and variants. */
    void take(Incoming incoming) {
        positions
                .computeIfAbsent(incoming.topic(), t -> new TreeMap<>())
                .put(incoming.raw().partition(), incoming.raw().offset() + 1);
        if (incoming.topic() == Topic.STUDIES) {
            incoming.value()
                    .map(Study.class::cast)
                    .filter(study -> !erased.contains(study.getStudyId()))
                    .ifPresentOrElse(
                            study ->
                                    studies.put(
                                            incoming.key(),
                                            new Entry(
                                                    study,
                                                    incoming.raw().partition(),
                                                    incoming.raw().offset())),
                            () -> studies.remove(incoming.key()));
        } else {
            take(incoming.key(), incoming.value().map(Variant.class::cast).orElse(null));
        }
    }

    private void take(String key, Variant variant) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return;
        }
        String study = key.substring(0, slash);
        String id = key.substring(slash + 1);
        if (variant != null && !erased.contains(study)) {
            variants.computeIfAbsent(study, s -> new TreeMap<>()).put(id, variant);
        } else if (variants.containsKey(study)) {
            variants.get(study).remove(id);
        }
    }

    /** Drops a study and its variants for good; returns how many of them were here. */
    int erase(String study) {
        erased.add(study);
        SortedMap<String, Variant> its = variants.remove(study);
        return (studies.remove(study) == null ? 0 : 1) + (its == null ? 0 : its.size());
    }

    /** All studies, sorted by id. */
    Collection<Entry> studies() {
        return studies.values();
    }

    /** The variants of a study that were made of this version of it, sorted by id. */
    List<Variant> variantsOf(Study study) {
        return variants.getOrDefault(study.getStudyId(), new TreeMap<>()).values().stream()
                .filter(variant -> variant.getStudyVersion() == study.getVersion())
                .toList();
    }

    /** Studies, held-out ones counted, whose newest record lies at or behind the offsets. */
    int since(Map<Integer, Long> offsets) {
        return (int) studies.values().stream().filter(entry -> entry.since(offsets)).count();
    }

    /**
     * Offsets behind the studies that come first after others, held-out ones counted: about as many
     * as asked, each partition in its order and in proportion to what waits there. All offsets
     * where no more have come.
     */
    SortedMap<Integer, Long> positionsAfter(Map<Integer, Long> since, int most) {
        SortedMap<Integer, List<Long>> waiting =
                studies.values().stream()
                        .filter(entry -> entry.since(since))
                        .collect(
                                Collectors.groupingBy(
                                        Entry::partition,
                                        TreeMap::new,
                                        Collectors.mapping(Entry::offset, Collectors.toList())));
        long all = waiting.values().stream().mapToInt(List::size).sum();
        SortedMap<Integer, Long> ends = positions(Topic.STUDIES);
        waiting.forEach(
                (partition, offsets) -> {
                    int taken = (int) Math.ceilDiv((long) most * offsets.size(), all);
                    if (taken < offsets.size()) {
                        ends.put(partition, offsets.stream().sorted().toList().get(taken));
                    }
                });
        return ends;
    }

    /** Offsets behind the last record taken of a topic, by partition. */
    SortedMap<Integer, Long> positions(Topic topic) {
        return new TreeMap<>(positions.getOrDefault(topic, new TreeMap<>()));
    }
}
