package hilum.radiology.variant.verification;

import hilum.radiology.claims.Difference;
import java.util.List;

/**
 * Whether a rewrite says what its kind promises.
 *
 * @param accepted whether it may leave
 * @param evidence what was compared or, where it is refused, what was lost, added or changed; one
 *     line each
 * @param differences the same for programs, with both sentences; empty where it is accepted or
 *     refused for another reason
 */
public record Verdict(boolean accepted, List<String> evidence, List<Difference> differences) {

    public Verdict {
        evidence = List.copyOf(evidence);
        differences = List.copyOf(differences);
    }

    public Verdict(boolean accepted, List<String> evidence) {
        this(accepted, evidence, List.of());
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

    static Verdict differing(List<Difference> differences) {
        return new Verdict(
                false, differences.stream().map(Difference::toString).toList(), differences);
    }
}
