package hilum.radiology.claims;

import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.VocabularyFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Brings claims into one form: a state and its structure into one head, "fluid in the pleura" into
 * effusion, "no cardiomegaly" into a normal heart, both sides into left and right. Immutable.
 */
public final class Compositions {

    private static final Compositions STANDARD = new Compositions();

    /** Structures so wide that naming them beside a finding says nothing. */
    private static final Set<String> IMPLIED =
            Set.of(
                    "lung",
                    "chest",
                    "pleura",
                    "heart",
                    "bones",
                    "diaphragm",
                    "vessels",
                    "spine",
                    "bronchus",
                    "mediastinum");

    private static final Set<String> ODD =
            Set.of("enlargement", "widening", "prominence", "abnormality", "acute-abnormality");

    /** Findings that are of a structure as a state is. */
    private static final Set<String> ABOUT = Set.of("abnormality", "acute-abnormality");

    private static final Pattern LEVEL = Pattern.compile("[ctl]\\d{1,2}");

    private static final Set<String> UNPAIRED =
            Set.of(
                    "normal heart",
                    "normal mediastinum",
                    "normal aorta",
                    "normal spine",
                    "normal thoracic-spine",
                    "normal abdomen",
                    "cardiomegaly");

    /** Findings of both lungs, unless they are said of one. */
    private static final Set<String> WHOLE =
            Set.of("hyperinflation", "low-volumes", "congestion", "heart-failure", "copd");

    private record Composed(String head, boolean keep) {}

    private record Said(String stance, String head) {}

    private final Map<String, Composed> composed = new HashMap<>();
    private final Map<Said, Said> equal = new HashMap<>();

    private Compositions() {
        for (var row : VocabularyFile.rows("compositions.txt", 4)) {
            composed.put(
                    row.get(0) + " " + row.get(1),
                    new Composed(row.get(2), row.get(3).equals("keep")));
        }
        for (var row : VocabularyFile.rows("equals.txt", 2)) {
            equal.put(said(row.get(0)), said(row.get(1)));
        }
    }

    /** Whether a structure is so wide that naming it beside a finding says nothing. */
    public static boolean implied(String structure) {
        return IMPLIED.contains(structure);
    }

    /** Those of {@code compositions.txt} and {@code equals.txt}. */
    public static Compositions standard() {
        return STANDARD;
    }

