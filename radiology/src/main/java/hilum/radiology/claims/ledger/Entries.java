package hilum.radiology.claims.ledger;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Compositions;
import hilum.radiology.claims.Generics;
import hilum.radiology.claims.Sound;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import hilum.radiology.claims.vocabulary.Quantities;
import hilum.radiology.claims.vocabulary.VocabularyFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a text enters into the ledger: its atoms by type, things taken apart into the elements that
 * {@code elements.txt} gives them, both sides into left and right. Stateless.
 */
final class Entries {

    /** What a thing is made of, by its name: {@code elements.txt}. */
    private static final Map<String, Set<String>> ELEMENTS = load();

    /** Names of which one may stand for the other: the wider and the narrower, "line", "PICC". */
    private static final Map<String, Set<String>> KIN = kin();

    /** Elements of things that are parts of the body. */
    private static final Set<String> PARTS =
            Set.of(
                    "fissure",
                    "abdomen",
                    "soft-tissue",
                    "lymph-node",
                    "spleen",
                    "liver",
                    "stomach",
                    "trachea");

    private static final Map<String, String> DIRECTIONS =
            Map.of("distal", "lower", "proximal", "upper");

    /** States that only say something together with their structure, as the claims do. */
    private static final Set<String> COMPOSED =
            Set.of("normal", "enlargement", "widening", "prominence", "midline", "expanded");

    /** States that deny every other. */
    private static final Set<String> CALM = Set.of("normal", "midline", "expanded");

    /** Changes of a device that may as well be named as what was done with it. */
    static final Map<String, String> DONE =
            Map.of(
                    "lower", "advancement",
                    "higher", "withdrawal",
                    "repositioned", "repositioning");

    private Entries() {}

    /** Whether a state only says something together with its structure. */
    static boolean composed(String state) {
        return COMPOSED.contains(state);
    }

    /** The wider and narrower names of a thing. */
    static Set<String> kin(String thing) {
        return KIN.getOrDefault(thing, Set.of());
    }

    static Set<String> elements(String thing) {
        return ELEMENTS.getOrDefault(thing, Set.of(thing));
    }

    /**
     * The entries of a text.
     *
     * @param timeless whether what refers to another time is left out
     */
    static Map<Type, Set<String>> of(Reading reading, List<Claim> claims, boolean timeless) {
        var entries = new TreeMap<Type, Set<String>>();
        for (var type :
                List.of(
                        Type.FINDING,
                        Type.SIDE,
                        Type.PLACE,
                        Type.SEVERITY,
                        Type.MEASURE,
                        Type.MORE,
                        Type.CHANGE,
                        Type.QUALITY,
                        Type.SHADE)) {
            entries.put(type, new TreeSet<>());
        }
        for (int sentence = 0; sentence < reading.atoms().size(); sentence++) {
            int at = sentence;
            var atoms = reading.atoms().get(at);
            var said = claims.stream().filter(c -> c.sentence() == at).toList();
            for (int i = 0; i < atoms.size(); i++) {
                var atom = atoms.get(i);
                if (Sound.lacks(atom.value())
                        && said.stream().noneMatch(c -> c.head().contains(atom.value()))) {
                    continue;
                }
                boolean some = atom.type() == Type.SEVERITY && !atom.value().endsWith("complete");
                if (some && ofChange(atoms, i, said)) {
                    // "Slightly increased": how much it has changed, which may be left unsaid.
                    var degree = atom.value().equals("small") ? "mild" : atom.value();
                    entries.get(Type.QUALITY).add(Claim.BY + degree);
                } else {
                    enter(atom, entries, timeless);
                }
            }
        }
        if (!timeless) {
            claims.forEach(
                    c ->
                            c.of(Type.CHANGE)
                                    .forEach(v -> enter(new Atom(Type.CHANGE, v), entries, false)));
        }
        return entries;
    }

    /** Whether a degree is only how much something has changed, or is more on one side. */
    private static boolean ofChange(List<Atom> atoms, int at, List<Claim> ofSentence) {
        var degree = atoms.get(at).value();
        boolean moved = false;
        for (var claim : ofSentence) {
            if (claim.of(Type.SEVERITY).contains(degree)) {
                return false;
            }
            moved |= claim.of(Type.QUALITY).contains(Claim.BY + degree);
        }
        boolean more = at + 1 < atoms.size() && atoms.get(at + 1).type() == Type.MORE;
        return moved || more;
    }

