package hilum.radiology.claims.reader;

import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import java.util.List;
import java.util.Set;

/** Which of the words between two heads belong to the first and which to the second. */
final class Boundaries {

    /** Words of a denial that stand behind what they are said of: "the bones show no". */
    private static final Set<String> DENYING =
            Set.of("not", "show", "do", "does", "fail", "reveal", "demonstrate", "contain");

    private static final Set<String> INSIDE =
            Set.of("within", "inside", "around", "surrounding", "beside", "behind", "near");

    private final List<Item> items;

    Boundaries(List<Item> items) {
        this.items = items;
    }

    /** Where the words between two heads stop belonging to the first. */
    int between(int first, int second) {
        int best = -1;
        int strength = 0;
        for (int i = first + 1; i < second; i++) {
            var item = items.get(i);
            int here = 0;
            if (item.is(",") && !describesOn(i)
                    || item.has(Type.NEGATION) && !DENYING.contains(item.word())
                    || item.has(Type.SHADE)
                    || item.has(Type.SURE)
                    || item.is("(")) {
                here = 3;
            } else if (item.has(Type.JOIN)) {
                here = coordinates(i) ? 1 : 3;
            } else if (item.has(Type.VERB)) {
                here = 1;
            }
            if (here >= strength && here > 0) {
                strength = here;
                best = i;
            }
        }
        return best < 0 ? first + 1 : best;
    }

    /** "The level within the collection is not seen": whether a head only says where. */
    boolean onlyWhere(int at) {
        for (int i = at - 1; i > 0 && i >= at - 3; i--) {
            var item = items.get(i);
            if (item.word().equals("the")) {
                return INSIDE.contains(items.get(i - 1).word());
            }
            if (INSIDE.contains(item.word())) {
                // "Within the" as one phrase.
                return item.end() - item.start() > item.word().length();
            }
        }
        return false;
    }

    /** Whether a comma only stands between two adjectives: "a very small, 3 mm pneumothorax". */
    private boolean describesOn(int at) {
        return at > 0
                && at + 1 < items.size()
                && adjective(items.get(at - 1))
                && (adjective(items.get(at + 1)) || items.get(at + 1).has(Type.SIDE));
    }

    private static boolean adjective(Item item) {
        return item.has(Type.SEVERITY) || item.has(Type.QUALITY) || item.has(Type.MEASURE);
    }

    /** Whether "and" joins two words of one kind: "left and right". */
    private boolean coordinates(int at) {
        if (at == 0 || at + 1 >= items.size()) {
            return false;
        }
        var before = items.get(at - 1);
        var after = items.get(at + 1);
        for (var atom : before.atoms()) {
            if (atom.qualifies() && after.has(atom.type()) && atom.type() != Type.SEVERITY) {
                return true;
            }
        }
        return false;
    }
}
