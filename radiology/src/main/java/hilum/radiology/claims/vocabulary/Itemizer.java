package hilum.radiology.claims.vocabulary;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Cuts a sentence into items: quantities with their unit in one measure, numbered ribs and
 * vertebrae, ranges, phrases of the vocabulary, and what is left. One pass.
 */
public final class Itemizer {

    private static final Set<String> EXTENT =
            Set.of("wide", "thick", "long", "high", "tall", "deep", "broad", "across");

    /** "A mass, 6 cm large": its size, and no degree. */
    private static final Set<String> SIZED = Set.of("large", "big");

    private static final Set<String> ABOVE =
            Set.of("above", "over", "superior", "cephalad", "cranial", "proximal", "higher");

    private static final Set<String> BELOW =
            Set.of("below", "beneath", "under", "inferior", "caudad", "caudal", "distal", "lower");

    private static final Atom LOBE = new Atom(Type.PLACE, "lobe");

    private static final Set<String> JOINS = Set.of("and", "or", "nor");

    /** A vertebra: "T12". */
    private static final Pattern LEVEL = Pattern.compile("[ctls]\\d{1,2}");

    private final Vocabulary vocabulary;
    private final Quantities quantities;

    /** Whether a place is the level of a vertebra. */
    public static boolean level(String place) {
        return LEVEL.matcher(place).matches();
    }

    /** By a vocabulary. */
    public Itemizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.quantities = new Quantities(vocabulary);
    }

    /** The words of one sentence as items, in their order. */
    public List<Item> items(List<Word> written) {
        var words = vocabulary.spelled(written);
        var items = new ArrayList<Item>();
        int i = 0;
        while (i < words.size()) {
            int next = quantities.at(words, i, items);
            i = next == i ? phrase(words, i, items) : beyond(words, next, items);
        }
        return items;
    }

    /** What stands behind a quantity: "3 cm wide", "2 cm below the arch". */
    private int beyond(List<Word> words, int at, List<Item> items) {
        if (at >= words.size() || !items.getLast().has(Type.MEASURE)) {
            return at;
        }
        var word = words.get(at);
        boolean walled =
                at + 1 < words.size()
                        && (words.get(at + 1).is("-") || words.get(at + 1).is("walled"));
        boolean ends = at + 1 == words.size() || words.get(at + 1).isMark();
        if (EXTENT.contains(word.form()) && !walled || ends && SIZED.contains(word.form())) {
            return at + 1;
        }
        var place =
                ABOVE.contains(word.form())
                        ? "above"
                        : BELOW.contains(word.form()) ? "below" : null;
        var match = vocabulary.longest(words, at);
        if (place == null
                || match != null
                        && match.atoms().getFirst().type() == Type.PLACE
                        && match.words() > 1) {
            return at;
        }
        items.add(
                new Item(
                        List.of(new Atom(Type.PLACE, place)),
                        word.form(),
                        word.start(),
                        word.end()));
        return at + 1;
    }

    private int phrase(List<Word> words, int at, List<Item> items) {
        var match = vocabulary.longest(words, at);
        var word = words.get(at);
        var shared = shared(words, at, match);
        if (shared != null) {
            var last = words.get(at + shared.words() - 1);
            items.add(new Item(shared.atoms(), word.form(), word.start(), last.end()));
            return at + shared.words();
        }
        int side = match == null ? 0 : match.words() - 1;
        if (side > 0
                && Vocabulary.side(words.get(at + side).form())
                && match.atoms().stream().allMatch(a -> a.type() == Type.SIDE)) {
            var behind = vocabulary.longest(words, at + side);
            boolean names =
                    behind != null
                            && behind.words() > 1
                            && behind.atoms().stream().noneMatch(a -> a.type() == Type.SIDE)
                            && behind.atoms().getFirst().type() == Type.PLACE;
            if (names) {
                // "To the right atrium" is on no side.
                var last = words.get(at + side - 1);
                items.add(
                        new Item(
                                List.of(new Atom(Type.FILLER, "")),
                                word.form(),
                                word.start(),
                                last.end()));
                return at + side;
            }
        }
        if (match != null && !(word.isNumber() && match.words() == 1)) {
            var last = words.get(at + match.words() - 1);
            items.add(
                    new Item(match.atoms(), word.form(), word.start(), last.end(), match.denies()));
            return at + match.words();
        }
        var level = LEVEL.matcher(word.form());
        items.add(
                new Item(
                        level.matches() ? List.of(new Atom(Type.PLACE, word.form())) : List.of(),
                        word.form(),
                        word.start(),
                        word.end()));
        return at + 1;
    }

    /**
     * The first of two things that share their last word: "endotracheal and nasogastric tubes".
     * Null where a word begins none.
     */
    private Vocabulary.Match shared(List<Word> words, int at, Vocabulary.Match match) {
        for (int length = 1; length <= 3; length++) {
            int join = at + length;
            boolean joined = join + 2 < words.size() && JOINS.contains(words.get(join).form());
            if (!joined || match != null && match.words() > length) {
                continue;
            }
            int next = join + 1;
            if (words.get(next).is("and") || words.get(next).is("or")) {
                next++;
            }
            if (next + 1 < words.size() && Vocabulary.side(words.get(next).form())) {
                next++;
            }
            var second = vocabulary.longest(words, next);
            if (second == null || second.words() < 2 || !names(second)) {
                continue;
            }
            var alone = new ArrayList<>(words.subList(at, join));
            alone.add(words.get(next + second.words() - 1));
            var first = vocabulary.longest(alone, 0);
            boolean whole = first != null && first.words() == alone.size();
            boolean lobes =
                    type(second) == Type.PLACE
                            && whole
                            && first.atoms().stream().anyMatch(a -> a.value().endsWith("lobe"));
            if (whole
                    && (lobes || type(first) == type(second))
                    && !first.atoms().equals(second.atoms())) {
                return new Vocabulary.Match(first.atoms(), length, first.denies());
            }
        }
        return null;
    }

    private static boolean names(Vocabulary.Match match) {
        return type(match) != null;
    }

    private static Type type(Vocabulary.Match match) {
        for (var atom : match.atoms()) {
            if (atom.type() == Type.DEVICE || atom.type() == Type.FINDING) {
                return atom.type();
            }
        }
        return match.atoms().contains(LOBE) ? Type.PLACE : null;
    }
}
