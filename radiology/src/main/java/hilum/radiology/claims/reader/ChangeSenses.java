package hilum.radiology.claims.reader;

import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import java.util.List;
import java.util.Set;

/**
 * Words that say a change or something else: "out", "advanced", "more", "worse", "increased".
 * Stateless.
 */
final class ChangeSenses {

    private static final Set<String> PERFECT = Set.of("has", "have", "having", "had", "be", "been");

    private static final Set<String> FORESEEN =
            Set.of("should", "could", "must", "needs", "need", "may", "can", "might", "to");

    /** Findings that there are more or less of in any chest. */
    private static final Set<String> OF_DEGREE =
            Set.of("lucency", "interstitial-markings", "kyphosis");

    private static final Set<String> WHERE =
            Set.of("at", "in", "on", "within", "over", "toward", "towards", "throughout");

    private static final Set<String> GOING = Set.of("clearing", "resolution", "regression");

    private ChangeSenses() {}

    /** What a word at a place means there, or null where it means what the vocabulary says. */
    static List<Atom> told(List<Item> items, int at, Discourse discourse) {
        return switch (items.get(at).word()) {
            case "out" -> out(items, at);
            case "advanced" -> advanced(items, at, discourse);
            case "more" -> {
                var where = worse(items, at);
                yield where == null ? amount(items, at, "increased") : where;
            }
            case "less" -> amount(items, at, "decreased");
            case "worse", "denser", "heavier", "greater" -> worse(items, at);
            case "almost", "near", "nearly", "complete" -> extent(items, at);
            case "increased", "increase" -> much(items, at);
            default -> null;
        };
    }

    /** "ETT out", "with the drain now out". */
    private static List<Atom> out(List<Item> items, int at) {
        boolean ends =
                at + 1 == items.size()
                        || items.get(at + 1).is(",")
                        || items.get(at + 1).is(".")
                        || items.get(at + 1).is(";");
        boolean device = false;
        for (int i = Math.max(0, at - Senses.NEAR - 2); i < at; i++) {
            device |= items.get(i).has(Type.DEVICE);
        }
        return ends && device && items.get(at).has(Type.FILLER)
                ? List.of(new Atom(Type.CHANGE, "resolved"))
                : null;
    }

    /** A tube is advanced; a disease is advanced, or has advanced. */
    private static List<Atom> advanced(List<Item> items, int at, Discourse discourse) {
        if (!items.get(at).has(Type.SEVERITY)) {
            return null;
        }
        boolean perfect = false;
        boolean foreseen = false;
        for (int i = Math.max(0, at - Senses.NEAR); i < at; i++) {
            perfect |= PERFECT.contains(items.get(i).word());
            foreseen |= FORESEEN.contains(items.get(i).word());
        }
        boolean device = items.stream().anyMatch(i -> i.has(Type.DEVICE));
        boolean goesOn =
                (perfect || foreseen)
                        && items.stream().noneMatch(i -> i.has(Type.FINDING))
                        && discourse.last != null
                        && discourse.last.head.type() == Type.DEVICE;
        if (device || goesOn) {
            return List.of(
                    foreseen
                            ? new Atom(Type.FINDING, "advancement")
                            : new Atom(Type.CHANGE, "lower"));
        }
        return perfect ? List.of(new Atom(Type.CHANGE, "increased")) : null;
    }

    /** "More opacity than before", "less edema": more or less of a finding is a change. */
    private static List<Atom> amount(List<Item> items, int at, String change) {
        boolean plain = items.get(at).has(Type.FILLER) && at + 1 < items.size();
        return plain && (items.get(at + 1).has(Type.FINDING) || items.get(at + 1).has(Type.STATE))
                ? List.of(new Atom(Type.CHANGE, change))
                : null;
    }

    /** "Clearing of the edema is almost complete": how far it has gone, not how much there is. */
    private static List<Atom> extent(List<Item> items, int at) {
        var extent = items.get(at).value(Type.SEVERITY);
        boolean gone =
                items.subList(Math.max(0, at - 2 * Senses.NEAR), at).stream()
                        .anyMatch(i -> GOING.contains(i.word()) && i.has(Type.CHANGE));
        return extent.endsWith("complete") && gone
                ? List.of(
                        new Atom(Type.CHANGE, extent.equals("complete") ? "resolved" : "decreased"))
                : null;
    }

    /** "Worse at the bases" says where there is more, and of no other time. */
    private static List<Atom> worse(List<Item> items, int at) {
        boolean where =
                at + 2 < items.size()
                        && WHERE.contains(items.get(at + 1).word())
                        && (items.get(at + 2).has(Type.PLACE)
                                || at + 3 < items.size() && items.get(at + 3).has(Type.PLACE));
        return where && only(items, at) ? Senses.filler() : null;
    }

    /** "Increased lucency" is more than usual, and more than before only where that is said. */
    private static List<Atom> much(List<Item> items, int at) {
        boolean usual = false;
        for (int i = Math.max(0, at - 2); i < Math.min(items.size(), at + 3); i++) {
            usual |= OF_DEGREE.contains(items.get(i).value(Type.FINDING));
        }
        return usual && only(items, at) ? Senses.filler() : null;
    }

    /** Whether a word says an increase, and nothing in its sentence compares with another time. */
    private static boolean only(List<Item> items, int at) {
        return items.get(at).value(Type.CHANGE).equals("increased")
                && items.stream().noneMatch(i -> i.has(Type.PRIOR));
    }
}
