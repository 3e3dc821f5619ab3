package hilum.radiology.claims.ledger;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.Sound;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Itemizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The second look at two texts whose claims differ. All that a text says is entered by what it is
 * (things, sides, places, degrees, quantities, changes, doubts), taken apart into its elements and
 * without asking which word belongs to which, and the two texts' entries have to balance. A boldly
 * reworded text balances however its sentences are built; one wrong word doesn't, since it takes
 * one entry away and brings another. Which things are denied, and on which side each is, is still
 * asked of the claims. Immutable.
 */
public final class Ledger {

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
                    "displaced",
                    "spleen",
                    "liver",
                    "kidney",
                    "breast",
                    "thyroid");

    /** Parts of the body of which one is not another. */
    public static final Set<String> APART =
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

    static final Set<String> ZONES =
            Set.of("upper", "mid", "lower", "base", "apex", "middle-lobe", "lingula");

    /** Things that say no more than others do, or how a sentence is built. */
    static final Set<String> SLIGHT =
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

    private static final Set<String> SIDES = Set.of("left", "right");

    private static final Set<String> STILL = Set.of("unchanged");

    /** What a report was compared with. */
    private static final Set<String> STUDIES = Set.of("ct", "mri", "follow-up");

    private final Reading original;
    private final List<Claim> before;
    private final Reading rewrite;
    private final List<Claim> after;
    private final boolean timeless;

    /** Of two readings and their claims; the claims of what is compared without time have none. */
    public Ledger(
            Reading original,
            List<Claim> before,
            Reading rewrite,
            List<Claim> after,
            boolean timeless) {
        this.original = original;
        this.before = Sound.asIn(after, before);
        this.rewrite = rewrite;
        this.after = Sound.asIn(before, after);
        this.timeless = timeless;
    }

    /** Entries that one text has and the other lacks; empty where they balance. */
    public List<Difference> differences() {
        var here = Entries.of(original, before, timeless);
        var there = Entries.of(rewrite, after, timeless);
        var differences = new ArrayList<Difference>();
        boolean compares = !rewrite.comparisons().isEmpty();
        boolean larger = larger(here, there);
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
            if (timeless && type == Type.MEASURE) {
                // "Withdrawn by 4 cm" is what was done since.
                lost.removeIf(v -> before.stream().noneMatch(c -> c.of(Type.MEASURE).contains(v)));
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
            if (larger && (type == Type.MORE || type == Type.CHANGE)) {
                // "Slightly larger on the right since": there is more there, or has become more.
                lost.remove("increased");
                added.remove("increased");
                lost.removeAll(SIDES);
                added.removeAll(SIDES);
            }
            if (timeless && type == Type.MORE) {
                lost.removeIf(v -> ofChange(new Atom(Type.MORE, v)));
            }
            if (type == Type.CHANGE) {
                // "Has been placed" is said of a new device and of any other.
                lost.remove("placed");
                added.remove("placed");
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
        differences.addAll(
                new Counterparts(original, before, rewrite, after, timeless).differences());
        return differences;
    }

    /** Whether one text has more on a side and the other an increase, where both compare. */
    private boolean larger(Map<Type, Set<String>> here, Map<Type, Set<String>> there) {
        boolean compare = !original.comparisons().isEmpty() && !rewrite.comparisons().isEmpty();
        return compare && (since(here, there) || since(there, here));
    }

    private static boolean since(Map<Type, Set<String>> more, Map<Type, Set<String>> change) {
        var sides = Entries.only(more.get(Type.MORE), change.get(Type.MORE));
        return sides.size() == 1
                && SIDES.containsAll(sides)
                && Entries.only(change.get(Type.CHANGE), more.get(Type.CHANGE))
                        .equals(Set.of("increased"));
    }

    /** Whether the rewrite has a thing in one more part of the body: in the spine, too. */
    private boolean elsewhere(String place) {
        if (!APART.contains(place)) {
            return false;
        }
        var near = Entries.kin(place);
        for (var claim : after) {
            if (!claim.of(Type.PLACE).contains(place)) {
                continue;
            }
            var names = Entries.kin(claim.head());
            var placed =
                    before.stream()
                            .filter(c -> c.head().equals(claim.head()) || names.contains(c.head()))
                            .filter(c -> !c.of(Type.PLACE).isEmpty())
                            .toList();
            boolean apart =
                    placed.stream().allMatch(c -> c.of(Type.PLACE).stream().anyMatch(Ledger::bone));
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
                        .allMatch(atoms -> atoms.stream().anyMatch(Atom::moves));
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

    private static Code code(Type type, boolean lost) {
        return switch (type) {
            case FINDING -> lost ? Code.LOST : Code.ADDED;
            case SHADE -> Code.CERTAINTY;
            default -> Code.of(type);
        };
    }
}
