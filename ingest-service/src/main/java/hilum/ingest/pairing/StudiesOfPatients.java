package hilum.ingest.pairing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The studies of each patient, so that a merge need not look at all of them.
 *
 * @param keys "patient/study"; the values say nothing
 */
record StudiesOfPatients(KeyValueStore<String, String> keys) {
    /** Follows a study from what was known of it, or null, to what is, or null. */
    void move(String study, Pairing from, Pairing to) {
        String before = from == null ? null : from.shownPatient();
        String after = to == null ? null : to.shownPatient();
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            keys.delete(before + "/" + study);
        }
        if (after != null) {
            keys.put(after + "/" + study, "");
        }
    }

    List<String> of(String patient) {
        List<String> studies = new ArrayList<>();
        // '0' follows '/'.
        try (var all = keys.range(patient + "/", patient + "0")) {
            while (all.hasNext()) {
                KeyValue<String, String> next = all.next();
                studies.add(next.key.substring(patient.length() + 1));
            }
        }
        return studies;
    }
}