    /** A claim in the one form, as one claim for each head, rib and side. */
    public List<Claim> compose(Claim claim) {
        var structures = new LinkedHashSet<>(claim.of(Type.STRUCTURE));
        var places = new TreeSet<>(claim.of(Type.PLACE));
        if (places.contains("antrum") || places.contains("fundus") || places.contains("pylorus")) {
            places.remove("stomach");
        }
        if (places.contains("middle-lobe") && claim.of(Type.SIDE).isEmpty()) {
            return compose(claim.with(Type.SIDE, Set.of("right")));
        }
        if (places.contains("svc") && places.remove("distal")) {
            places.add("lower");
        }
        if (places.stream().anyMatch(p -> LEVEL.matcher(p).matches())) {
            structures.remove("vertebra");
            structures.removeIf(s -> s.endsWith("-spine"));
        }
        if (claim.head().equals("narrowing")
                && (structures.contains("vertebra")
                        || places.stream().anyMatch(p -> LEVEL.matcher(p).matches()))) {
            // "T8 is compressed".
            return compose(
                    new Claim(
                            "compression-fracture",
                            Type.FINDING,
                            claim.stance(),
                            claim.attributes(),
                            claim.sentence(),
                            claim.start(),
                            claim.end()));
        }
        if (claim.kind() == Type.STATE
                && claim.head().equals("enlargement")
                && structures.remove("lymph-node")) {
            // The nodes are enlarged, and the hila only say where.
            places.addAll(structures);
            structures.clear();
            structures.add("lymph-node");
        }
        if (structures.contains("rib")) {
            claim.of(Type.NUMBER).forEach(n -> places.add("rib " + n));
        }
        boolean zone =
                claim.head().equals("normal")
                        && structures.isEmpty()
                        && (places.contains("apex") || places.contains("base"));
        if (zone) {
            // "The apices are clear."
            structures.add("lung");
        }
        var heads = new ArrayList<String>();
        if (claim.kind() == Type.STATE || ABOUT.contains(claim.head())) {
            for (var structure : structures) {
                var known = composed.get(claim.head() + " " + structure);
                heads.add(known == null ? claim.head() + " " + structure : known.head());
            }
            structures.clear();
            if (heads.isEmpty()) {
                for (var place : Set.copyOf(places)) {
                    var known = composed.get(claim.head() + " " + place);
                    if (known != null) {
                        heads.add(known.head());
                    }
                }
            }
            if (heads.isEmpty()) {
                heads.add(claim.head().equals("normal") ? "normal chest" : claim.head());
            }
        } else {
            var head = claim.head();
            boolean inside = head.equals("air") && places.contains("stomach");
            for (var near : concat(structures, places)) {
                if (inside && near.endsWith("diaphragm")) {
                    // Gas of the stomach isn't free.
                    continue;
                }
                var known = composed.get(head + " " + near);
                if (known != null) {
                    head = known.head();
                    if (!known.keep()) {
                        structures.remove(near);
                        places.remove(near);
                    }
                }
            }
            heads.add(head);
            structures.removeAll(IMPLIED);
            places.addAll(structures);
        }
        if (heads.contains("wide-mediastinum")) {
            // It is always the upper one.
            places.remove("upper");
        }
        var all = new ArrayList<Claim>();
        for (var head : heads) {
            var said = new Said(claim.stance(), head);
            said = equal.getOrDefault(said, ordinary(said));
            var one =
                    claim.with(said.head(), said.stance())
                            .with(Type.PLACE, places)
                            .with(Type.STRUCTURE, Set.of());
            for (var part : ribs(one)) {
                sided(part, all);
            }
        }
        return all;
    }

    /** What isn't enlarged, widened or abnormal is normal. */
    private static Said ordinary(Said said) {
        int space = said.head().indexOf(' ');
        boolean odd = space > 0 && ODD.contains(said.head().substring(0, space));
        return odd && said.stance().equals(Claim.ABSENT)
                ? new Said(Claim.PRESENT, "normal" + said.head().substring(space))
                : said;
    }

    /** A fracture of three ribs is three fractures. */
    private static List<Claim> ribs(Claim claim) {
        var numbered = new TreeSet<>(claim.of(Type.PLACE));
        numbered.removeIf(p -> !p.startsWith("rib "));
        if (numbered.size() < 2) {
            return List.of(claim);
        }
        var parts = new ArrayList<Claim>();
        for (var rib : numbered) {
            var places = new TreeSet<>(claim.of(Type.PLACE));
            places.removeAll(numbered);
            places.add(rib);
            parts.add(claim.with(Type.PLACE, places));
        }
        return parts;
    }

    /** Both sides are one claim for each; a normal pair of lungs needs no side. */
    private static void sided(Claim claim, List<Claim> into) {
        var sides = claim.of(Type.SIDE);
        if (UNPAIRED.contains(claim.head())) {
            into.add(claim.with(Type.SIDE, Set.of()));
            return;
        }
        boolean both =
                sides.contains("bilateral") || sides.contains("left") && sides.contains("right");
        if (!both) {
            into.add(claim);
        } else if (claim.absent()
                || WHOLE.contains(claim.head())
                || claim.head().startsWith("normal ")) {
            into.add(claim.with(Type.SIDE, Set.of()));
        } else {
            into.add(claim.with(Type.SIDE, Set.of("left")));
            into.add(claim.with(Type.SIDE, Set.of("right")));
        }
    }

    private static List<String> concat(Set<String> first, Set<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static Said said(String written) {
        var words = written.split(" ", 2);
        return new Said(words[0], words[1]);
    }
}
