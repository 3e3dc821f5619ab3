package hilum.radiology.reading;

import hilum.radiology.Section;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that a report says about the image.
 *
 * @param concept the finding or device
 * @param polarity whether it is there; {@link Polarity#UNCERTAIN} where the report hedges
 * @param side the patient's side, when named
 * @param zone lobe, zone or place, several joined by " + " in the order of the alphabet
 * @param severity degree or size in words
 * @param measurement a quantity in millimetres, as {@code 12 mm} or {@code 12 x 30 mm}
 * @param certainty the shade of {@link Polarity#UNCERTAIN}: possible, likely, suspected, not
 *     excluded, versus
 * @param comparison change against an earlier study: unchanged, new, increased, decreased, resolved
 * @param section where it stands
 * @param start offset of the mention in the section's text
 * @param end offset after it
 */
public record Assertion(
        Concept concept,
        Polarity polarity,
        Optional<Side> side,
        Optional<String> zone,
        Optional<String> severity,
        Optional<String> measurement,
        Optional<String> certainty,
        Optional<String> comparison,
        Section section,
        int start,
        int end) {

    static Assertion of(Mention mention, Attributes attributes, Section section) {
        var stance = mention.stance();
        return new Assertion(
                mention.concept(),
                stance.polarity(),
                attributes.side(),
                attributes.zone(),
                attributes.severity(),
                attributes.measurement(),
                Optional.ofNullable(stance.certainty()),
                stance.resolved() ? Optional.of("resolved") : attributes.change(),
                section,
                mention.start(),
                mention.end());
    }

    public String finding() {
        return concept.name();
    }

    public Optional<String> device() {
        return concept.device() ? Optional.of(concept.name()) : Optional.empty();
    }

    /**
     * What is said, apart from where it stands: two mentions with the same statement say the same.
     */
    public Statement statement() {
        return new Statement(
                finding(), polarity, side, zone, severity, measurement, certainty, comparison);
    }

    /**
     * The content of an assertion.
     *
     * @see Assertion
     */
    public record Statement(
            String finding,
            Polarity polarity,
            Optional<Side> side,
            Optional<String> zone,
            Optional<String> severity,
            Optional<String> measurement,
            Optional<String> certainty,
            Optional<String> comparison) {

        /** The same without reference to time; what has resolved is simply absent. */
        public Statement withoutComparison() {
            return new Statement(
                    finding,
                    polarity,
                    side,
                    zone,
                    severity,
                    measurement,
                    certainty,
                    Optional.empty());
        }

        /**
         * Whether this is a less precise mention of another: the same finding and polarity, and
         * nothing of its own.
         */
        public boolean isVaguerThan(Statement other) {
            return !equals(other)
                    && finding.equals(other.finding)
                    && polarity == other.polarity
                    && within(certainty, other.certainty)
                    && within(side, other.side)
                    && within(zone, other.zone)
                    && within(severity, other.severity)
                    && within(measurement, other.measurement)
                    && within(comparison, other.comparison);
        }

        private static <T> boolean within(Optional<T> own, Optional<T> other) {
            return own.isEmpty() || own.equals(other);
        }

        @Override
        public String toString() {
            var words =
                    new StringBuilder(finding)
                            .append(' ')
                            .append(polarity.name().toLowerCase(Locale.ROOT));
            certainty.ifPresent(c -> words.append(" (").append(c).append(')'));
            side.ifPresent(s -> words.append(", ").append(s.name().toLowerCase(Locale.ROOT)));
            zone.ifPresent(z -> words.append(", ").append(z));
            severity.ifPresent(s -> words.append(", ").append(s));
            measurement.ifPresent(m -> words.append(", ").append(m));
            comparison.ifPresent(c -> words.append(", ").append(c));
            return words.toString();
        }
    }
}
