package hilum.radiology.claims.reader;

import hilum.radiology.claims.Claim;
import hilum.radiology.claims.Generics;
import hilum.radiology.claims.vocabulary.Atom;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Item;
import hilum.radiology.claims.vocabulary.Strange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the claims of one sentence: which heads it has, what stance it takes on each, and which
 * words around belong to which. Used once, by one thread.
 */
final class ClauseReader {

    private static final Set<String> PRONOUNS =
            Set.of("it", "they", "this", "these", "its", "their", "one", "those", "them");
    private static final Set<String> PLURALS = Set.of("they", "these", "both", "all", "those");

    /** Clauses longer than this are nonsense; cutting them keeps the walk linear. */
    private static final int LONGEST = 120;

    private final List<Item> items;
    private final int sentence;
    private final Discourse discourse;
    private final Qualification qualification;
    private final Boundaries boundaries;
    private final List<Draft> drafts = new ArrayList<>();

    ClauseReader(List<Item> items, int sentence, Discourse discourse) {
        this.items = items;
        this.sentence = sentence;
        this.discourse = discourse;
        this.qualification = new Qualification(items);
        this.boundaries = new Boundaries(items);
    }

    List<Claim> claims() {
        discourse.continued = false;
        int from = 0;
        for (int i = 0; i <= items.size(); i++) {
            boolean nonsense = i - from >= LONGEST;
            if (i == items.size() || nonsense || ends(items.get(i))) {
                if (i > from) {
                    clause(from, i);
                }
                from = nonsense ? i : i + 1;
            }
        }
        var claims = new ArrayList<Claim>();
        for (var draft : drafts) {
            claims.add(draft.claim(sentence));
        }
        if (!drafts.isEmpty()) {
            discourse.last = drafts.getLast();
        }
        for (var draft : drafts) {
            discourse.named.put(draft.head.value(), draft);
        }
        return claims;
    }

    private static boolean ends(Item item) {
        return item.is(";") || item.is(":") || item.is(".") || item.is("?") || item.has(Type.BREAK);
    }

    private void clause(int from, int to) {
        var heads = new ArrayList<Draft>();
        new Stances(items, drafts, discourse, boundaries).over(from, to, heads);
        if (heads.isEmpty()) {
            goOn(from, to);
            return;
        }
        for (int h = 0; h < heads.size(); h++) {
            int left = h == 0 ? from : boundaries.between(heads.get(h - 1).at, heads.get(h).at);
            int right =
                    h == heads.size() - 1
                            ? to
                            : boundaries.between(heads.get(h).at, heads.get(h + 1).at);
            var draft = heads.get(h);
            for (int i = left; i < right; i++) {
                qualification.qualify(draft, i);
                if (i != draft.at
                        && items.get(i).value(Type.STATE).equals("calcification")
                        && headless(heads, i)) {
                    draft.add(new Atom(Type.QUALITY, "calcified"));
                }
            }
        }
        removed(from, to, heads);
        gone(heads);
        compared(from, to, heads);
        for (var draft : heads) {
            place(draft, heads);
        }
        describe(heads);
        if (from > 0 && items.get(from - 1).has(Type.BREAK)) {
            inherit(heads, items.get(from - 1).word());
        }
        drafts.addAll(heads);
    }

    /** "The level within the collection has gone": the level has. */
    private void gone(List<Draft> heads) {
        for (int h = 1; h < heads.size(); h++) {
            var changes = heads.get(h).attributes.getOrDefault(Type.CHANGE, Set.of());
            if (changes.contains("resolved") && boundaries.onlyWhere(heads.get(h).at)) {
                changes.remove("resolved");
                heads.get(h - 1).add(new Atom(Type.CHANGE, "resolved"));
            }
        }
    }

