package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.Generics;
import hilum.radiology.claims.Structures;
import hilum.radiology.claims.ledger.Ledger;
import hilum.radiology.claims.reader.ClaimReader;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import hilum.radiology.claims.vocabulary.Shorthand;
import hilum.radiology.claims.vocabulary.Strange;
import hilum.radiology.claims.vocabulary.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares what two texts say, claim by claim: each claim of one must be made by the other, with
 * the same stance and the same attributes. What the reader may have bound to the wrong one of two
 * findings of a sentence is excused where nothing contradicts it. Stateless.
 */
public final class Comparison {

    /** More claims than any report makes; bounds the comparison of each with each. */
    private static final int MOST = 150;

    /** What is compared of two claims, and of what is said around them. */
    static final Set<Type> COMPARED =
            Set.of(
                    Type.SIDE,
                    Type.PLACE,
                    Type.SEVERITY,
                    Type.MEASURE,
                    Type.MORE,
                    Type.CHANGE,
                    Type.QUALITY);

    /** What one finding of a sentence may have from another of it. */
    private static final List<Type> SHARED =
            List.of(Type.SIDE, Type.PLACE, Type.QUALITY, Type.CHANGE);

    /** Types of which a finding has one value: another value contradicts it. */
    private static final Set<Type> EXCLUSIVE =
            Set.of(Type.SIDE, Type.SEVERITY, Type.MEASURE, Type.MORE, Type.CHANGE);

    /** "Has been placed" may be said of a new device or of any. */
    private static final String PLACED = "placed";

    private static final Set<String> MOVES = Set.of("withdrawal", "advancement", "repositioning");
    private static final Pattern ADVICE =
            Pattern.compile("(?i)advis|suggest|recommend|should|need|consider|could be|require");

    private final ClaimReader reader = new ClaimReader();

    /** What is different in a rewrite that should say the same; empty where nothing is. */
    public List<Difference> same(String original, String rewrite) {
        var spelled = Shorthand.spelledOut(original, rewrite);
        return compare(
                reader.read(spelled),
                reader.read(Shorthand.spelledOut(rewrite, spelled)),
                false,
                true);
    }

    /** The same, where each word has to be bound as in the other text: of one sentence. */
    List<Difference> exactlySame(String original, String rewrite) {
        return compare(reader.read(original), reader.read(rewrite), false, false);
    }

    /** What is different in a rewrite that should say the same without reference to time. */
    public List<Difference> withoutTime(String original, String rewrite) {
        var spelled = Shorthand.spelledOut(original, rewrite);
        var said = reader.read(Shorthand.spelledOut(rewrite, spelled));
        var differences = new LinkedHashSet<Difference>();
        for (var word : new LinkedHashSet<>(said.comparisons())) {
            differences.add(
                    new Difference(
                            Code.COMPARISON,
                            "the comparison \"" + word + "\" is left",
                            "",
                            sentenceWith(said, word)));
        }
        said.claims().stream()
                .filter(c -> !c.absent() && moved(c, said))
                .findFirst()
                .ifPresent(
                        c ->
                                differences.add(
                                        new Difference(
                                                Code.COMPARISON,
                                                "what was done since is left: " + c.head(),
                                                "",
                                                said.sentences().get(c.sentence()))));
        differences.addAll(compare(reader.read(spelled), said, true, true));
        return List.copyOf(differences);
    }

    /** What is different in what two texts say of one finding or device. */
    List<Difference> about(String head, String original, String rewrite) {
        var before = reader.read(original);
        var after = reader.read(rewrite);
        var was = claims(before, false);
        var is = claims(after, false);
        var differences = new LinkedHashSet<Difference>();
        was.stream()
                .filter(c -> c.head().equals(head))
                .forEach(c -> differences.addAll(unmatched(c, before, is, after, false, true)));
        is.stream()
                .filter(c -> c.head().equals(head))
                .forEach(c -> differences.addAll(unmatched(c, after, was, before, false, false)));
        return List.copyOf(differences);
    }

    private static String sentenceWith(Reading said, String word) {
        return said.sentences().stream().filter(s -> s.contains(word)).findFirst().orElse("");
    }

