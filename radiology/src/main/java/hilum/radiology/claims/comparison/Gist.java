package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.ledger.Ledger;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two texts say by the handful: sentences about the same things are laid together, and all
 * that stands in them is compared without asking which word belongs to which. It excuses a
 * difference that only comes from how the words of a sentence were bound to each other; one wrong
 * side, degree or place shows, because a value goes and another comes. Immutable.
 */
final class Gist {

    /** Types of which a value may stand more or less often, but not one more and another less. */
    private static final Set<Type> WEIGHED =
            Set.of(Type.SIDE, Type.PLACE, Type.SEVERITY, Type.MORE, Type.CHANGE);

    /** Types that say something of the words around, so that their order counts. */
    private static final Set<Type> SCOPED =
            Set.of(
                    Type.NEGATION,
                    Type.NEGATION_AFTER,
                    Type.SHADE,
                    Type.SHADE_AFTER,
                    Type.CHANGE,
                    Type.SIDE);

    private static final Set<Type> SILENT = Set.of(Type.FILLER, Type.VERB, Type.JOIN, Type.BREAK);

    /** Words of a head that say no more than that it is the chest. */
    private static final Set<String> WIDE = Set.of("chest", Claim.COMPARED);

    /** What can be said as a finding or as its quality: "with calcification", "calcified". */
    private static final Map<String, String> AS_QUALITY =
            Map.of(
                    "present calcification", "calcified",
                    "present pleural-calcification", "calcified",
                    "present cavity", "cavitary",
                    "present loculation", "loculated",
                    "present irregularity", "irregular");

    private static final Atom SLIGHT = new Atom(Type.SEVERITY, "mild");

    private final Reading first;
    private final Reading second;
    private final boolean timeless;
    private final int[] parent;
    private final Map<Integer, Bag> ofFirst = new HashMap<>();
    private final Map<Integer, Bag> ofSecond = new HashMap<>();

    private static final class Bag {
        final Set<String> heads = new TreeSet<>();
        final Map<Atom, Set<String>> pairs = new HashMap<>();
        final Map<Type, Map<String, Integer>> values = new EnumMap<>(Type.class);

        /** How often a value stands at most in one sentence. */
        final Map<Type, Map<String, Integer>> once = new EnumMap<>(Type.class);

        /** What its sentences say, to see whether one says again what another did. */
        final Map<String, Integer> said = new HashMap<>();

        boolean repeats;

        void add(Type type, String value) {
            values.computeIfAbsent(type, t -> new HashMap<>()).merge(value, 1, Integer::sum);
        }

        void add(Bag sentence) {
            sentence.values.forEach(
                    (type, counts) -> {
                        var all = values.computeIfAbsent(type, t -> new HashMap<>());
                        var most = once.computeIfAbsent(type, t -> new HashMap<>());
                        counts.forEach((value, count) -> all.merge(value, count, Integer::sum));
                        counts.forEach((value, count) -> most.merge(value, count, Math::max));
                    });
        }

        Map<String, Integer> of(Type type) {
            return values.getOrDefault(type, Map.of());
        }
    }

    private final Set<Integer> wordForWord = new java.util.HashSet<>();

