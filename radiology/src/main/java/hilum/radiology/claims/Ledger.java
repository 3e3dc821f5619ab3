package hilum.radiology.claims;

import hilum.radiology.claims.Atom.Type;
import hilum.radiology.claims.ClaimReader.Reading;
import hilum.radiology.claims.Difference.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The second look at two texts whose claims differ. All that a text says is entered by what it is
 * (things, sides, places, degrees, quantities, changes, doubts), taken apart into its elements and
 * without asking which word belongs to which, and the two texts' entries have to balance. A boldly
 * reworded text balances however its sentences are built; one wrong word doesn't, since it takes
 * one entry away and brings another. Which things are denied, and on which side each is, is still
 * asked of the claims. Immutable.
 */
final class Ledger {

    /** Places that are often left unsaid: only one for another counts. */
    static final Set<String> SOFT =
            Set.of(
                    "lateral",
                    "anterior",
                    "posterior",
                    "medial",
                    "vertebra",
                    "axilla",
                    "abdomen",
                    "bowel",
                    "thoracic-spine",
                    "spine",
                    "rib",
                    "diffuse",
                    "throughout",
                    "residual");

    /** Places and kinds that are never said for nothing. */
    private static final Set<String> TELLING =
            Set.of(
                    "base",
                    "apex",
                    "mid",
                    "lingula",
                    "middle-lobe",
                    "outside",
                    "interlobar",
                    "below-carina",
                    "convex-left",
                    "solid",
                    "convex-right",
                    "displaced");

    /** Parts of the body of which one is not another. */
    static final Set<String> APART =
            Set.of(
                    "thoracic-spine",
                    "lumbar-spine",
                    "cervical-spine",
                    "shoulder",
                    "clavicle",
                    "scapula",
                    "sternum",
                    "humerus",
                    "rib",
                    "hilum",
                    "neck",
                    "axilla",
                    "abdomen");

    private static final int FEW = 2;

    private static final Set<String> ZONES =
            Set.of("upper", "mid", "lower", "base", "apex", "middle-lobe", "lingula");

    /** Things that say no more than others do, or how a sentence is built. */
    private static final Set<String> SLIGHT =
            Set.of(
                    "aeration",
                    "abnormality",
                    "child",
                    "crowding",
                    "traction",
                    "narrowing",
                    "lucency",
                    "obstruction",
                    "shift",
                    "malposition",
                    "removal",
                    "repositioning",
                    "advancement",
                    "withdrawal",
                    "deformity",
                    "silhouette-sign",
                    "indeterminate",
                    "bulging",
                    "collection",
                    "evaluate",
                    "injury",
                    "sparing",
                    "telephoned");

    private static final Set<String> STILL = Set.of("unchanged");

    /** What a report was compared with. */
    private static final Set<String> STUDIES = Set.of("ct", "mri", "follow-up");

    private final Reading original;
    private final List<Claim> before;
    private final Reading rewrite;
    private final List<Claim> after;
    private final Gist gist;
    private final boolean timeless;

    Ledger(
            Reading original,
            List<Claim> before,
            Reading rewrite,
            List<Claim> after,
            Gist gist,
            boolean timeless) {
        this.original = original;
        this.before = Sound.asIn(after, before);
        this.rewrite = rewrite;
        this.after = Sound.asIn(before, after);
        this.gist = gist;
        this.timeless = timeless;
    }

