package hilum.ingest.pairing;

import hilum.schemas.PatientMerge;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which patient each patient has become by the merges of its site, in whatever order these arrive:
 * of two merges of one patient the newer counts, and where merges run in a circle, the patient
 * whose own merge is the oldest lives on.
 *
 * @param links merged patient to its newest merge
 */
record Identities(KeyValueStore<String, Link> links) {
    /**
     * A merge, seen from the merged patient.
     *
     * @param surviving the patient that it went into
     * @param days what its days become by that
     * @param order place among the merges of the site
     */
    record Link(String surviving, int days, long order) {
        private static final Comparator<Link> BY_AGE =
                Comparator.comparingLong(Link::order).thenComparing(Link::surviving);

        static Serde<Link> serde() {
            Serde<String> text = Serdes.String();
            return Serdes.serdeFrom(
                    (topic, link) ->
                            text.serializer().serialize(topic, link == null ? null : link.text()),
                    (topic, bytes) -> of(text.deserializer().deserialize(topic, bytes)));
        }

        private String text() {
            return "%s %d %d".formatted(surviving, days, order);
        }

        private static Link of(String text) {
            if (text == null) {
                return null;
            }
            String[] parts = text.split(" ", 3);
            return new Link(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        }
    }

    /**
     * Whom a patient has become.
     *
     * @param patient the surviving pseudonym; its own where nobody merged it
     * @param days what to add to its own days to make them days of that patient
     */
    record Person(String patient, int days) {
        /** A patient that nobody merged. */
        static Person itself(String patient) {
            return new Person(patient, 0);
        }
    }

    /** Whether a merge says anything that newer ones have not said. */
    boolean add(PatientMerge merge) {
        Link link = new Link(merge.getSurviving(), merge.getDays(), merge.getOrder());
        Link known = links.get(merge.getMerged());
        if (known != null && Link.BY_AGE.compare(known, link) >= 0) {
            return false;
        }
        links.put(merge.getMerged(), link);
        return true;
    }

    /** Whom a patient has become; costs one look a merge of its chain. */
    Person of(String patient) {
        SequencedMap<String, Link> path = new LinkedHashMap<>();
        String at = patient;
        while (!path.containsKey(at)) {
            Link link = links.get(at);
            if (link == null) {
                return along(path, at);
            }
            path.put(at, link);
            at = link.surviving();
        }
        String again = at;
        return along(
                path,
                path.entrySet().stream()
                        .dropWhile(each -> !each.getKey().equals(again))
                        .min(
                                Comparator.<Map.Entry<String, Link>>comparingLong(
                                                each -> each.getValue().order())
                                        .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getKey)
                        .orElseThrow());
    }

    private static Person along(SequencedMap<String, Link> path, String survivor) {
        int days =
                path.entrySet().stream()
                        .takeWhile(each -> !each.getKey().equals(survivor))
                        .mapToInt(each -> each.getValue().days())
                        .sum();
        return new Person(survivor, days);
    }
}
