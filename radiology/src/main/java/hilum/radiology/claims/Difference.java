package hilum.radiology.claims;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.Locale;
import java.util.Objects;

/**
 * One way in which a rewrite doesn't say what its original says.
 *
 * @param code what differs
 * @param what the claim or word, and how it differs
 * @param original the sentence of the original; empty where it has none
 * @param rewrite the sentence of the rewrite; empty where it has none
 */
public record Difference(Code code, String what, String original, String rewrite) {

    /** What can differ between two texts. */
    public enum Code {
        LOST,
        ADDED,
        POLARITY,
        CERTAINTY,
        SIDE,
        PLACE,
        SEVERITY,
        MEASUREMENT,
        COMPARISON,
        KIND,
        NUMBER,
        WORDS;

        /** What differs where an attribute of a type does. */
        public static Code of(Type type) {
            return switch (type) {
                case SIDE, MORE -> SIDE;
                case PLACE -> PLACE;
                case SEVERITY -> SEVERITY;
                case MEASURE -> MEASUREMENT;
                case CHANGE -> COMPARISON;
                default -> KIND;
            };
        }
    }

    public Difference {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(original, "original");
        Objects.requireNonNull(rewrite, "rewrite");
    }

    /** For a reader: what differs, then both sentences. */
    @Override
    public String toString() {
        var text =
                new StringBuilder(code.name().toLowerCase(Locale.ROOT)).append(": ").append(what);
        if (!original.isEmpty()) {
            text.append("; original: \"").append(original).append('"');
        }
        if (!rewrite.isEmpty()) {
            text.append("; rewrite: \"").append(rewrite).append('"');
        }
        return text.toString();
    }
}