    /** Entries that one text has and the other lacks; empty where they balance. */
    List<Difference> differences() {
        var here = Entries.of(original, before, timeless);
        var there = Entries.of(rewrite, after, timeless);
        var differences = new ArrayList<Difference>();
        boolean compares = !rewrite.comparisons().isEmpty();
        for (var type : here.keySet()) {
            var lost = Entries.only(here.get(type), there.get(type));
            var added = Entries.only(there.get(type), here.get(type));
            if (type == Type.MEASURE) {
                lost.removeAll(rewrite.times());
                added.removeAll(original.times());
            }
            boolean elsewhere = type == Type.PLACE && added.stream().anyMatch(this::elsewhere);
            boolean soft = Collections.disjoint(lost, SOFT) || Collections.disjoint(added, SOFT);
            if (soft && !elsewhere) {
                lost.removeAll(SOFT);
                added.removeAll(SOFT);
            }
            if (timeless && type == Type.SEVERITY) {
                // "Slightly increased" loses both words.
                lost.removeIf(v -> ofChange(new Atom(Type.SEVERITY, v)));
            }
            if (type == Type.SEVERITY) {
                // "A little worse", "worse to a slight degree": only how much has changed.
                lost.removeIf(v -> ofMove(original, v, there));
                added.removeIf(v -> ofMove(rewrite, v, here));
            }
            if (timeless && type == Type.PLACE) {
                // "Less dense in the upper zones" loses the zone.
                lost.removeIf(v -> ZONES.contains(v) && ofChange(new Atom(Type.PLACE, v)));
            }
            boolean oneSided = lost.isEmpty() || added.isEmpty();
            boolean few = lost.size() + added.size() <= FEW;
            boolean said = type == Type.PLACE && lost.isEmpty() || type == Type.QUALITY;
            boolean telling =
                    Stream.concat(lost.stream(), added.stream()).anyMatch(TELLING::contains);
            if (oneSided && few && said && !telling && !elsewhere) {
                // Said once more, or left unsaid: what stands for another is on both sides.
                continue;
            }
            if (type == Type.CHANGE
                    && added.isEmpty()
                    && lost.equals(STILL)
                    && compares
                    && still()) {
                // "Known", "looks as it did": said in words of comparison that no row holds.
                continue;
            }
            boolean one = added.isEmpty() && lost.size() == 1;
            if (type == Type.CHANGE && one && compares && worded() && !turned(lost)) {
                continue;
            }
            if (type == Type.SIDE && oneSided && lost.size() + added.size() == 1) {
                // "On either side", "neither hilum": a side of what is denied or normal.
                continue;
            }
            if (type == Type.FINDING
                    && (Collections.disjoint(lost, SLIGHT)
                            || Collections.disjoint(added, SLIGHT))) {
                lost.removeAll(SLIGHT);
                added.removeAll(SLIGHT);
            }
            if (timeless && type == Type.FINDING) {
                lost.removeAll(Entries.DONE.values());
                lost.remove("reexpansion");
                lost.removeAll(STUDIES);
            }
            if (!lost.isEmpty() || !added.isEmpty()) {
                differences.add(
                        new Difference(
                                code(type, added.isEmpty()),
                                "%s: only the original has %s, only the rewrite %s"
                                        .formatted(
                                                type.name().toLowerCase(Locale.ROOT), lost, added),
                                "",
                                ""));
            }
        }
        denied(differences);
        named(before, original, rewrite, after, true, differences);
        named(after, rewrite, original, before, false, differences);
        sides(before, original, after, rewrite, differences);
        sides(after, rewrite, before, original, differences);
        contradicted(before, original, after, rewrite, differences);
        contradicted(after, rewrite, before, original, differences);
        for (var claim : before) {
            for (var type : List.of(Type.SIDE, Type.PLACE, Type.SEVERITY, Type.CHANGE)) {
                if (!(timeless && type == Type.CHANGE) && gist.replaced(claim.sentence(), type)) {
                    differences.add(
                            new Difference(
                                    Comparison.code(type),
                                    "one %s stands for another"
                                            .formatted(type.name().toLowerCase(Locale.ROOT)),
                                    original.sentences().get(claim.sentence()),
                                    ""));
                }
            }
        }
        return differences;
    }

