package hilum.radiology.reading;

import java.util.Optional;
import java.util.TreeSet;

/**
 * What qualifies one mention: side, zone, severity, measurement, change. Filled by the {@link
 * AttributeBinder}, read into an {@link Assertion}.
 */
final class Attributes {

    private Side side;
    private final TreeSet<String> zones = new TreeSet<>();
    private String severity;
    private String measurement;
    private String change;

    void on(Side other) {
        side = side == null ? other : side.and(other);
    }

    void in(String zone) {
        zones.add(zone);
    }

    /** The first degree given stays. */
    void of(String degree) {
        severity = severity == null ? degree : severity;
    }

    void measuring(String millimetres) {
        measurement = millimetres;
    }

    /** The first direction given stays. */
    void changed(String direction) {
        change = change == null ? direction : change;
    }

    boolean isEmpty() {
        return side == null
                && zones.isEmpty()
                && severity == null
                && measurement == null
                && change == null;
    }

    /** Takes over what the other one says and this one doesn't. */
    void add(Attributes other) {
        if (other.side != null) {
            on(other.side);
        }
        zones.addAll(other.zones);
        severity = severity == null ? other.severity : severity;
        measurement = measurement == null ? other.measurement : measurement;
        change = change == null ? other.change : change;
    }

    Optional<Side> side() {
        return Optional.ofNullable(side);
    }

    Optional<String> zone() {
        return zones.isEmpty() ? Optional.empty() : Optional.of(String.join(" + ", zones));
    }

    Optional<String> severity() {
        return Optional.ofNullable(severity);
    }

    Optional<String> measurement() {
        return Optional.ofNullable(measurement);
    }

    Optional<String> change() {
        return Optional.ofNullable(change);
    }
}