    /** "Tubes and drains removed": what stands behind a list is said of all of it. */
    private void removed(int from, int to, List<Draft> heads) {
        int gone = -1;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.has(Type.VERB) || item.has(Type.NEGATION) || item.has(Type.PLACE)) {
                return;
            }
            if (item.value(Type.CHANGE).equals("resolved")) {
                gone = i;
            } else if (item.has(Type.CHANGE)) {
                return;
            }
        }
        if (gone > heads.getLast().at) {
            heads.forEach(d -> d.add(new Atom(Type.CHANGE, "resolved")));
        }
    }

    /** A state or "fluid" without a structure takes the one that the line or the text named. */
    private void place(Draft draft, List<Draft> heads) {
        boolean generic = Generics.BARE.contains(draft.head.value());
        if (draft.head.value().equals("acute-abnormality") && !draft.has(Type.STRUCTURE)) {
            discourse.label.stream().filter(a -> a.value().equals("bones")).forEach(draft::add);
        }
        if (draft.head.type() != Type.STATE && !generic || draft.has(Type.STRUCTURE)) {
            return;
        }
        if (generic && !draft.has(Type.PLACE)) {
            for (var other : heads) {
                if (other.has(Type.STRUCTURE)) {
                    draft.attributes.put(Type.STRUCTURE, other.attributes.get(Type.STRUCTURE));
                }
            }
        }
        if (!draft.has(Type.STRUCTURE) && !generic) {
            for (var other : heads) {
                if (other.at < draft.at && other.has(Type.STRUCTURE)) {
                    draft.attributes.put(Type.STRUCTURE, other.attributes.get(Type.STRUCTURE));
                    if (!draft.has(Type.SIDE) && other.has(Type.SIDE)) {
                        draft.attributes.put(Type.SIDE, other.attributes.get(Type.SIDE));
                    }
                }
            }
        }
        if (!draft.has(Type.STRUCTURE) && !generic) {
            // "Tortuosity and calcification of the aorta".
            for (var other : heads) {
                boolean next = other.at > draft.at && other.head.type() == Type.STATE;
                if (next && other.has(Type.STRUCTURE) && !draft.has(Type.STRUCTURE)) {
                    draft.attributes.put(Type.STRUCTURE, other.attributes.get(Type.STRUCTURE));
                }
            }
        }
        boolean relative = draft.at > 0 && !generic && relative(draft.at);
        if (!draft.has(Type.STRUCTURE) && !relative && !notOfLabel(draft)) {
            discourse.label.forEach(draft::add);
        }
        if (!draft.has(Type.STRUCTURE) && !generic) {
            for (var other : drafts) {
                if (other.has(Type.STRUCTURE)) {
                    draft.attributes.put(Type.STRUCTURE, other.attributes.get(Type.STRUCTURE));
                }
            }
        }
        var before = discourse.named.get(draft.head.value());
        if (!draft.has(Type.STRUCTURE) && before != null) {
            for (var type : List.of(Type.STRUCTURE, Type.SIDE, Type.PLACE)) {
                if (!draft.has(type) && before.has(type)) {
                    draft.attributes.put(type, before.attributes.get(type));
                }
            }
        }
    }

    /** "Which deviates": whether what stands at a word is said of something before it. */
    private boolean relative(int at) {
        for (int i = at - 1; i >= 0 && i >= at - 3; i--) {
            var item = items.get(i);
            if (item.has(Type.BREAK)) {
                return !drafts.isEmpty()
                        && drafts.getLast().has(Type.STRUCTURE)
                        && (item.word().equals("which") || item.word().equals("that"));
            }
        }
        return false;
    }

    /** Whether a place tells that a state is of another structure than the line is about. */
    private static boolean notOfLabel(Draft draft) {
        var places = draft.attributes.getOrDefault(Type.PLACE, Set.of());
        return places.contains("stomach")
                || places.contains("esophagus")
                || places.contains("paratracheal");
    }

    private static boolean headless(List<Draft> heads, int at) {
        return heads.stream().noneMatch(d -> d.at == at);
    }

    /** "More edema than before" is an increase. */
    private void compared(int from, int to, List<Draft> heads) {
        boolean prior = false;
        for (int i = from; i < to; i++) {
            prior |= items.get(i).has(Type.PRIOR);
        }
        for (int i = from; i < to && prior; i++) {
            var word = items.get(i).word();
            if (items.get(i).has(Type.FILLER) && (word.equals("more") || word.equals("less"))) {
                for (var draft : heads) {
                    if (draft.at > i) {
                        draft.add(
                                new Atom(
                                        Type.CHANGE,
                                        word.equals("more") ? "increased" : "decreased"));
                        break;
                    }
                }
            }
        }
    }

    /** "Accentuated markings": a state without a structure is a quality of the finding. */
    private static void describe(List<Draft> heads) {
        var loose = new ArrayList<Draft>();
        for (int i = 0; i < heads.size(); i++) {
            var draft = heads.get(i);
            boolean state =
                    draft.head.type() == Type.STATE
                            && !draft.has(Type.STRUCTURE)
                            && !draft.head.value().equals("normal");
            if (!state || draft.stance.equals(Claim.ABSENT)) {
                continue;
            }
            var near = i > 0 ? heads.get(i - 1) : null;
            if (near == null || near.head.type() != Type.FINDING) {
                near = i + 1 < heads.size() ? heads.get(i + 1) : null;
            }
            if (near != null && near.head.type() == Type.FINDING) {
                near.add(new Atom(Type.QUALITY, draft.head.value()));
                for (var entry : draft.attributes.entrySet()) {
                    for (var value : entry.getValue()) {
                        near.add(new Atom(entry.getKey(), value));
                    }
                }
                loose.add(draft);
            }
        }
        heads.removeAll(loose);
    }

    /** "The right lung is clear except for atelectasis": the atelectasis is on the right. */
    private void inherit(List<Draft> heads, String word) {
        boolean exception = Set.of("except", "apart", "aside", "save").contains(word);
        if (!exception || drafts.isEmpty()) {
            return;
        }
        var before = drafts.getLast();
        for (var draft : heads) {
            if (!draft.has(Type.SIDE) && before.has(Type.SIDE)) {
                draft.attributes.put(Type.SIDE, before.attributes.get(Type.SIDE));
            }
        }
    }

    /** A clause without a head of its own is about the one before. */
    private void goOn(int from, int to) {
        Item strange = null;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.unknown()
                    && !Strange.verbal(item.word())
                    && (strange == null || item.word().length() > strange.word().length())) {
                strange = item;
            }
        }
        if (strange != null && (Strange.medical(strange.word()) || names(from, to))) {
            unknown(strange, from, to);
            return;
        }
        if (drafts.isEmpty() && onlyCompares(from, to)) {
            compared(from, to);
            return;
        }
        var about = drafts.isEmpty() ? discourse.last : drafts.getLast();
        if (about == null) {
            return;
        }
        boolean denied = denied(from, to);
        if (!drafts.isEmpty()) {
            var sides = new TreeSet<String>();
            for (int i = from; i < to; i++) {
                sides.add(items.get(i).value(Type.SIDE));
            }
            sides.remove("");
            var known = about.attributes.getOrDefault(Type.SIDE, Set.of());
            if (!sides.isEmpty() && !known.isEmpty() && !known.containsAll(sides)) {
                // "The left one is unchanged; the one on the right has gone."
                var other = new Draft(about.head, about.item, about.at);
                other.stance = denied ? Claim.ABSENT : about.stance;
                for (int i = from; i < to; i++) {
                    qualification.qualify(other, i);
                }
                drafts.add(other);
                return;
            }
            for (int i = from; i < to; i++) {
                qualification.qualify(about, i);
            }
            return;
        }
        var again = new Draft(about.head, about.item, about.at);
        again.stance = denied ? Claim.ABSENT : about.stance;
        for (int i = from; i < to; i++) {
            qualification.qualify(again, i);
        }
        if (about.head.value().equals("normal") && again.has(Type.STRUCTURE)) {
            // "The lungs are clear. Heart size is hard to judge."
            return;
        }
        if (again.attributes.isEmpty()) {
            return;
        }
        for (var type : List.of(Type.STRUCTURE, Type.SIDE, Type.PLACE)) {
            if (!again.has(type) && about.has(type)) {
                again.attributes.put(type, about.attributes.get(type));
            }
        }
        discourse.continued = true;
        discourse.plural = false;
        for (int i = from; i < to; i++) {
            discourse.plural |= PLURALS.contains(items.get(i).word());
        }
        drafts.add(again);
    }

    /**
     * "But absent on the left": whether a clause without a head denies the one before somewhere.
     */
    private boolean denied(int from, int to) {
        boolean denied = false;
        boolean somewhere = false;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            boolean absent =
                    item.has(Type.NEGATION)
                            && !item.word().equals("no")
                            && !item.word().equals("not");
            denied |= absent || item.has(Type.NEGATION_AFTER);
            somewhere |= item.has(Type.SIDE) || item.has(Type.PLACE);
        }
        return denied && somewhere;
    }

    /** "There is a", "no": whether a clause says that something is there or not. */
    private boolean names(int from, int to) {
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.has(Type.NEGATION)
                    || item.has(Type.NEGATION_AFTER)
                    || item.has(Type.FILLER) && item.word().equals("there")) {
                return true;
            }
        }
        return from == 0 && to == items.size();
    }

    /** "No interval change", "the mediastinum is stable": a comparison and no finding. */
    private boolean onlyCompares(int from, int to) {
        boolean change = false;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            if (item.has(Type.FILLER) && PRONOUNS.contains(item.word())) {
                return false;
            }
            for (var atom : item.atoms()) {
                change |= atom.type() == Type.CHANGE;
                boolean says =
                        atom.qualifies()
                                && atom.type() != Type.CHANGE
                                && atom.type() != Type.STRUCTURE;
                if (says) {
                    return false;
                }
            }
        }
        return change;
    }

    private void compared(int from, int to) {
        var draft = new Draft(new Atom(Type.STATE, Claim.COMPARED), items.get(from), from);
        for (int i = from; i < to; i++) {
            qualification.qualify(draft, i);
        }
        if (!draft.has(Type.STRUCTURE)) {
            discourse.label.forEach(draft::add);
        }
        drafts.add(draft);
    }

    /** A clause about something that the vocabulary doesn't know is still a claim. */
    private void unknown(Item item, int from, int to) {
        var draft = new Draft(new Atom(Type.FINDING, Strange.stem(item.word())), item, from);
        String shade = null;
        for (int i = from; i < to; i++) {
            var here = items.get(i);
            qualification.qualify(draft, i);
            if (here.has(Type.NEGATION) || here.has(Type.NEGATION_AFTER)) {
                draft.stance = Claim.ABSENT;
            } else if (here.has(Type.SHADE)) {
                shade = here.value(Type.SHADE);
            } else if (here.has(Type.SHADE_AFTER)) {
                shade = here.value(Type.SHADE_AFTER);
            }
        }
        if (shade != null && draft.stance.equals(Claim.PRESENT)) {
            draft.stance = shade;
        }
        drafts.add(draft);
    }
}