    /** Whether the rewrite has a thing in one more part of the body: in the spine, too. */
    private boolean elsewhere(String place) {
        if (!APART.contains(place)) {
            return false;
        }
        for (var claim : after) {
            if (!claim.of(Type.PLACE).contains(place)) {
                continue;
            }
            var names = Entries.kin(claim.head());
            var of =
                    before.stream()
                            .filter(c -> c.head().equals(claim.head()) || names.contains(c.head()))
                            .toList();
            var placed = of.stream().filter(c -> !c.of(Type.PLACE).isEmpty()).toList();
            boolean apart =
                    placed.stream()
                            .allMatch(c -> c.of(Type.PLACE).stream().anyMatch(Ledger::bone));
            var near = Entries.kin(place);
            boolean there =
                    placed.stream().anyMatch(c -> !Collections.disjoint(c.of(Type.PLACE), near));
            if (!placed.isEmpty() && apart && !there) {
                return true;
            }
        }
        return false;
    }

    private static boolean bone(String place) {
        return APART.contains(place) || Itemizer.level(place);
    }

    /** Whether nothing that is unchanged in the original has any other change in the rewrite. */
    private boolean still() {
        for (var claim : before) {
            if (!claim.of(Type.CHANGE).contains("unchanged")) {
                continue;
            }
            var said = new HashSet<String>();
            before.stream()
                    .filter(c -> c.head().equals(claim.head()) && agree(c, claim))
                    .forEach(c -> said.addAll(c.of(Type.CHANGE)));
            boolean other =
                    after.stream()
                            .filter(c -> c.head().equals(claim.head()) && agree(c, claim))
                            .anyMatch(c -> !said.containsAll(c.of(Type.CHANGE)));
            if (other) {
                return false;
            }
        }
        return true;
    }

    /** Whether what has changed in one way in the original has changed in another since. */
    private boolean turned(Set<String> changes) {
        for (var claim : before) {
            if (Collections.disjoint(claim.of(Type.CHANGE), changes)) {
                continue;
            }
            boolean other =
                    after.stream()
                            .filter(c -> c.head().equals(claim.head()) && agree(c, claim))
                            .anyMatch(c -> !claim.of(Type.CHANGE).containsAll(c.of(Type.CHANGE)));
            if (other) {
                return true;
            }
        }
        return false;
    }

    /** Whether the rewrite has words of its own that may say what the vocabulary misses there. */
    private boolean worded() {
        return !original.unknown().containsAll(rewrite.unknown());
    }

    private static boolean agree(Claim some, Claim other) {
        var sides = some.of(Type.SIDE);
        return sides.isEmpty()
                || other.of(Type.SIDE).isEmpty()
                || !Collections.disjoint(sides, other.of(Type.SIDE));
    }

    /** Whether a degree stands beside a change in one text, and only so in the other. */
    private static boolean ofMove(Reading reading, String degree, Map<Type, Set<String>> other) {
        var named = degree.equals("small") ? "mild" : degree;
        return other.get(Type.QUALITY).contains(Claim.BY + named)
                && reading.atoms().stream()
                        .filter(atoms -> atoms.contains(new Atom(Type.SEVERITY, degree)))
                        .allMatch(atoms -> atoms.stream().anyMatch(Ledger::moves));
    }

    private static boolean moves(Atom atom) {
        return atom.type() == Type.CHANGE
                && (atom.value().equals("increased") || atom.value().equals("decreased"));
    }

    /** Whether a word of the original only stands in sentences that compare. */
    private boolean ofChange(Atom said) {
        return original.atoms().stream()
                .filter(atoms -> atoms.contains(said))
                .allMatch(
                        atoms ->
                                atoms.stream()
                                        .anyMatch(
                                                a ->
                                                        a.type() == Type.CHANGE
                                                                        && !a.value()
                                                                                .equals("unchanged")
                                                                || a.type() == Type.PRIOR));
    }

