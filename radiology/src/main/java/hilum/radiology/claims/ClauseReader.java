package hilum.radiology.claims;

import hilum.radiology.claims.Atom.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the claims of one sentence: which heads it has, what stance it takes on each, and which
 * words around belong to which. Used once, by one thread.
 */
final class ClauseReader {

    /** What one sentence leaves for the next. */
    static final class State {
        /** Structures that the label of the line names. */
        List<Atom> label = List.of();

        /** The last claim, for a sentence that only goes on about it. */
        Draft last;

        /** All claims so far by head, for a sentence that takes one up: "the thickening". */
        final Map<String, Draft> named = new HashMap<>();

        /** Whether the last sentence read went on about the one before. */
        boolean continued;

        /** Whether it went on about several things: "they". */
        boolean plural;
    }

    /** A claim in the making. */
    static final class Draft {
        final Atom head;
        final Item item;
        final int at;
        String stance = Claim.PRESENT;
        final Map<Type, Set<String>> attributes = new EnumMap<>(Type.class);

        Draft(Atom head, Item item, int at) {
            this.head = head;
            this.item = item;
            this.at = at;
        }

        void add(Atom atom) {
            attributes.computeIfAbsent(atom.type(), t -> new TreeSet<>()).add(atom.value());
        }

        boolean has(Type type) {
            return attributes.containsKey(type);
        }

        /** "Measured 25 mm and is now 14 mm": what has become smaller, whether it is said or not. */
        private void measured() {
            var measures = attributes.getOrDefault(Type.MEASURE, Set.of());
            BigDecimal once = null;
            BigDecimal now = null;
            for (var measure : measures) {
                var size = measure.replace(Itemizer.PAST_MARK, "");
                if (!size.endsWith(" mm") || size.contains(" x ")) {
                    return;
                }
                var value = new BigDecimal(size.substring(0, size.length() - 3));
                if (measure.startsWith(Itemizer.PAST_MARK)) {
                    once = value;
                } else {
                    now = value;
                }
            }
            if (once != null && now != null && once.compareTo(now) != 0) {
                add(new Atom(Type.CHANGE, once.compareTo(now) < 0 ? "increased" : "decreased"));
            }
        }

        Claim claim(int sentence) {
            var change = attributes.getOrDefault(Type.CHANGE, Set.of());
            if (change.size() > 1 && change.contains("unchanged")) {
                // "There remains an effusion, which has decreased".
                change = new TreeSet<>(change);
                change.remove("unchanged");
                attributes.put(Type.CHANGE, change);
            }
            var said = change.contains("resolved") ? Claim.ABSENT : stance;
            if (change.contains("resolved") && has(Type.SEVERITY)) {
                // "Completely resolved" is resolved.
                attributes.get(Type.SEVERITY).removeAll(Set.of("complete", "near-complete"));
            }
            if (change.isEmpty()) {
                measured();
            }
            if (ADVISED.contains(head.value()) && !said.equals(Claim.ABSENT)) {
                // "Suggest CT" doubts nothing.
                said = Claim.PRESENT;
            }
            return new Claim(
                    head.value(),
                    head.type(),
                    said,
                    attributes,
                    sentence,
                    item.start(),
                    item.end());
        }
    }

    private static final Set<String> PRONOUNS =
            Set.of("it", "they", "this", "these", "its", "their", "one", "those", "them");
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
    private static final Set<String> PLURALS = Set.of("they", "these", "both", "all", "those");
    private static final Set<String> NOW = Set.of("now", "currently", "become", "became", "by");
    private static final Set<String> ONCE = Set.of("previously", "formerly", "before", "earlier");
    private static final Set<String> ADVISED =
            Set.of(
                    "ct",
                    "mri",
                    "ultrasound",
                    "biopsy",
                    "bronchoscopy",
                    "follow-up",
                    "drainage",
                    "clinical-correlation",
                    "withdrawal",
                    "removal",
                    "advancement",
                    "repositioning");