    Gist(
            Reading first,
            List<Claim> firstClaims,
            Reading second,
            List<Claim> secondClaims,
            boolean timeless) {
        this.first = first;
        this.second = second;
        this.timeless = timeless;
        int split = first.sentences().size();
        parent = new int[split + second.sentences().size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
        var nodes = new HashMap<String, Integer>();
        firstClaims.forEach(c -> link(nodes, c, c.sentence()));
        secondClaims.forEach(c -> link(nodes, c, split + c.sentence()));
        firstClaims.forEach(c -> heads(ofFirst, root(c.sentence()), c));
        secondClaims.forEach(c -> heads(ofSecond, root(split + c.sentence()), c));
        for (int i = 0; i < split; i++) {
            fill(ofFirst, root(i), first.atoms().get(i));
        }
        for (int i = 0; i < second.sentences().size(); i++) {
            fill(ofSecond, root(split + i), second.atoms().get(i));
        }
        likeSentences(split);
        pairs(first, ofFirst, 0);
        pairs(second, ofSecond, split);
    }

    /** Marks sentences that both texts hold in the same words, whatever their order. */
    private void likeSentences(int split) {
        var here = new HashMap<List<String>, Integer>();
        for (int i = 0; i < split; i++) {
            here.put(said(first.atoms().get(i)), i);
        }
        for (int i = 0; i < second.sentences().size(); i++) {
            var same = here.get(said(second.atoms().get(i)));
            if (same != null) {
                wordForWord.add(same);
                wordForWord.add(split + i);
            }
        }
    }

    private static List<String> said(List<Atom> atoms) {
        var said = atoms.stream().filter(a -> !SILENT.contains(a.type())).map(Atom::toString);
        boolean scoped = atoms.stream().anyMatch(a -> SCOPED.contains(a.type()));
        return scoped ? said.toList() : said.sorted().toList();
    }

    /** Whether all that is said around a sentence of one text is said around it in the other. */
    boolean same(boolean ofOriginal, int sentence) {
        int node = ofOriginal ? sentence : first.sentences().size() + sentence;
        if (wordForWord.contains(node)) {
            return true;
        }
        int at = root(node);
        var one = ofFirst.get(at);
        var other = ofSecond.get(at);
        if (one == null || other == null || !heads(one, other) || !heads(other, one)) {
            return false;
        }
        if (crossed(one, other)) {
            return false;
        }
        for (var type : Comparison.COMPARED) {
            if (type == Type.CHANGE && timeless) {
                continue;
            }
            var here = one.of(type);
            var there = other.of(type);
            if (!values(here, other, type) || !values(there, one, type)) {
                return false;
            }
            if (WEIGHED.contains(type) && swapped(one, other, type)) {
                return false;
            }
        }
        return true;
    }

    /** Whether around a sentence of the original one value stands less often and another more. */
    boolean replaced(int sentence, Type type) {
        int at = root(sentence);
        var one = ofFirst.get(at);
        var other = ofSecond.get(at);
        if (one == null || other == null) {
            return false;
        }
        return crossed(one, other) || swapped(one, other, type);
    }

    /** Whether all heads of a bag are in another, or a quality that says the same. */
    private static boolean heads(Bag bag, Bag other) {
        for (var head : bag.heads) {
            var quality = AS_QUALITY.get(head);
            boolean there =
                    other.heads.contains(head)
                            || quality != null && other.of(Type.QUALITY).containsKey(quality)
                            || Minor.head(head.substring(head.indexOf(' ') + 1));
            if (!there) {
                return false;
            }
        }
        return true;
    }

    private static boolean values(Map<String, Integer> here, Bag other, Type type) {
        for (var value : here.keySet()) {
            boolean asHead =
                    type == Type.QUALITY
                            && AS_QUALITY.entrySet().stream()
                                    .anyMatch(
                                            e ->
                                                    e.getValue().equals(value)
                                                            && other.heads.contains(e.getKey()));
            if (!asHead && !other.of(type).containsKey(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a value stands more often and another less. A report that says in its impression what
     * its findings said may be told once: then a value may stand as often as in one sentence.
     */
    private static boolean swapped(Bag one, Bag other, Type type) {
        var there = other.of(type);
        var least = one.once.getOrDefault(type, Map.of());
        boolean more = false;
        boolean less = false;
        for (var value : one.of(type).entrySet()) {
            int count = there.getOrDefault(value.getKey(), 0);
            int enough = one.repeats ? least.get(value.getKey()) : value.getValue();
            more |= count > value.getValue();
            less |= count < enough;
        }
        return more && less;
    }

    /** Notes which degree, size or change stands with which side in one stretch of a sentence. */
    private void pairs(Reading reading, Map<Integer, Bag> bags, int offset) {
        for (int i = 0; i < reading.sentences().size(); i++) {
            var bag = bags.get(root(offset + i));
            if (bag == null) {
                continue;
            }
            var stretch = new java.util.ArrayList<Atom>();
            boolean ofAll = ofAll(reading.atoms().get(i));
            for (var atom : reading.atoms().get(i)) {
                if (atom.type() == Type.CHANGE && ofAll) {
                    continue;
                }
                boolean ends = atom.type() == Type.JOIN || atom.type() == Type.BREAK;
                if (ends) {
                    pair(stretch, bag);
                    stretch.clear();
                } else {
                    stretch.add(atom);
                }
            }
            pair(stretch, bag);
        }
    }

    /** Whether the one change of a sentence may be that of both sides: "right and left, new". */
    private static boolean ofAll(List<Atom> atoms) {
        var sides = new TreeSet<String>();
        var changes = new TreeSet<String>();
        for (var atom : atoms) {
            if (atom.type() == Type.SIDE) {
                sides.add(atom.value());
            } else if (atom.type() == Type.CHANGE) {
                changes.add(atom.value());
            }
        }
        return sides.size() > 1 && changes.size() == 1;
    }

    private void pair(List<Atom> stretch, Bag bag) {
        var sides = new TreeSet<String>();
        stretch.stream().filter(a -> a.type() == Type.SIDE).forEach(a -> sides.add(a.value()));
        if (sides.size() != 1 || sides.contains("bilateral")) {
            return;
        }
        for (var atom : stretch) {
            boolean paired =
                    atom.type() == Type.SEVERITY
                            || atom.type() == Type.MEASURE
                            || atom.type() == Type.CHANGE && !timeless;
            if (paired) {
                bag.pairs.computeIfAbsent(atom, a -> new TreeSet<>()).addAll(sides);
            }
        }
    }

    /** Whether sides were exchanged around a sentence, whatever the claims look like. */
    boolean exchanged(int sentence) {
        int at = root(sentence);
        var one = ofFirst.get(at);
        var other = ofSecond.get(at);
        if (one == null || other == null) {
            return false;
        }
        if (crossed(one, other)) {
            return true;
        }
        var here = one.of(Type.SIDE);
        var there = other.of(Type.SIDE);
        boolean asMany =
                here.values().stream().mapToInt(n -> n).sum()
                        == there.values().stream().mapToInt(n -> n).sum();
        return asMany && !here.equals(there) && one.heads.equals(other.heads);
    }

    private static boolean crossed(Bag one, Bag other) {
        for (var pair : one.pairs.entrySet()) {
            var there = other.pairs.get(pair.getKey());
            if (there != null && java.util.Collections.disjoint(there, pair.getValue())) {
                return true;
            }
        }
        return false;
    }

    private void link(Map<String, Integer> nodes, Claim claim, int node) {
        var before = nodes.putIfAbsent(claim.head(), node);
        if (before != null) {
            parent[root(before)] = root(node);
        }
    }

    private int root(int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static void heads(Map<Integer, Bag> bags, int root, Claim claim) {
        var bag = bags.computeIfAbsent(root, r -> new Bag());
        var sides = claim.of(Type.SIDE);
        var key = claim.stance() + claim.head() + sides + claim.of(Type.PLACE);
        var before = bag.said.putIfAbsent(key, claim.sentence());
        bag.repeats |= before != null && before != claim.sentence();
        for (var word : claim.head().split(" ")) {
            if (!WIDE.contains(word)) {
                bag.heads.add(claim.stance() + " " + word);
            }
        }
    }

    private static void fill(Map<Integer, Bag> bags, int root, List<Atom> atoms) {
        var bag = bags.get(root);
        if (bag != null) {
            bag.add(sentence(atoms));
        }
    }

    private static boolean moves(List<Atom> atoms, int at) {
        return at >= 0 && at < atoms.size() && atoms.get(at).moves();
    }

    private static Bag sentence(List<Atom> atoms) {
        var bag = new Bag();
        // A granuloma is calcified, whether it is said or not.
        boolean granuloma = atoms.stream().anyMatch(a -> a.value().contains("granuloma"));
        for (int i = 0; i < atoms.size(); i++) {
            var atom = atoms.get(i);
            if (atom.equals(SLIGHT) && (moves(atoms, i - 1) || moves(atoms, i + 1))) {
                // How much something has changed is no degree of it.
                continue;
            }
            if (atom.type() == Type.STRUCTURE && Ledger.APART.contains(atom.value())) {
                bag.add(Type.PLACE, atom.value());
            }
            if (atom.type() == Type.STATE && atom.value().equals("calcification") && !granuloma) {
                bag.add(Type.QUALITY, "calcified");
            }
            if (!Comparison.COMPARED.contains(atom.type())
                    || Minor.atom(atom)
                    || atom.type() == Type.QUALITY && Minor.shape(atom.value())
                    || atom.value().equals("placed")) {
                continue;
            }
            switch (atom.value()) {
                case "bilateral" -> {
                    bag.add(Type.SIDE, "left");
                    bag.add(Type.SIDE, "right");
                }
                case "distal" -> bag.add(Type.PLACE, "lower");
                case "proximal" -> bag.add(Type.PLACE, "upper");
                default -> bag.add(atom.type(), atom.value());
            }
        }
        return bag;
    }
}
