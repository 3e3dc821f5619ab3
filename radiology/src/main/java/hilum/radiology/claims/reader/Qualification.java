package hilum.radiology.claims.reader;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import hilum.radiology.claims.vocabulary.Quantities;
import java.util.List;
import java.util.Set;

/** What a word adds to a claim: a degree, one of the change or one of an earlier time. */
final class Qualification {

    private static final Set<String> AMOUNTS =
            Set.of(
                    "increase",
                    "decrease",
                    "improvement",
                    "worsening",
                    "progression",
                    "reduction",
                    "growth",
                    "regression",
                    "interval");
    private static final Set<String> NOW = Set.of("now", "currently", "become", "became", "by");
    private static final Set<String> ONCE = Set.of("previously", "formerly", "before", "earlier");

    private final List<Item> items;

    Qualification(List<Item> items) {
        this.items = items;
    }

    /** "The large effusion is now moderate", "the effusion, previously large, is moderate". */
    private void degree(Draft draft, Atom severity, int at) {
        boolean now = false;
        boolean once = false;
        for (int i = Math.max(0, at - 2); i < at; i++) {
            boolean prior = items.get(i).has(Type.PRIOR);
            now |= prior && NOW.contains(items.get(i).word());
            once |= prior && ONCE.contains(items.get(i).word()) && i == at - 1;
        }
        if (once) {
            draft.add(new Atom(Type.QUALITY, Quantities.PAST_MARK + severity.value()));
            return;
        }
        var before = draft.attributes.get(Type.SEVERITY);
        if (now && before != null) {
            before.forEach(s -> draft.add(new Atom(Type.QUALITY, Quantities.PAST_MARK + s)));
            before.clear();
        }
        draft.add(severity);
    }

    /** "Slightly increased" says how much it has increased, not how much there is. */
    private boolean ofChange(int at) {
        boolean adverb = items.get(at).word().endsWith("ly");
        boolean before = at + 1 < items.size() && moves(items.get(at + 1));
        boolean after = adverb && at > 0 && moves(items.get(at - 1));
        return before && (adverb || AMOUNTS.contains(items.get(at + 1).word())) || after;
    }

    private static boolean moves(Item item) {
        var change = item.value(Type.CHANGE);
        return change.equals("increased") || change.equals("decreased");
    }

    /** Adds what stands at a word to a claim, unless it says something of another kind. */
    void qualify(Draft draft, int at) {
        var item = items.get(at);
        if (item.has(Type.SEVERITY) && ofChange(at)) {
            draft.add(new Atom(Type.QUALITY, Claim.BY + item.value(Type.SEVERITY)));
            return;
        }
        for (var atom : item.atoms()) {
            if (atom.type() == Type.MEASURE && lasts(atom) && !draft.advised()) {
                continue;
            }
            if (atom.type() == Type.SEVERITY && draft.head.type() != Type.STATE) {
                degree(draft, atom, at);
            } else if (atom.qualifies()) {
                draft.add(atom);
            }
        }
    }

    /** An age or a duration, which is no size. */
    private static boolean lasts(Atom measure) {
        var value = measure.value();
        return Quantities.TIMES.contains(value.substring(value.lastIndexOf(' ') + 1));
    }
}