    private List<Difference> compare(
            Reading original, Reading rewrite, boolean timeless, boolean bold) {
        var read = claims(original, timeless);
        var after = Generics.asIn(read, claims(rewrite, timeless));
        var before = Generics.asIn(after, read);
        var differences = new LinkedHashSet<Difference>();
        var gist = new Gist(original, before, rewrite, after, timeless);
        for (var claim : before) {
            if (!gist.same(true, claim.sentence())) {
                differences.addAll(unmatched(claim, original, after, rewrite, timeless, true));
            }
        }
        for (var claim : after) {
            if (!gist.same(false, claim.sentence())) {
                differences.addAll(unmatched(claim, rewrite, before, original, timeless, false));
            }
        }
        before.stream()
                .filter(c -> gist.exchanged(c.sentence()))
                .findFirst()
                .ifPresent(
                        c ->
                                differences.add(
                                        new Difference(
                                                Code.SIDE,
                                                "sides are exchanged",
                                                original.sentences().get(c.sentence()),
                                                "")));
        if (bold && !differences.isEmpty()) {
            var ledger = new Ledger(original, before, rewrite, after, timeless).differences();
            if (ledger.isEmpty() && before.stream().noneMatch(c -> replaced(c, gist, timeless))) {
                differences.clear();
            }
        }
        if (bold) {
            differences.addAll(Wording.exchanged(original, rewrite, timeless));
        }
        differences.addAll(Leftovers.numbers(original, rewrite, timeless));
        differences.addAll(Leftovers.words(original, rewrite));
        differences.addAll(Leftovers.shades(original, rewrite));
        differences.addAll(Relations.contradicted(original, rewrite, timeless));
        differences.addAll(Relations.opposed(before, after));
        if (bold) {
            differences.addAll(
                    new Reversals(original, before, rewrite, after).differences(timeless));
        }
        boolean compares = !rewrite.comparisons().isEmpty() && !remains(original, rewrite);
        if (!timeless && original.comparisons().isEmpty() && compares) {
            differences.add(
                    new Difference(
                            Code.COMPARISON,
                            "the original compares with nothing, the rewrite says \"%s\""
                                    .formatted(rewrite.comparisons().getFirst()),
                            "",
                            sentenceWith(rewrite, rewrite.comparisons().getFirst())));
        }
        return List.copyOf(differences);
    }

    /** Whether around a claim one side, place, degree or change stands for another. */
    private static boolean replaced(Claim claim, Gist gist, boolean timeless) {
        return Stream.of(Type.SIDE, Type.PLACE, Type.SEVERITY, Type.CHANGE)
                .filter(t -> t != Type.CHANGE || !timeless)
                .anyMatch(t -> gist.replaced(claim.sentence(), t));
    }

    /** Whether the rewrite only says that what is residual remains. */
    private static boolean remains(Reading original, Reading rewrite) {
        var residual = new Atom(Type.QUALITY, "residual");
        return original.atoms().stream().anyMatch(a -> a.contains(residual))
                && rewrite.comparisons().stream()
                        .allMatch(w -> w.toLowerCase(Locale.ROOT).contains("remain"));
    }

    /** Each thing once: a report that says it again says no more. */
    private static List<Claim> claims(Reading reading, boolean timeless) {
        var said = new HashSet<String>();
        return Generics.named(
                reading.claims().stream()
                        .map(c -> timeless ? c.withoutTime() : c)
                        .filter(c -> !timeless || !c.head().startsWith(Claim.COMPARED))
                        .filter(c -> !timeless || !c.head().equals("reexpansion"))
                        .filter(c -> !timeless || !moved(c, reading))
                        .filter(c -> said.add(c.toString()) && said.size() <= MOST)
                        .toList());
    }

    /** "Has been withdrawn" is change; "withdrawal is advised" isn't. */
    private static boolean moved(Claim claim, Reading reading) {
        return MOVES.contains(claim.head())
                && !ADVICE.matcher(reading.sentences().get(claim.sentence())).find();
    }

    /** What keeps a claim of one text from being made by the other; empty where it is made. */
    private static List<Difference> unmatched(
            Claim claim,
            Reading own,
            List<Claim> others,
            Reading other,
            boolean timeless,
            boolean lost) {
        List<Difference> fewest = null;
        var context = new HashSet<Atom>();
        var shared = new HashSet<Atom>();
        var companions = new HashSet<String>();
        for (var companion : own.claims()) {
            if (companion.sentence() == claim.sentence()) {
                companions.add(companion.head());
            }
        }
        for (var companion : others) {
            if (companions.contains(companion.head())) {
                for (var type : SHARED) {
                    companion.of(type).forEach(v -> shared.add(new Atom(type, v)));
                }
            }
        }
        var candidates = new ArrayList<Claim>();
        for (var candidate : others) {
            boolean related = Structures.compared(claim.head(), candidate.head());
            if (candidate.head().equals(claim.head())
                    || related && claim.head().startsWith(Claim.COMPARED)) {
                candidates.add(candidate);
            }
            if (candidate.head().equals(claim.head()) || related) {
                context.addAll(other.context().get(candidate.sentence()));
            }
        }
        context.addAll(shared);
        var sentence = own.sentences().get(claim.sentence());
        for (var candidate : candidates) {
            var problems =
                    problems(
                            claim,
                            candidate,
                            candidates,
                            context,
                            sentence,
                            own,
                            other,
                            timeless,
                            lost);
            if (fewest == null || problems.size() < fewest.size()) {
                fewest = problems;
            }
        }
        if (fewest != null) {
            return fewest;
        }
        boolean accompanied = companions.size() > 1 && Minor.head(claim.head());
        if (accompanied || named(claim, other)) {
            return List.of();
        }
        return List.of(
                lost
                        ? new Difference(Code.LOST, claim.toString(), sentence, "")
                        : new Difference(Code.ADDED, claim.toString(), "", sentence));
    }