    /** Things of one text that no sentence of the other makes up from their elements. */
    private void named(
            List<Claim> claims,
            Reading own,
            Reading other,
            List<Claim> others,
            boolean lost,
            List<Difference> into) {
        var heads = new HashSet<String>();
        others.forEach(c -> heads.add(c.head()));
        for (var claim : claims) {
            if (heads.contains(claim.head())
                    || slight(claim.head())
                    || Restatement.of(own, claim.sentence(), other)) {
                continue;
            }
            var elements = new TreeSet<String>();
            for (var word : claim.head().split(" ")) {
                elements.addAll(Entries.elements(word));
            }
            boolean denied = claim.absent() || claim.head().startsWith("normal ");
            elements.remove("normal");
            if (!elements.stream().allMatch(e -> Compositions.implied(e) || Entries.composed(e))) {
                // An enlargement is none without what is enlarged, nor is air denied everywhere.
                elements.removeIf(e -> Compositions.implied(e) && !(denied && apart(e)));
            }
            boolean made = false;
            for (int i = 0; i < other.context().size() && !made; i++) {
                made = Entries.make(other.context().get(i), elements, denied);
            }
            if (!made
                    || !lost
                            && claim.absent()
                            && Restatement.strange(own, claim.sentence(), other)) {
                into.add(
                        lost
                                ? new Difference(Code.LOST, claim.toString(), "", "")
                                : new Difference(Code.ADDED, claim.toString(), "", ""));
            }
        }
    }

    /** Whether air or fluid in a structure isn't denied by denying it in another. */
    private static boolean apart(String structure) {
        return structure.equals("mediastinum");
    }

    /** Whether a claim says nothing that would be missed: "normal" of no structure. */
    private static boolean slight(String head) {
        return Minor.head(head)
                || SLIGHT.contains(head)
                || head.startsWith(Claim.COMPARED)
                || head.startsWith("expanded ")
                || head.equals("enlargement lung")
                || head.endsWith(" chest")
                || head.startsWith("abnormality ");
    }

    /** Sides of a thing that the other text never names in what it says of it. */
    private static void sides(
            List<Claim> claims,
            Reading own,
            List<Claim> others,
            Reading other,
            List<Difference> into) {
        for (var claim : claims) {
            var around = new HashSet<Atom>();
            for (var candidate : others) {
                if (candidate.head().equals(claim.head())) {
                    around.addAll(other.context().get(candidate.sentence()));
                    candidate.of(Type.SIDE).forEach(v -> around.add(new Atom(Type.SIDE, v)));
                }
            }
            for (var side : claim.of(Type.SIDE)) {
                boolean sided =
                        claim.kind() == Type.DEVICE && !around.isEmpty()
                                || around.stream().anyMatch(a -> a.type() == Type.SIDE);
                if (sided
                        && !around.contains(new Atom(Type.SIDE, side))
                        && !ofAnother(claim, side, claims, own, others)) {
                    into.add(
                            new Difference(
                                    Code.SIDE,
                                    "%s is never %s in the other text"
                                            .formatted(claim.head(), side),
                                    own.sentences().get(claim.sentence()),
                                    ""));
                }
            }
        }
    }

    /**
     * Whether a side is that of another thing of the same sentence, while the thing itself stands
     * there on its own side, too: "clips in the right axilla, and a port in the left chest".
     */
    private static boolean ofAnother(
            Claim claim, String side, List<Claim> claims, Reading own, List<Claim> others) {
        if (own.atoms().get(claim.sentence()).contains(new Atom(Type.SIDE, "bilateral"))) {
            return false;
        }
        boolean itsOwn =
                claims.stream()
                        .anyMatch(
                                c ->
                                        c.sentence() == claim.sentence()
                                                && c.head().equals(claim.head())
                                                && others.stream()
                                                        .anyMatch(
                                                                o ->
                                                                        o.head().equals(c.head())
                                                                                && !Collections
                                                                                        .disjoint(
                                                                                                o
                                                                                                        .of(
                                                                                                                Type
                                                                                                                        .SIDE),
                                                                                                c
                                                                                                        .of(
                                                                                                                Type
                                                                                                                        .SIDE))));
        return itsOwn
                && claims.stream()
                        .filter(
                                c ->
                                        c.sentence() == claim.sentence()
                                                && !c.head().equals(claim.head()))
                        .anyMatch(
                                c ->
                                        others.stream()
                                                .anyMatch(
                                                        o ->
                                                                o.head().equals(c.head())
                                                                        && o.of(Type.SIDE)
                                                                                .contains(side)));
    }

