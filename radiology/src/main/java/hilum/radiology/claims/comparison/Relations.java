package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What two texts say of the same landmark or size, where one contradicts the other: a tip below it
 * and above it, a nodule of 9 mm that is unchanged and that has grown. Stateless.
 */
final class Relations {

    private static final Set<String> ABOVE =
            Set.of("above", "over", "superior", "cephalad", "cranial", "proximal", "short");

    private static final Set<String> BELOW =
            Set.of(
                    "below",
                    "beneath",
                    "under",
                    "underneath",
                    "inferior",
                    "caudad",
                    "caudal",
                    "distal",
                    "beyond",
                    "past");

    /** Landmarks of tips, by the last of their words. */
    private static final Set<String> LANDMARKS =
            Set.of(
                    "junction",
                    "carina",
                    "diaphragm",
                    "hemidiaphragm",
                    "arch",
                    "knob",
                    "knuckle",
                    "clavicle",
                    "hilum",
                    "inlet",
                    "pylorus",
                    "bifurcation");

    /** Of both lungs where it is said without a side. */
    private static final String CLEAR = Claim.PRESENT + " normal lung";

    private static final Set<String> CAVAL =
            Set.of("cavoatrial", "atriocaval", "atrial", "ra", "svc", "caval");

    /** Kinds of which the one text has none where the other has only that one. */
    private static final List<List<String>> OPPOSITES =
            List.of(
                    List.of("thick-walled", "thin-walled"),
                    List.of("well-circumscribed", "ill-defined"),
                    List.of("well-circumscribed", "spiculated"),
                    List.of("smooth", "spiculated"),
                    List.of("displaced", "non-displaced"),
                    List.of("calcified", "noncalcified"),
                    List.of("acute", "healed"),
                    List.of("solid", "cavitary"),
                    List.of("symmetric", "asymmetric"),
                    List.of("scattered", "confluent"),
                    List.of("multiple", "solitary"),
                    List.of("focal", "multifocal"),
                    List.of("largest", "smallest"),
                    List.of("loculated", "layering"),
                    List.of("single-lead", "dual-lead"),
                    List.of("convex-left", "convex-right"));

    private static final int REACH = 5;

    private Relations() {}

    static List<Difference> contradicted(Reading original, Reading rewrite, boolean timeless) {
        var differences = new ArrayList<Difference>();
        differences.addAll(
                exchanged(
                        sides(original),
                        sides(rewrite),
                        Code.PLACE,
                        "%2$s the %1$s became %3$s it"));
        for (var pair : OPPOSITES) {
            boolean turned =
                    only(original, pair.getFirst(), pair.getLast())
                                    && only(rewrite, pair.getLast(), pair.getFirst())
                            || only(original, pair.getLast(), pair.getFirst())
                                    && only(rewrite, pair.getFirst(), pair.getLast());
            if (turned) {
                differences.add(
                        new Difference(
                                Code.KIND,
                                "one text says %s, the other %s"
                                        .formatted(pair.getFirst(), pair.getLast()),
                                "",
                                ""));
            }
        }
        if (!timeless) {
            var changes = changes(original);
            changes(rewrite)
                    .forEach(
                            (size, is) -> {
                                var was = changes.get(size);
                                if (was != null && !was.equals(is)) {
                                    differences.add(
                                            new Difference(
                                                    Code.COMPARISON,
                                                    "what measures %s is %s and became %s"
                                                            .formatted(size, was, is),
                                                    "",
                                                    ""));
                                }
                            });
        }
        return differences;
    }

    /** Things that are on one side in one text and only on the other in the other. */
    static List<Difference> opposed(List<Claim> before, List<Claim> after) {
        var here = sides(before);
        var there = sides(after);
        var what = "%1$s is %2$s in the original and %3$s in the rewrite";
        var differences = exchanged(here, there, Code.SIDE, what);
        if (here.containsKey(CLEAR)
                && there.containsKey(CLEAR)
                && here.get(CLEAR).size() != there.get(CLEAR).size()) {
            // "The lungs are clear", "the right lung is clear".
            differences.add(
                    new Difference(
                            Code.SIDE,
                            what.formatted(CLEAR, here.get(CLEAR), there.get(CLEAR)),
                            "",
                            ""));
        }
        return differences;
    }

    /** What has a single side in each of two texts, and not the same one. */
    private static List<Difference> exchanged(
            Map<String, Set<String>> here, Map<String, Set<String>> there, Code code, String what) {
        var differences = new ArrayList<Difference>();
        here.forEach(
                (thing, sides) -> {
                    var others = there.getOrDefault(thing, Set.of());
                    if (sides.size() == 1 && others.size() == 1 && !sides.equals(others)) {
                        differences.add(
                                new Difference(code, what.formatted(thing, sides, others), "", ""));
                    }
                });
        return differences;
    }

    /** The sides of each thing; both of what is anywhere said without one. */
    private static Map<String, Set<String>> sides(List<Claim> claims) {
        var sides = new HashMap<String, Set<String>>();
        for (var claim : claims) {
            var said = claim.of(Type.SIDE);
            sides.computeIfAbsent(claim.stance() + " " + claim.head(), h -> new HashSet<>())
                    .addAll(said.isEmpty() ? Set.of("left", "right") : said);
        }
        return sides;
    }

    private static boolean only(Reading reading, String quality, String opposite) {
        return has(reading, quality) && !has(reading, opposite);
    }

    private static boolean has(Reading reading, String quality) {
        var atom = new Atom(Type.QUALITY, quality);
        return reading.atoms().stream().anyMatch(a -> a.contains(atom));
    }

    private static Map<String, Set<String>> sides(Reading reading) {
        var sides = new HashMap<String, Set<String>>();
        for (var sentence : reading.sentences()) {
            var words = Word.of(sentence, 0);
            for (int i = 0; i < words.size(); i++) {
                var form = words.get(i).form();
                var side = ABOVE.contains(form) ? "above" : BELOW.contains(form) ? "below" : null;
                for (int j = i + 1; side != null && j < Math.min(words.size(), i + REACH); j++) {
                    if (words.get(j).isMark()) {
                        break;
                    }
                    if (LANDMARKS.contains(words.get(j).form())) {
                        sides.computeIfAbsent(landmark(words, j), l -> new HashSet<>()).add(side);
                        break;
                    }
                }
            }
        }
        return sides;
    }

    /** A landmark by its last word; that of the vena cava is no other junction. */
    private static String landmark(List<Word> words, int at) {
        boolean caval = at > 0 && CAVAL.contains(words.get(at - 1).form());
        return (caval ? "caval " : "") + words.get(at).form();
    }

    /** The one change of each sentence that has one size and one change. */
    private static Map<String, String> changes(Reading reading) {
        var changes = new HashMap<String, String>();
        for (var atoms : reading.atoms()) {
            var sizes = new HashSet<String>();
            var said = new HashSet<String>();
            for (var atom : atoms) {
                if (atom.type() == Type.MEASURE) {
                    sizes.add(atom.value());
                } else if (atom.type() == Type.CHANGE && moves(atom.value())) {
                    said.add(atom.value());
                }
            }
            if (sizes.size() == 1 && said.size() == 1) {
                changes.put(sizes.iterator().next(), said.iterator().next());
            }
        }
        return changes;
    }

    private static boolean moves(String change) {
        return change.equals("unchanged")
                || change.equals("increased")
                || change.equals("decreased");
    }
}