    /** Whether the other text uses a word that the vocabulary doesn't know in the same way. */
    private static boolean named(Claim claim, Reading other) {
        if (!Strange.stems(other.unknown()).contains(claim.head())) {
            return false;
        }
        for (int i = 0; i < other.sentences().size(); i++) {
            boolean there =
                    Word.of(other.sentences().get(i), 0).stream()
                            .anyMatch(w -> Strange.stem(w.form()).equals(claim.head()));
            var context = other.context().get(i);
            boolean denied = context.stream().anyMatch(a -> a.type() == Type.NEGATION);
            if (there && (!claim.absent() || denied) && holds(context, claim)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Set<Atom> context, Claim claim) {
        for (var type : COMPARED) {
            for (var value : claim.of(type)) {
                if (!context.contains(new Atom(type, value))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Difference> problems(
            Claim claim,
            Claim candidate,
            List<Claim> siblings,
            Set<Atom> context,
            String sentence,
            Reading own,
            Reading other,
            boolean timeless,
            boolean lost) {
        var problems = new ArrayList<Difference>();
        var there = other.sentences().get(candidate.sentence());
        if (!claim.stance().equals(candidate.stance())) {
            boolean denied = claim.absent() || candidate.absent();
            problems.add(
                    difference(
                            denied ? Code.POLARITY : Code.CERTAINTY,
                            claim,
                            candidate,
                            sentence,
                            there,
                            lost));
        }
        if (claim.head().equals("acute-abnormality")) {
            return problems;
        }
        boolean comparing = !claim.head().equals(candidate.head());
        if (comparing) {
            problems.clear();
        }
        for (var type : comparing ? Set.of(Type.CHANGE) : COMPARED) {
            if (type == Type.QUALITY && (claim.absent() || claim.head().startsWith("normal "))) {
                continue;
            }
            var extra = new TreeSet<>(claim.of(type));
            extra.removeIf(v -> Minor.value(type, v) && !v.equals("largest"));
            if (type == Type.CHANGE) {
                extra.remove(PLACED);
                boolean since = candidate.of(type).contains(PLACED);
                if (claim.absent() || since) {
                    extra.remove("new");
                }
                if (candidate.of(Type.QUALITY).contains("residual")) {
                    extra.remove("unchanged");
                }
            }
            boolean pair = type == Type.SIDE && claim.kind() == Type.STATE;
            if (pair
                    && siblings.stream().allMatch(s -> s.of(Type.SIDE).isEmpty())
                    && bothSides(claim, own)) {
                continue;
            }
            if (type == Type.MORE && timeless && lost) {
                continue;
            }
            extra.removeAll(pool(candidate, siblings, type));
            if (type == Type.MEASURE) {
                extra.removeIf(
                        m -> candidate.of(type).stream().anyMatch(o -> Leftovers.covers(o, m)));
            }
            if (extra.isEmpty()) {
                continue;
            }
            var contrary = new TreeSet<>(candidate.of(type));
            contrary.removeAll(claim.of(type));
            boolean contradicted = EXCLUSIVE.contains(type) && !contrary.isEmpty();
            boolean near = extra.stream().allMatch(v -> context.contains(new Atom(type, v)));
            boolean superlative =
                    extra.contains("largest") && !candidate.of(type).contains("largest");
            if (contradicted || !near || superlative) {
                problems.add(
                        difference(
                                superlative ? Code.SIDE : Code.of(type),
                                claim,
                                candidate,
                                sentence,
                                there,
                                lost));
            }
        }
        return problems;
    }

    private static boolean bothSides(Claim claim, Reading own) {
        var sides = new HashSet<String>();
        for (var other : own.claims()) {
            if (other.head().equals(claim.head())) {
                sides.addAll(other.of(Type.SIDE));
            }
        }
        return sides.size() > 1;
    }

    /** What the other text says of a candidate anywhere: "the effusion" repeats the left one. */
    private static Set<String> pool(Claim candidate, List<Claim> siblings, Type type) {
        var pool = new HashSet<>(candidate.of(type));
        for (var sibling : siblings) {
            if (sibling.stance().equals(candidate.stance())
                    && agrees(sibling.of(Type.SIDE), candidate.of(Type.SIDE))
                    && agrees(sibling.of(Type.PLACE), candidate.of(Type.PLACE))) {
                pool.addAll(sibling.of(type));
            }
        }
        return pool;
    }

    private static boolean agrees(Set<String> some, Set<String> others) {
        return some.isEmpty()
                || others.isEmpty()
                || some.containsAll(others)
                || others.containsAll(some);
    }

    static Difference difference(
            Code code, Claim claim, Claim candidate, String here, String there, boolean lost) {
        var was = lost ? claim : candidate;
        var is = lost ? candidate : claim;
        return new Difference(
                code,
                "\"%s\" became \"%s\"".formatted(was, is),
                lost ? here : there,
                lost ? there : here);
    }
}
