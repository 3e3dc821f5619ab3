package hilum.synthetic;

import java.util.Optional;

/**
 * One finding that is truly there, or that was there on the prior study and has gone.
 *
 * @param kind what it is
 * @param side the patient's side, absent where the finding has none (a heart is not left or right)
 * @param zone third of the lung, for findings within the lung
 * @param severity size or degree, absent where it means nothing
 * @param change against the patient's prior study, absent on a first study
 */
public record Finding(
        FindingKind kind,
        Optional<Side> side,
        Optional<Zone> zone,
        Optional<Severity> severity,
        Optional<Change> change) {

    static Finding of(FindingKind kind, Side side, Zone zone, Severity severity) {
        return new Finding(
                kind,
                Optional.ofNullable(side),
                Optional.ofNullable(zone),
                Optional.ofNullable(severity),
                Optional.empty());
    }

    /** Whether the study shows it: everything but what has resolved since the prior study. */
    public boolean present() {
        return change.isEmpty() || change.get() != Change.RESOLVED;
    }

    boolean on(Side one) {
        return side.isPresent() && side.get().includes(one);
    }

    Finding compared(Change to) {
        return new Finding(kind, side, zone, severity, Optional.of(to));
    }

    Finding graded(Severity degree) {
        return new Finding(kind, side, zone, Optional.of(degree), change);
    }
}
