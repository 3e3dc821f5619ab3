package hilum.transport.erasure;

import hilum.transport.Outgoing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stage has removed of a study.
 *
 * @param counts how many, by kind, in the order in which they are told; kinds of which there were
 *     none may be left out
 * @param remains what stays for a while and until when, a line each
 * @param trainedVersions model versions whose weights the study went into
 * @param events records that go out together with the receipt
 */
public record Removed(
        Map<String, Long> counts,
        List<String> remains,
        List<String> trainedVersions,
        List<Outgoing> events) {
    public Removed {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        remains = List.copyOf(remains);
        trainedVersions = List.copyOf(trainedVersions);
        events = List.copyOf(events);
    }

    /** Counts and nothing else. */
    public static Removed of(Map<String, Long> counts) {
        return new Removed(counts, List.of(), List.of(), List.of());
    }

    /** The same, with what stays for a while. */
    public Removed remaining(List<String> lines) {
        return new Removed(counts, lines, trainedVersions, events);
    }
}
