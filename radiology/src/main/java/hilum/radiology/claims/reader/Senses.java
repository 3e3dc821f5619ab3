package hilum.radiology.claims.reader;

import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Words with two senses, of which the words around tell the one that is meant. Stateless. */
final class Senses {

    static final int NEAR = 4;

    /** Where a drain of the chest is more likely meant than a defibrillator or a scan. */
    private static final Set<String> OF_THE_PLEURA =
            Set.of(
                    "pneumothorax",
                    "hydropneumothorax",
                    "hemothorax",
                    "hemopneumothorax",
                    "empyema",
                    "effusion",
                    "subcutaneous-emphysema");

    private static final Set<String> OF_A_DRAIN =
            Set.of(
                    "in",
                    "at",
                    "to",
                    "placed",
                    "removed",
                    "insertion",
                    "insitu",
                    "site",
                    "out",
                    "tip");

    private static final Set<String> BEING = Set.of("is", "are", "was", "were", "being");

    private static final Set<String> LEFT_OVER =
            Set.of("of", "on", "in", "at", "after", "behind", "from", "over", "following");

    private static final Set<String> OF_A_DISEASE =
            Set.of(
                    "exacerbation",
                    "change",
                    "lung",
                    "patient",
                    "bronchiectasis",
                    "chronic",
                    "known",
                    "of",
                    "with",
                    "history",
                    "flare");

    private static final Set<String> MOVES =
            Set.of("withdrawal", "advancement", "repositioning", "removal");

    private static final Set<Type> PAIRED = Set.of(Type.STRUCTURE, Type.PLACE);

    /** What a report suggests to be done. */
    private static final Set<String> OF_ADVICE =
            Set.of(
                    "radiograph",
                    "film",
                    "view",
                    "repeat",
                    "study",
                    "image",
                    "marker",
                    "imaging",
                    "comparison",
                    "correlation",
                    "x",
                    "cxr",
                    "pushing",
                    "pulling",
                    "measurement",
                    "serum",
                    "review",
                    "referral",
                    "assessment",
                    "evaluation",
                    "upright");

    private Senses() {}

    /**
     * The items with their senses.
     *
     * @param items of one sentence
     * @param discourse what was named before it
     */
    static List<Item> told(List<Item> items, Discourse discourse) {
        var told = new ArrayList<>(items);
        for (int i = 0; i < told.size(); i++) {
            var item = told.get(i);
            var side = item.value(Type.SIDE);
            if (side.equals("same") || side.equals("other")) {
                var meant = List.of(side(told, i, side.equals("same"), discourse));
                told.set(i, new Item(meant, item.word(), item.start(), item.end()));
                continue;
            }
            var other =
                    switch (item.word()) {
                        case "both" -> both(told, i, discourse);
                        case "2" -> two(told, i);
                        case "left" -> remaining(told, i);
                        case "suggest", "suggested" -> suggest(told, i);
                        case "to", "that", "which", "would" -> {
                            var lesser = lesser(told, i);
                            yield lesser == null ? toSuggest(told, i) : lesser;
                        }
                        case "the", "possibility" -> possibility(told, i);
                        case "icd" -> icd(told, i);
                        case "is", "are" -> isSuggested(told, i);
                        case "could", "may", "might", "can" -> foreseen(told, i);
                        case "each" -> each(told, i);
                        case "cf" -> cysticFibrosis(told, i);
                        case "cm" -> cardiomediastinal(told, i);
                        case "ct" -> ct(told, i);
                        case "point", "points", "pointing" -> points(told, i);
                        case "ra" -> roomAir(told, i);
                        default -> ChangeSenses.told(told, i, discourse);
                    };
            if (other != null) {
                told.set(i, new Item(other, item.word(), item.start(), item.end(), item.denies()));
            }
        }
        return told;
    }

    /** "On the same side", "contralateral": the side that was named last, or the other one. */
    private static Atom side(List<Item> items, int at, boolean same, Discourse discourse) {
        for (int i = at - 1; i >= 0; i--) {
            var side = items.get(i).value(Type.SIDE);
            boolean towards = items.get(i).word().startsWith("to");
            if (!towards && (side.equals("left") || side.equals("right"))) {
                return side(same, side.equals("left"));
            }
        }
        if (discourse.last != null) {
            var sides = discourse.last.attributes.getOrDefault(Type.SIDE, Set.of());
            if (sides.size() == 1 && !sides.contains("bilateral")) {
                return side(same, sides.contains("left"));
            }
        }
        return discourse.side.isEmpty()
                ? new Atom(Type.FILLER, "")
                : side(same, discourse.side.equals("left"));
    }

    private static Atom side(boolean same, boolean left) {
        return new Atom(Type.SIDE, same == left ? "left" : "right");
    }

