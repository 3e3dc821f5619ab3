package hilum.radiology.claims.reader;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import java.util.List;
import java.util.Set;

/**
 * Which heads a clause has and whether each is there, absent or in doubt: how far a denial or a
 * doubt reaches, in front and behind. Used once, by one thread.
 */
final class Stances {

    private static final Set<String> SINGULAR = Set.of("is", "was", "has");

    private static final Set<String> RELATING =
            Set.of(
                    "accompany",
                    "accompanie",
                    "accompanies",
                    "complicate",
                    "complicates",
                    "surround",
                    "surrounds");

    private static final Set<String> AFTERWARDS = Set.of("after", "following", "despite");

    private final List<Item> items;
    private final List<Draft> drafts;
    private final Discourse discourse;
    private final Boundaries boundaries;

    Stances(List<Item> items, List<Draft> drafts, Discourse discourse, Boundaries boundaries) {
        this.items = items;
        this.drafts = drafts;
        this.discourse = discourse;
        this.boundaries = boundaries;
    }

    /** Adds the heads of a clause, each with the stance that is taken on it. */
    void over(int from, int to, List<Draft> heads) {
        boolean negated = false;
        String shade = null;
        int reset = 0;
        int last = 0;
        int comma = 0;
        boolean joined = false;
        boolean verb = false;
        boolean gone = false;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            joined |= item.has(Type.JOIN);
            if (item.is(",")) {
                comma = joined ? 0 : heads.size();
            }
            if (item.has(Type.JOIN)) {
                last = item.word().equals("and") ? heads.size() : 0;
            }
            boolean single = SINGULAR.contains(item.word()) && heads.size() > last;
            if (!joined && comma > 0 && heads.size() > comma) {
                last = comma;
                single = true;
            }
            if (item.is(",") || item.is("(") || item.is(")")) {
                boolean doubts =
                        i + 1 < to
                                && (items.get(i + 1).has(Type.SHADE)
                                        || items.get(i + 1).has(Type.SURE));
                if (negated && (doubts || !listGoesOn(i + 1, to))) {
                    negated = false;
                }
                if (shade != null && !doubtGoesOn(i + 1, to)) {
                    shade = null;
                }
                if (verb) {
                    reset = heads.size();
                    verb = false;
                }
            } else if (item.value(Type.JOIN).equals("alike")) {
                // "Consolidation is absent, as is effusion".
                var before =
                        heads.isEmpty()
                                ? drafts.isEmpty() ? null : drafts.getLast()
                                : heads.getLast();
                var stance = before == null ? Claim.PRESENT : before.stance;
                negated = stance.equals(Claim.ABSENT);
                shade = negated || stance.equals(Claim.PRESENT) ? null : stance;
                reset = heads.size();
                verb = false;
            } else if (item.has(Type.JOIN)) {
                var word = item.word();
                boolean loose = word.equals("and") || word.equals("or");
                // "No effusion or large mass is seen" denies both, whatever stands in front of
                // "mass".
                boolean denied = word.equals("or") || loose && !opens(i + 1, to);
                if (negated && !denied) {
                    negated = false;
                }
                if (shade != null && word.equals("and") && opens(i + 1, to)) {
                    shade = null;
                }
                if (verb && word.equals("and")) {
                    reset = heads.size();
                    verb = false;
                }
            } else if (item.has(Type.NEGATION_AFTER)) {
                boolean behind = flip(heads, single ? Math.max(last, reset) : reset, Claim.ABSENT);
                if (!behind && !subject(from, i)) {
                    negated = true;
                }
                reset = heads.size();
            } else if (item.has(Type.SHADE_AFTER)) {
                var doubt = item.value(Type.SHADE_AFTER);
                // "The effusion is likely hemothorax" doubts what comes, "is likely" what was.
                boolean forward = !doubt.equals("not-excluded") && headInChunk(i + 1, to);
                if (forward || !flip(heads, single ? Math.max(last, reset) : reset, doubt)) {
                    shade = doubt;
                }
                reset = heads.size();
            } else if (item.has(Type.NEGATION)) {
                negated = true;
                // "In place of the tube there is a tracheostomy".
                gone = item.word().equals("in");
                shade = null;
            } else if (item.has(Type.SHADE)) {
                shade = item.value(Type.SHADE);
            } else if (item.value(Type.CHANGE).equals("resolved") && heads.size() == reset) {
                negated = true;
                gone = true;
            } else if (negated
                    && RELATING.contains(item.word())
                    && heads.size() > reset
                    && i + 1 < to
                    && items.get(i + 1).word().equals("the")) {
                // "No pneumothorax accompanies the fractures".
                negated = false;
                reset = heads.size();
            } else if (negated && AFTERWARDS.contains(item.word()) && heads.size() > reset) {
                // "No pneumothorax following thoracentesis".
                negated = false;
            } else if (item.has(Type.SURE)) {
                shade = null;
                verb = true;
            } else if (item.has(Type.VERB)
                    || item.has(Type.FILLER) && item.word().equals("there")) {
                verb = true;
                if (gone && heads.size() > reset) {
                    negated = false;
                    gone = false;
                    reset = heads.size();
                }
            }
            boolean none =
                    item.has(Type.NEGATION)
                            && (item.word().equals("none")
                                    || item.word().equals("absent") && joined(i));
            if (none && !headInChunk(i + 1, to)) {
                // "A pneumothorax on the left and none on the right".
                var same =
                        heads.isEmpty()
                                ? drafts.isEmpty() ? discourse.last : drafts.getLast()
                                : heads.getLast();
                if (same != null) {
                    var other = new Draft(same.head, item, i);
                    other.stance = Claim.ABSENT;
                    heads.add(other);
                    reset = heads.size();
                    continue;
                }
            }
            boolean cue = item.has(Type.SHADE) || item.has(Type.NEGATION);
            if (cue && heads.size() > reset && !contentBehind(i, to)) {
                flip(heads, reset, item.has(Type.NEGATION) ? Claim.ABSENT : item.value(Type.SHADE));
            }
            boolean another = item.value(Type.QUALITY).equals("largest") && !heads.isEmpty();
            if (another && !contentBehind(i, Math.min(to, i + 4))) {
                // "The largest, on the right": one of those named before.
                var part = new Draft(heads.getLast().head, item, i);
                part.stance = heads.getLast().stance;
                heads.add(part);
            }
            for (var atom : item.atoms()) {
                if (atom.heads() && !describes(atom, i, to)) {
                    var draft = new Draft(atom, item, i);
                    boolean denied = negated && !item.denies();
                    draft.stance = denied ? Claim.ABSENT : shade == null ? Claim.PRESENT : shade;
                    heads.add(draft);
                }
            }
        }
    }

    /** "The breast is missing": whether a denial behind has a subject, known or not. */
    private boolean subject(int from, int at) {
        for (int i = from; i < at; i++) {
            if (items.get(i).unknown()) {
                return true;
            }
        }
        return false;
    }

    private boolean joined(int at) {
        return at > 0 && items.get(at - 1).has(Type.JOIN);
    }

    private boolean headInChunk(int from, int to) {
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.is(",") || item.has(Type.JOIN)) {
                return false;
            }
            if (item.heads()) {
                return true;
            }
        }
        return false;
    }

    private boolean contentBehind(int at, int to) {
        for (int i = at; i < to; i++) {
            if (items.get(i).heads() || items.get(i).unknown()) {
                return true;
            }
        }
        return false;
    }

    /** "Calcified" in front of a finding is one of its qualities. */
    private boolean describes(Atom atom, int at, int to) {
        if (!atom.value().equals("calcification")) {
            return false;
        }
        for (int i = at + 1; i < Math.min(to, at + 4); i++) {
            if (items.get(i).has(Type.FINDING)) {
                return true;
            }
            if (items.get(i).has(Type.STRUCTURE)
                            && !items.get(i).value(Type.STRUCTURE).equals("pleura")
                    || items.get(i).has(Type.FILLER)
                    || items.get(i).is(",")) {
                return false;
            }
        }
        return false;
    }

    private boolean flip(List<Draft> heads, int from, String stance) {
        boolean first = true;
        for (var draft : heads.subList(from, heads.size())) {
            if (!draft.stance.equals(Claim.ABSENT) && (first || !boundaries.onlyWhere(draft.at))) {
                draft.stance = stance;
            }
            first = false;
        }
        return heads.size() > from;
    }

    /** Whether a denial goes on behind a comma: the next item of a list, not a new statement. */
    private boolean listGoesOn(int from, int to) {
        if (from >= to) {
            return true;
        }
        var first = items.get(from);
        boolean joined = first.has(Type.JOIN);
        if (joined && (first.word().equals("or") || first.word().equals("nor"))) {
            return true;
        }
        return !opens(joined ? from + 1 : from, to);
    }

    private boolean doubtGoesOn(int from, int to) {
        return from < to && items.get(from).has(Type.JOIN) && items.get(from).word().equals("or");
    }

    /** Whether what begins here is a statement of its own. */
    private boolean opens(int from, int to) {
        if (from >= to) {
            return false;
        }
        var first = items.get(from);
        if (Set.of("a", "the", "there").contains(first.word())) {
            return true;
        }
        boolean own = first.has(Type.SEVERITY) || first.has(Type.SIDE) || first.has(Type.CHANGE);
        boolean head = false;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.is(",") || (item.has(Type.JOIN) || item.has(Type.NEGATION)) && head) {
                break;
            }
            if (item.has(Type.VERB)) {
                return true;
            }
            if (item.value(Type.STATE).equals("normal")) {
                return true;
            }
            if (item.has(Type.DEVICE) && own) {
                return true;
            }
            head |= item.heads();
        }
        return own;
    }
}
