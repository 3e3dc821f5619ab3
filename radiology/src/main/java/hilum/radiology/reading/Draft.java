package hilum.radiology.reading;

import hilum.radiology.Section;
import java.util.Optional;
import java.util.TreeSet;

/** A mention being read: its concept and what has been said of it so far. */
final class Draft {

    final Concept concept;
    final int start;
    final int end;
    final Modifiers modifiers = new Modifiers();
    Polarity polarity = Polarity.PRESENT;
    String certainty;
    boolean asserted = true;

    Draft(Concept concept, int start, int end) {
        this.concept = concept;
        this.start = start;
        this.end = end;
    }

    Assertion assertion(Section section) {
        return new Assertion(
                concept,
                polarity,
                Optional.ofNullable(modifiers.side),
                modifiers.zones.isEmpty()
                        ? Optional.empty()
                        : Optional.of(String.join(" + ", modifiers.zones)),
                Optional.ofNullable(modifiers.severity),
                Optional.ofNullable(modifiers.measurement),
                polarity == Polarity.UNCERTAIN ? Optional.ofNullable(certainty) : Optional.empty(),
                Optional.ofNullable(modifiers.change),
                section,
                start,
                end);
    }

    /** What qualifies a finding; gathered before the finding is met, or added after it. */
    static final class Modifiers {
        Side side;
        final TreeSet<String> zones = new TreeSet<>();
        String severity;
        String measurement;
        String change;

        void on(Side other) {
            side = side == null ? other : side.and(other);
        }

        boolean isEmpty() {
            return side == null
                    && zones.isEmpty()
                    && severity == null
                    && measurement == null
                    && change == null;
        }

        /** Takes over what the other one says and this one doesn't. */
        void add(Modifiers other) {
            if (other.side != null) {
                on(other.side);
            }
            zones.addAll(other.zones);
            severity = severity == null ? other.severity : severity;
            measurement = measurement == null ? other.measurement : measurement;
            change = change == null ? other.change : change;
        }

        void clear() {
            side = null;
            zones.clear();
            severity = null;
            measurement = null;
            change = null;
        }
    }
}