    /** "Both fractures" takes up two that were named; "both effusions" names two. */
    private static List<Atom> both(List<Item> items, int at, Discourse discourse) {
        if (!items.get(at).value(Type.SIDE).equals("bilateral")) {
            return null;
        }
        boolean pronoun =
                discourse.last != null
                        && items.get(at).atoms().size() == 1
                        && at + 1 < items.size()
                        && BEING.contains(items.get(at + 1).word());
        if (pronoun) {
            // "Both are likely old".
            return filler();
        }
        boolean pair =
                at + 3 < items.size()
                        && items.get(at + 1).heads()
                        && items.get(at + 2).word().equals("and")
                        && items.get(at + 3).heads();
        if (pair) {
            // "Both air and fluid".
            return filler();
        }
        for (int i = at + 1; i < Math.min(items.size(), at + NEAR); i++) {
            for (var atom : items.get(i).atoms()) {
                if (atom.type() == Type.FINDING || atom.type() == Type.DEVICE) {
                    return discourse.named.containsKey(atom.value()) ? filler() : null;
                }
                if (PAIRED.contains(atom.type())) {
                    return null;
                }
            }
        }
        return null;
    }

    /** "The two upper zones" are those of both sides. */
    private static List<Atom> two(List<Item> items, int at) {
        boolean article = at > 0 && items.get(at - 1).word().equals("the");
        boolean counts = items.get(at).end() - items.get(at).start() <= "two".length();
        if (!article || !counts || !items.get(at).has(Type.NUMBER)) {
            return null;
        }
        return pair(items, at, NEAR, i -> i.has(Type.FINDING) || i.has(Type.DEVICE));
    }

    /** Both sides, where a part of the body comes next; null where something stops before it. */
    private static List<Atom> pair(List<Item> items, int at, int reach, Predicate<Item> stops) {
        for (int i = at + 1; i < Math.min(items.size(), at + reach); i++) {
            var item = items.get(i);
            if (stops.test(item)) {
                return null;
            }
            if (item.has(Type.STRUCTURE) || item.has(Type.PLACE)) {
                return List.of(new Atom(Type.SIDE, "bilateral"));
            }
        }
        return null;
    }

    /** "Little is left of the effusion", "is left on the right": it remains, and is on no side. */
    private static List<Atom> remaining(List<Item> items, int at) {
        boolean plain = items.get(at).end() - items.get(at).start() == "left".length();
        boolean is = at > 0 && BEING.contains(items.get(at - 1).word());
        boolean goesOn = at + 1 < items.size() && LEFT_OVER.contains(items.get(at + 1).word());
        boolean side = at + 2 < items.size() && items.get(at + 2).word().startsWith("mid");
        return plain && is && goesOn && !side ? List.of(new Atom(Type.QUALITY, "residual")) : null;
    }

    /** "Suggest CT" advises and doubts nothing. */
    private static List<Atom> suggest(List<Item> items, int at) {
        if (!items.get(at).has(Type.SHADE)) {
            return null;
        }
        for (int i = at + 1; i < Math.min(items.size(), at + NEAR); i++) {
            for (var atom : items.get(i).atoms()) {
                if (atom.type() == Type.FINDING) {
                    return Draft.advises(atom.value()) ? filler() : null;
                }
            }
        }
        boolean opens = at == 0 || items.get(at - 1).is(";") || items.get(at - 1).is(".");
        return opens ? filler() : null;
    }

    /** "CT is suggested" advises; "septic emboli are suggested" doubts. */
    private static List<Atom> isSuggested(List<Item> items, int at) {
        if (!items.get(at).value(Type.SHADE_AFTER).equals("suggest")) {
            return null;
        }
        boolean doubts = false;
        for (int i = at - 1;
                i >= 0 && !items.get(i).is(";") && !items.get(i).has(Type.BREAK);
                i--) {
            var item = items.get(i);
            if (OF_ADVICE.contains(item.word()) || Draft.advises(item.value(Type.FINDING))) {
                return filler();
            }
            doubts |= item.has(Type.FINDING);
        }
        return doubts ? null : filler();
    }

    /** "No cavity to suggest tuberculosis" denies and doubts nothing. */
    private static List<Atom> toSuggest(List<Item> items, int at) {
        boolean suggests = items.get(at).value(Type.SHADE).equals("suggest");
        boolean denied = false;
        for (int i = 0; i < at; i++) {
            denied |= items.get(i).has(Type.NEGATION);
            denied &= !items.get(i).has(Type.BREAK) && !items.get(i).is(";");
        }
        for (int i = at + 1; i < items.size(); i++) {
            denied |= items.get(i).has(Type.NEGATION_AFTER);
        }
        return suggests && denied ? filler() : null;
    }

    /** "And, to a lesser degree, the left": there is more on the right. */
    private static List<Atom> lesser(List<Item> items, int at) {
        boolean plain = items.get(at).value(Type.MORE).equals("lesser");
        for (int i = at + 1; plain && i < Math.min(items.size(), at + NEAR + 1); i++) {
            var side = items.get(i).value(Type.SIDE);
            if (side.equals("left") || side.equals("right")) {
                return List.of(new Atom(Type.MORE, side.equals("left") ? "right" : "left"));
            }
        }
        return plain ? filler() : null;
    }