    /** Clauses longer than this are nonsense; cutting them keeps the walk linear. */
    private static final int LONGEST = 120;

    /** Words of a denial that stand behind what they are said of: "the bones show no". */
    private static final Set<String> DENYING =
            Set.of("not", "show", "do", "does", "fail", "reveal", "demonstrate", "contain");

    private static final Set<String> SINGULAR = Set.of("is", "was", "has");

    private static final Set<String> GENERIC = Set.of("fluid", "air");

    private final List<Item> items;
    private final int sentence;
    private final State state;
    private final List<Draft> drafts = new ArrayList<>();

    ClauseReader(List<Item> items, int sentence, State state) {
        this.items = items;
        this.sentence = sentence;
        this.state = state;
    }

    List<Claim> claims() {
        state.continued = false;
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
            state.last = drafts.getLast();
        }
        for (var draft : drafts) {
            state.named.put(draft.head.value(), draft);
        }
        return claims;
    }

    private static boolean ends(Item item) {
        return item.is(";") || item.is(":") || item.is(".") || item.is("?") || item.has(Type.BREAK);
    }

    private void clause(int from, int to) {
        var heads = new ArrayList<Draft>();
        stances(from, to, heads);
        if (heads.isEmpty()) {
            goOn(from, to);
            return;
        }
        for (int h = 0; h < heads.size(); h++) {
            int left = h == 0 ? from : boundary(heads.get(h - 1).at, heads.get(h).at);
            int right = h == heads.size() - 1 ? to : boundary(heads.get(h).at, heads.get(h + 1).at);
            var draft = heads.get(h);
            for (int i = left; i < right; i++) {
                qualify(draft, i);
                if (i != draft.at
                        && items.get(i).value(Type.STATE).equals("calcification")
                        && headless(heads, i)) {
                    draft.add(new Atom(Type.QUALITY, "calcified"));
                }
            }
        }
        removed(from, to, heads);
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
            }
        }
        if (gone > heads.getLast().at) {
            heads.forEach(d -> d.add(new Atom(Type.CHANGE, "resolved")));
        }
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
            draft.add(new Atom(Type.QUALITY, Itemizer.PAST_MARK + severity.value()));
            return;
        }
        var before = draft.attributes.get(Type.SEVERITY);
        if (now && before != null) {
            before.forEach(s -> draft.add(new Atom(Type.QUALITY, Itemizer.PAST_MARK + s)));
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

    /** A state or "fluid" without a structure takes the one that the line or the text named. */
    private void place(Draft draft, List<Draft> heads) {
        boolean generic = GENERIC.contains(draft.head.value());
        if (draft.head.value().equals("acute-abnormality") && !draft.has(Type.STRUCTURE)) {
            state.label.stream().filter(a -> a.value().equals("bones")).forEach(draft::add);
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
        if (!draft.has(Type.STRUCTURE) && !relative && !inOrgan(draft)) {
            state.label.forEach(draft::add);
        }
        if (!draft.has(Type.STRUCTURE) && !generic) {
            for (var other : drafts) {
                if (other.has(Type.STRUCTURE)) {
                    draft.attributes.put(Type.STRUCTURE, other.attributes.get(Type.STRUCTURE));
                }
            }
        }
        var before = state.named.get(draft.head.value());
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

    private static boolean inOrgan(Draft draft) {
        var places = draft.attributes.getOrDefault(Type.PLACE, Set.of());
        return places.contains("stomach") || places.contains("esophagus");
    }

    private static boolean headless(List<Draft> heads, int at) {
        return heads.stream().noneMatch(d -> d.at == at);
    }

    private void qualify(Draft draft, int at) {
        var item = items.get(at);
        if (item.has(Type.SEVERITY) && ofChange(at)) {
            draft.add(new Atom(Type.QUALITY, Claim.BY + item.value(Type.SEVERITY)));
            return;
        }
        for (var atom : item.atoms()) {
            if (atom.type() == Type.MEASURE && lasts(atom) && !ADVISED.contains(draft.head.value())) {
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
        return Itemizer.TIMES.contains(value.substring(value.lastIndexOf(' ') + 1));
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
        var about = drafts.isEmpty() ? state.last : drafts.getLast();
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
                    qualify(other, i);
                }
                drafts.add(other);
                return;
            }
            for (int i = from; i < to; i++) {
                qualify(about, i);
            }
            return;
        }
        var again = new Draft(about.head, about.item, about.at);
        again.stance = denied ? Claim.ABSENT : about.stance;
        for (int i = from; i < to; i++) {
            qualify(again, i);
        }
        if (again.attributes.isEmpty()) {
            return;
        }
        for (var type : List.of(Type.STRUCTURE, Type.SIDE, Type.PLACE)) {
            if (!again.has(type) && about.has(type)) {
                again.attributes.put(type, about.attributes.get(type));
            }
        }
        state.continued = true;
        state.plural = false;
        for (int i = from; i < to; i++) {
            state.plural |= PLURALS.contains(items.get(i).word());
        }
        drafts.add(again);
    }

    /** "But absent on the left": whether a clause without a head denies the one before somewhere. */
    private boolean denied(int from, int to) {
        boolean denied = false;
        boolean somewhere = false;
        for (int i = from; i < to; i++) {
            var item = items.get(i);
            boolean absent = item.has(Type.NEGATION) && !item.word().equals("no") && !item.word().equals("not");
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
            qualify(draft, i);
        }
        if (!draft.has(Type.STRUCTURE)) {
            state.label.forEach(draft::add);
        }
        drafts.add(draft);
    }

    /** A clause about something that the vocabulary doesn't know is still a claim. */
    private void unknown(Item item, int from, int to) {
        var draft = new Draft(new Atom(Type.FINDING, Comparison.stem(item.word())), item, from);
        String shade = null;
        for (int i = from; i < to; i++) {
            var here = items.get(i);
            qualify(draft, i);
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

    /** Where the words between two heads stop belonging to the first. */
    private int boundary(int first, int second) {
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

    private void stances(int from, int to, List<Draft> heads) {
        boolean negated = false;
        String shade = null;
        int reset = 0;
        int last = 0;
        int comma = 0;
        boolean joined = false;
        boolean verb = false;
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
                var before = heads.isEmpty() ? drafts.isEmpty() ? null : drafts.getLast() : heads.getLast();
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
                if (!behind) {
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
                shade = null;
            } else if (item.has(Type.SHADE)) {
                shade = item.value(Type.SHADE);
            } else if (item.value(Type.CHANGE).equals("resolved") && heads.size() == reset) {
                negated = true;
            } else if (item.has(Type.SURE)) {
                shade = null;
                verb = true;
            } else if (item.has(Type.VERB) || item.has(Type.FILLER) && item.word().equals("there")) {
                verb = true;
            }
            boolean none =
                    item.has(Type.NEGATION)
                            && (item.word().equals("none")
                                    || item.word().equals("absent") && joined(i));
            if (none && !headInChunk(i + 1, to)) {
                // "A pneumothorax on the left and none on the right".
                var same =
                        heads.isEmpty()
                                ? drafts.isEmpty() ? state.last : drafts.getLast()
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
                    draft.stance = negated ? Claim.ABSENT : shade == null ? Claim.PRESENT : shade;
                    heads.add(draft);
                }
            }
        }
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

    private static boolean flip(List<Draft> heads, int from, String stance) {
        for (var draft : heads.subList(from, heads.size())) {
            if (!draft.stance.equals(Claim.ABSENT)) {
                draft.stance = stance;
            }
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

    /** All atoms by how often they stand there; used to bound what one sentence can hold. */
    Map<Atom, Integer> counts() {
        var counts = new HashMap<Atom, Integer>();
        items.forEach(i -> i.atoms().forEach(a -> counts.merge(a, 1, Integer::sum)));
        return counts;
    }
}
