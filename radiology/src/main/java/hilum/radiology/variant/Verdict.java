package hilum.radiology.variant;

import java.util.List;

/**
 * Whether a rewrite says what its kind promises.
 *
 * @param accepted whether it may leave
 * @param evidence what was compared or, where it is refused, what was lost, added or changed; one
 *     line each
 */
public record Verdict(boolean accepted, List<String> evidence) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    static Verdict accepted(String... evidence) {
        return new Verdict(true, List.of(evidence));
    }

    static Verdict refused(List<String> evidence) {
        return new Verdict(false, evidence);
    }

    static Verdict refused(String... evidence) {
        return new Verdict(false, List.of(evidence));
    }
}