    private static void enter(Atom atom, Map<Type, Set<String>> entries, boolean timeless) {
        boolean soft = Ledger.SOFT.contains(atom.value());
        if (atom.value().equals("residual")) {
            entries.get(Type.CHANGE).add("residual");
        }
        if (Minor.atom(atom) && !soft || timeless && timed(atom)) {
            return;
        }
        switch (atom.type()) {
            case FINDING, DEVICE, STATE -> {
                for (var element : elements(atom.value())) {
                    if (!Compositions.implied(element) && !COMPOSED.contains(element)) {
                        entries.get(PARTS.contains(element) ? Type.PLACE : Type.FINDING)
                                .add(element);
                    }
                }
            }
            case STRUCTURE, PLACE -> {
                if (!Compositions.implied(atom.value())) {
                    entries.get(Type.PLACE)
                            .add(DIRECTIONS.getOrDefault(atom.value(), atom.value()));
                }
            }
            case SIDE -> {
                if (atom.value().equals("bilateral")) {
                    entries.get(Type.SIDE).addAll(Set.of("left", "right"));
                } else {
                    entries.get(Type.SIDE).add(atom.value());
                }
            }
            case CHANGE -> {
                var done = DONE.get(atom.value());
                if (done != null) {
                    entries.get(Type.FINDING).add(done);
                } else {
                    entries.get(Type.CHANGE).add(atom.value());
                }
            }
            case MEASURE ->
                    entries.get(Type.MEASURE).add(atom.value().replace(Quantities.PAST_MARK, ""));
            case MORE -> {
                entries.get(Type.MORE).add(atom.value());
                if (atom.value().equals("left") || atom.value().equals("right")) {
                    // What is more on one side is on both.
                    entries.get(Type.SIDE).addAll(Set.of("left", "right"));
                }
            }
            case SEVERITY, SHADE -> entries.get(atom.type()).add(atom.value());
            case QUALITY -> {
                var thing = thing(atom.value());
                if (thing != null) {
                    entries.get(Type.FINDING).add(thing);
                } else if (!Minor.shape(atom.value())) {
                    entries.get(Type.QUALITY).add(atom.value());
                }
            }
            case SHADE_AFTER -> entries.get(Type.SHADE).add(atom.value());
            default -> {
                // Says nothing by itself.
            }
        }
    }

    private static boolean timed(Atom atom) {
        var value = atom.value();
        return atom.type() == Type.CHANGE
                || atom.type() == Type.QUALITY && value.equals("old")
                || atom.type() == Type.MEASURE
                        && (value.startsWith(Quantities.PAST_MARK)
                                || Quantities.TIMES.contains(
                                        value.substring(value.lastIndexOf(' ') + 1)));
    }

    /** Entries of one text for which the other has neither the same nor a wider or narrower one. */
    static Set<String> only(Set<String> entries, Set<String> others) {
        var only = new TreeSet<>(entries);
        only.removeAll(others);
        only.removeIf(e -> KIN.getOrDefault(e, Set.of()).stream().anyMatch(others::contains));
        return only;
    }

    /** Whether a sentence makes up a thing from its elements, and denies something if it has to. */
    static boolean make(Set<Atom> sentence, Set<String> elements, boolean denied) {
        var all = new HashSet<String>();
        boolean denies = false;
        for (var atom : sentence) {
            switch (atom.type()) {
                case CHANGE -> all.add(DONE.getOrDefault(atom.value(), atom.value()));
                case FINDING, DEVICE, STATE, STRUCTURE, PLACE, QUALITY -> {
                    all.add(atom.value());
                    if (thing(atom.value()) != null) {
                        all.add(thing(atom.value()));
                    }
                    all.addAll(ELEMENTS.getOrDefault(atom.value(), Set.of()));
                    if (!denied) {
                        all.addAll(KIN.getOrDefault(atom.value(), Set.of()));
                    }
                }
                default -> {
                    // Names nothing.
                }
            }
            denies |=
                    atom.type() == Type.NEGATION
                            || atom.type() == Type.NEGATION_AFTER
                            || atom.equals(new Atom(Type.CHANGE, "resolved"))
                            || atom.type() == Type.STATE && CALM.contains(atom.value());
        }
        return all.containsAll(elements) && (denies || !denied);
    }

    /** What a claim says to be enlarged: the heart of a cardiomegaly. */
    static String enlarged(String head) {
        if (head.startsWith("enlargement ")) {
            return head.substring("enlargement ".length());
        }
        var elements = ELEMENTS.getOrDefault(head, Set.of());
        return elements.contains("enlargement") && elements.size() == 2
                ? elements.stream().filter(e -> !e.equals("enlargement")).findFirst().get()
                : null;
    }

    /** Whether a value, or one of which it may stand for, is among atoms. */
    static boolean hold(Set<Atom> around, Type type, String value) {
        return around.contains(new Atom(type, value))
                || KIN.getOrDefault(value, Set.of()).stream()
                        .anyMatch(k -> around.contains(new Atom(type, k)));
    }

    /** The finding that a quality may be named by, or null: "calcified", "calcification". */
    static String thing(String quality) {
        return switch (quality) {
            case "calcified" -> "calcification";
            case "cavitary" -> "cavity";
            case "loculated" -> "loculation";
            case "irregular" -> "irregularity";
            default -> null;
        };
    }

    private static Map<String, Set<String>> load() {
        var elements = new HashMap<String, Set<String>>();
        for (var row : VocabularyFile.rows("elements.txt", 2)) {
            elements.put(row.get(0), Set.copyOf(Arrays.asList(row.get(1).split(" "))));
        }
        return Map.copyOf(elements);
    }

    private static Map<String, Set<String>> kin() {
        var kin = new HashMap<String, Set<String>>();
        for (var row : VocabularyFile.rows("kin.txt", 2)) {
            for (var narrower : row.get(1).split(" ")) {
                kin.computeIfAbsent(row.get(0), w -> new TreeSet<>()).add(narrower);
                kin.computeIfAbsent(narrower, n -> new TreeSet<>()).add(row.get(0));
            }
        }
        Generics.narrower()
                .forEach(
                        (wide, narrow) -> {
                            if (wide.equals("central-line")) {
                                // A PICC is no other central line.
                                return;
                            }
                            kin.computeIfAbsent(wide, w -> new TreeSet<>()).addAll(narrow);
                            narrow.forEach(
                                    n -> kin.computeIfAbsent(n, k -> new TreeSet<>()).add(wide));
                        });
        return Map.copyOf(kin);
    }
}