    /** Zones and degrees of a thing that the other text contradicts in all it says of it. */
    private void contradicted(
            List<Claim> claims,
            Reading own,
            List<Claim> others,
            Reading other,
            List<Difference> into) {
        for (var claim : claims) {
            var around = new HashSet<Atom>();
            for (var candidate : others) {
                if (candidate.head().equals(claim.head()) && timeless) {
                    // "Was large and is now moderate": only what is now counts.
                    candidate.of(Type.PLACE).forEach(v -> around.add(new Atom(Type.PLACE, v)));
                    candidate
                            .of(Type.SEVERITY)
                            .forEach(v -> around.add(new Atom(Type.SEVERITY, v)));
                } else if (candidate.head().equals(claim.head())) {
                    around.addAll(other.context().get(candidate.sentence()));
                }
            }
            for (var type : List.of(Type.PLACE, Type.SEVERITY)) {
                var said = new TreeSet<>(claim.of(type));
                said.removeIf(v -> type == Type.PLACE && !ZONES.contains(v));
                boolean there =
                        around.stream()
                                .anyMatch(
                                        a ->
                                                a.type() == type
                                                        && (type != Type.PLACE
                                                                || ZONES.contains(a.value())));
                if (there
                        && !said.isEmpty()
                        && said.stream().noneMatch(v -> Entries.hold(around, type, v))) {
                    into.add(
                            new Difference(
                                    Comparison.code(type),
                                    "%s is never %s in the other text"
                                            .formatted(claim.head(), said),
                                    own.sentences().get(claim.sentence()),
                                    ""));
                }
            }
        }
    }

    /** Things that one text denies and the other has, or has somewhere and denies elsewhere. */
    private void denied(List<Difference> into) {
        var here = stances(before);
        var there = stances(after);
        for (var entry : here.entrySet()) {
            var other = there.get(entry.getKey());
            if (other != null
                    && !other.equals(entry.getValue())
                    && !byKin(entry.getKey(), here, there)) {
                into.add(
                        new Difference(
                                Code.POLARITY,
                                "%s is %s in the original and %s in the rewrite"
                                        .formatted(entry.getKey(), entry.getValue(), other),
                                "",
                                ""));
            }
        }
    }

    /**
     * Whether a thing is there and denied in both texts, under its name or a wider or narrower one.
     */
    private static boolean byKin(
            String thing, Map<String, Set<String>> here, Map<String, Set<String>> there) {
        var one = new TreeSet<>(here.get(thing));
        var other = new TreeSet<>(there.get(thing));
        boolean more = one.containsAll(other);
        var fewer = more ? there : here;
        Entries.kin(thing)
                .forEach(k -> (more ? other : one).addAll(fewer.getOrDefault(k, Set.of())));
        return one.equals(other);
    }

    private static Map<String, Set<String>> stances(List<Claim> claims) {
        var stances = new TreeMap<String, Set<String>>();
        for (var claim : claims) {
            boolean calm = claim.head().startsWith("normal ");
            stances.computeIfAbsent(
                            calm ? claim.head().substring("normal ".length()) : claim.head(),
                            h -> new TreeSet<>())
                    .add(claim.absent() != calm ? Claim.ABSENT : Claim.PRESENT);
            var size = Entries.enlarged(claim.head());
            if (size != null) {
                stances.computeIfAbsent(size, h -> new TreeSet<>())
                        .add(claim.absent() ? Claim.ABSENT : Claim.PRESENT);
            }
        }
        return stances;
    }

    private static Code code(Type type, boolean lost) {
        return switch (type) {
            case FINDING -> lost ? Code.LOST : Code.ADDED;
            case SHADE -> Code.CERTAINTY;
            default -> Comparison.code(type);
        };
    }
}
