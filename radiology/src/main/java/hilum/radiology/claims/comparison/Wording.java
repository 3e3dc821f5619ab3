package hilum.radiology.claims.comparison;

import hilum.radiology.claims.Difference;
import hilum.radiology.claims.Difference.Code;
import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import hilum.radiology.claims.vocabulary.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sentences that two texts hold in nearly the same words: there, a word of a closed class that
 * stands for another isn't style, however well the whole texts balance. Stateless.
 */
final class Wording {

    /** The share of its words, in their order, that the longer of two like sentences has. */
    private static final double LIKE = 0.75;

    private static final int SHORTEST = 3;
    private static final int LONGEST = 60;
    private static final int MOST = 80;

    private static final Map<Type, Code> CLOSED =
            Map.of(
                    Type.SIDE, Code.SIDE,
                    Type.MORE, Code.SIDE,
                    Type.SEVERITY, Code.SEVERITY,
                    Type.CHANGE, Code.COMPARISON,
                    Type.DEVICE, Code.KIND,
                    Type.SHADE, Code.CERTAINTY);

    private Wording() {}

    /** Words that stand for others in sentences that are otherwise the same. */
    static List<Difference> exchanged(Reading original, Reading rewrite, boolean timeless) {
        var differences = new ArrayList<Difference>();
        if (original.sentences().size() > MOST || rewrite.sentences().size() > MOST) {
            return differences;
        }
        var before = original.sentences().stream().map(Wording::forms).toList();
        for (int i = 0; i < rewrite.sentences().size(); i++) {
            var words = forms(rewrite.sentences().get(i));
            int like = -1;
            double most = LIKE;
            for (int j = 0; j < before.size(); j++) {
                double share = share(before.get(j), words);
                if (share >= most) {
                    most = share;
                    like = j;
                }
            }
            if (like < 0 || most == 1) {
                continue;
            }
            for (var type : CLOSED.keySet()) {
                var was = values(original.atoms().get(like), type);
                var is = values(rewrite.atoms().get(i), type);
                var lost = new TreeSet<>(was);
                lost.removeAll(is);
                var added = new TreeSet<>(is);
                added.removeAll(was);
                boolean one = !lost.isEmpty() && !added.isEmpty();
                boolean gone = type == Type.SHADE || type == Type.MORE;
                if (added.isEmpty() && i + 1 < rewrite.sentences().size()) {
                    // "There is an opacity. It may be degenerative."
                    var next = behind(rewrite, i, type);
                    next.removeAll(behind(original, like, type));
                    lost.removeAll(next);
                }
                if ((one || gone && !lost.isEmpty()) && !(timeless && type == Type.CHANGE)) {
                    differences.add(
                            new Difference(
                                    CLOSED.get(type),
                                    "%s became %s in a sentence of the same words"
                                            .formatted(lost, added),
                                    original.sentences().get(like),
                                    rewrite.sentences().get(i)));
                }
            }
        }
        return differences;
    }

    /** What the next sentences say of a type; of doubts, the next few. */
    private static Set<String> behind(Reading reading, int sentence, Type type) {
        var values = new TreeSet<String>();
        int last =
                Math.min(
                        reading.atoms().size() - 1,
                        sentence + (type == Type.SHADE || type == Type.MORE ? 2 : 1));
        for (int i = sentence + 1; i <= last; i++) {
            values.addAll(values(reading.atoms().get(i), type));
            if (type == Type.SHADE) {
                values.addAll(values(reading.atoms().get(i), Type.SHADE_AFTER));
            }
        }
        return values;
    }

    private static Set<String> values(List<Atom> atoms, Type type) {
        var values = new TreeSet<String>();
        for (var atom : atoms) {
            if (atom.type() == type && !atom.value().equals("placed") && !Minor.atom(atom)) {
                values.add(atom.value());
            }
        }
        return values;
    }

    private static List<String> forms(String sentence) {
        return Word.of(sentence, 0).stream()
                .filter(w -> !w.isMark())
                .limit(LONGEST)
                .map(Word::form)
                .toList();
    }

    /** How much of the longer of two sentences stands in the other in the same order. */
    private static double share(List<String> one, List<String> other) {
        int longer = Math.max(one.size(), other.size());
        if (longer < SHORTEST || Math.min(one.size(), other.size()) < LIKE * longer) {
            return 0;
        }
        int[][] common = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                common[i][j] =
                        one.get(i).equals(other.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common[0][0] / (double) longer;
    }
}
