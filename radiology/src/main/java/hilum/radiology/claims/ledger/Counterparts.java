package hilum.radiology.claims.ledger;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Compositions;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the ledger asks of the claims: whether each thing that one text names, denies, puts on a
 * side, in a zone or at a degree has one in the other that could be it. Immutable.
 */
final class Counterparts {

    private final Reading original;
    private final List<Claim> before;
    private final Reading rewrite;
    private final List<Claim> after;
    private final boolean timeless;

    Counterparts(
            Reading original,
            List<Claim> before,
            Reading rewrite,
            List<Claim> after,
            boolean timeless) {
        this.original = original;
        this.before = before;
        this.rewrite = rewrite;
        this.after = after;
        this.timeless = timeless;
    }

    /** What is said of a thing in one text and nowhere in the other; empty where all is. */
    List<Difference> differences() {
        var differences = new ArrayList<Difference>();
        denied(differences);
        named(before, original, rewrite, after, true, differences);
        named(after, rewrite, original, before, false, differences);
        sides(before, original, after, rewrite, differences);
        sides(after, rewrite, before, original, differences);
        contradicted(before, original, after, rewrite, differences);
        contradicted(after, rewrite, before, original, differences);
        return differences;
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
                elements.removeIf(
                        e -> Compositions.implied(e) && !(denied && e.equals("mediastinum")));
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

    /** Whether a claim says nothing that would be missed: "normal" of no structure. */
    private static boolean slight(String head) {
        return Minor.head(head)
                || Ledger.SLIGHT.contains(head)
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
                said.removeIf(v -> type == Type.PLACE && !Ledger.ZONES.contains(v));
                boolean there =
                        around.stream()
                                .anyMatch(
                                        a ->
                                                a.type() == type
                                                        && (type != Type.PLACE
                                                                || Ledger.ZONES.contains(
                                                                        a.value())));
                if (there
                        && !said.isEmpty()
                        && said.stream().noneMatch(v -> Entries.hold(around, type, v))) {
                    into.add(
                            new Difference(
                                    Code.of(type),
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
}