    /** "The possibility of a fracture is not excluded": one doubt, not two. */
    private static List<Atom> possibility(List<Item> items, int at) {
        if (!items.get(at).value(Type.SHADE).equals("possible")) {
            return null;
        }
        for (int i = at + 1; i < items.size(); i++) {
            if (items.get(i).value(Type.SHADE_AFTER).equals("not-excluded")) {
                return filler();
            }
        }
        return null;
    }

    /** "ICD in situ" beside a pneumothorax is an intercostal drain. */
    private static List<Atom> icd(List<Item> items, int at) {
        boolean device = items.get(at).value(Type.DEVICE).equals("defibrillator");
        boolean alone = items.get(at).end() - items.get(at).start() == "icd".length();
        boolean pleura =
                items.stream().anyMatch(i -> OF_THE_PLEURA.contains(i.value(Type.FINDING)));
        boolean drain = at + 1 < items.size() && OF_A_DRAIN.contains(items.get(at + 1).word());
        return device && alone && pleura && drain
                ? List.of(new Atom(Type.DEVICE, "chest-tube"))
                : null;
    }

    /** "CF exacerbation", "chronic CF changes": a disease, and no reference to another study. */
    private static List<Atom> cysticFibrosis(List<Item> items, int at) {
        boolean chronic = at > 0 && OF_A_DISEASE.contains(items.get(at - 1).word());
        boolean worse = at + 1 < items.size() && OF_A_DISEASE.contains(items.get(at + 1).word());
        return items.get(at).has(Type.PRIOR) && (chronic || worse)
                ? List.of(new Atom(Type.FINDING, "cystic-fibrosis"))
                : null;
    }

    /** "Could be withdrawn" advises and doubts nothing. */
    private static List<Atom> foreseen(List<Item> items, int at) {
        if (!items.get(at).value(Type.SHADE).equals("possible")) {
            return null;
        }
        for (int i = at + 1; i < Math.min(items.size(), at + NEAR - 1); i++) {
            if (MOVES.contains(items.get(i).value(Type.FINDING))) {
                return filler();
            }
        }
        return null;
    }

    /** "Each upper lobe": those of both sides. */
    private static List<Atom> each(List<Item> items, int at) {
        if (items.get(at).has(Type.SIDE)) {
            return null;
        }
        return pair(
                items, at, NEAR - 1, i -> i.has(Type.SIDE) || i.heads() || i.word().equals("of"));
    }

    /** "CM normal": heart and mediastinum, where what is enlarged can't be meant. */
    private static List<Atom> cardiomediastinal(List<Item> items, int at) {
        boolean normal = false;
        for (int i = at + 1; i < Math.min(items.size(), at + NEAR); i++) {
            normal |= items.get(i).value(Type.STATE).equals("normal");
        }
        return normal && items.get(at).value(Type.FINDING).equals("cardiomegaly")
                ? List.of(
                        new Atom(Type.STRUCTURE, "heart"), new Atom(Type.STRUCTURE, "mediastinum"))
                : null;
    }

    /** "R CT in place": a chest tube. */
    private static List<Atom> ct(List<Item> items, int at) {
        boolean scan = items.get(at).value(Type.FINDING).equals("ct");
        int length = items.get(at).end() - items.get(at).start();
        boolean several = length == "cts".length();
        boolean alone = several || length == "ct".length();
        boolean drain = at + 1 < items.size() && OF_A_DRAIN.contains(items.get(at + 1).word());
        boolean sided =
                at > 0
                        && (items.get(at - 1).has(Type.SIDE)
                                || at > 1
                                        && items.get(at - 1).has(Type.PLACE)
                                        && items.get(at - 2).has(Type.SIDE));
        boolean lies =
                drain && items.get(at + 1).end() - items.get(at + 1).start() == "in place".length();
        return scan && alone && (sided && (several || drain) || lies)
                ? List.of(new Atom(Type.DEVICE, "chest-tube"))
                : null;
    }

    /** "The cannula points to the septum" says where, and doubts nothing. */
    private static List<Atom> points(List<Item> items, int at) {
        if (!items.get(at).value(Type.SHADE).equals("suggest")) {
            return null;
        }
        for (int i = at - 1; i >= 0 && !items.get(i).has(Type.BREAK); i--) {
            if (items.get(i).has(Type.DEVICE)) {
                return filler();
            }
            if (items.get(i).has(Type.FINDING)) {
                return null;
            }
        }
        return null;
    }

    /** "84% RA": on room air. */
    private static List<Atom> roomAir(List<Item> items, int at) {
        boolean saturation = at > 0 && items.get(at - 1).value(Type.MEASURE).endsWith(" percent");
        return saturation ? List.of(new Atom(Type.QUALITY, "room-air")) : null;
    }

    static List<Atom> filler() {
        return List.of(new Atom(Type.FILLER, ""));
    }
}
