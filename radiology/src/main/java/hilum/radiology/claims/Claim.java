package hilum.radiology.claims;

import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Quantities;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One thing that a text says: what is or isn't there, and all that qualifies it.
 *
 * @param head the finding, the device, or the state and its structure
 * @param kind whether it is a finding, a device or a state
 * @param stance present, absent, or the shade of doubt
 * @param attributes what qualifies it, by type
 * @param sentence number of its sentence in the text
 * @param start offset of the head in the text
 * @param end offset after it
 */
public record Claim(
        String head,
        Type kind,
        String stance,
        Map<Type, Set<String>> attributes,
        int sentence,
        int start,
        int end) {

    /** Head of a claim that only compares a structure with another time. */
    public static final String COMPARED = "compared";

    /** In front of a degree that is one of a change: "slightly increased". */
    public static final String BY = "by ";

    /** Stances; any other is a shade of doubt. */
    public static final String PRESENT = "present";

    public static final String ABSENT = "absent";

    public Claim {
        var copy = new EnumMap<Type, Set<String>>(Type.class);
        attributes.forEach(
                (type, values) -> {
                    if (!values.isEmpty()) {
                        copy.put(type, new TreeSet<>(values));
                    }
                });
        attributes = copy;
    }

    /** The values of an attribute; empty where it has none. */
    public Set<String> of(Type type) {
        return attributes.getOrDefault(type, Set.of());
    }

    /** Whether it is denied. */
    public boolean absent() {
        return stance.equals(ABSENT);
    }

    /** Whether it is asserted without a doubt. */
    public boolean present() {
        return stance.equals(PRESENT);
    }

    Claim with(Type type, Set<String> values) {
        var changed = new EnumMap<>(attributes);
        changed.put(type, values);
        return new Claim(head, kind, stance, changed, sentence, start, end);
    }

    Claim with(String otherHead, String otherStance) {
        return new Claim(otherHead, kind, otherStance, attributes, sentence, start, end);
    }

    /** The same without reference to another time: what has resolved is absent. */
    public Claim withoutTime() {
        var kept = new TreeSet<>(of(Type.MEASURE));
        kept.removeIf(m -> m.startsWith(Quantities.PAST_MARK));
        kept.removeIf(m -> Quantities.TIMES.contains(m.substring(m.lastIndexOf(' ') + 1)));
        var timeless = with(Type.CHANGE, Set.of()).with(Type.MEASURE, kept);
        var kinds = new TreeSet<>(of(Type.QUALITY));
        kinds.removeIf(k -> k.startsWith(BY) || k.startsWith(Quantities.PAST_MARK));
        timeless = timeless.with(Type.QUALITY, kinds);
        // What has gone has no size any more.
        return absent()
                ? timeless.with(Type.SEVERITY, Set.of()).with(Type.MEASURE, Set.of())
                : timeless;
    }

    @Override
    public String toString() {
        var words = new StringBuilder(head.replace('-', ' '));
        words.append(' ').append(stance.replace('-', ' '));
        attributes.forEach(
                (type, values) ->
                        words.append(", ")
                                .append(
                                        type == Type.MORE
                                                ? "more " + String.join(" and ", values)
                                                : String.join(" and ", values).replace('-', ' ')));
        return words.toString().toLowerCase(Locale.ROOT);
    }
}
