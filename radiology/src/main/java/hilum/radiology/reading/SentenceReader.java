package hilum.radiology.reading;

import hilum.radiology.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One walk over the tokens of one sentence. A clause ends at a semicolon, a colon or a word such as
 * "but"; within it negation and doubt reach to the right through lists, words such as "is not seen"
 * to the left, and a modifier belongs to the finding it stands with. Used once, by one thread.
 */
final class SentenceReader {

    /** Clauses longer than this are nonsense; cutting them keeps the walk linear. */
    private static final int LONGEST_CLAUSE = 120;

    private static final Set<String> BOUNDARIES =
            Set.of("and", "or", "nor", "with", "plus", "also", "along", "including", "associated");

    private static final Set<String> OPENERS = Set.of("a", "an", "there", "the", "this", "these");

    private static final Set<String> VERBS =
            Set.of(
                    "is", "are", "was", "were", "appear", "appears", "has", "have", "remain",
                    "remains", "ha", "i");

    private final Lexicon lexicon;
    private final Section section;
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Assertion> assertions = new ArrayList<>();
    private final Draft.Modifiers pending = new Draft.Modifiers();
    private final List<Structure> structures = new ArrayList<>();

    private record Structure(Term.Structure term, int start, int end) {}

    /** Drafts before this one are out of reach of what follows. */
    private int scope;

    private int clauseFrom;
    private boolean negated;
    private boolean resolved;
    private String doubt;
    private boolean hypothetical;
    private boolean bounded;
    private Term.Cue stateAhead;

    SentenceReader(Lexicon lexicon, Section section) {
        this.lexicon = lexicon;
        this.section = section;
    }

    List<Assertion> read(List<Token> tokens) {
        int i = 0;
        while (i < tokens.size()) {
            if (i - clauseFrom > LONGEST_CLAUSE) {
                endClause(i);
            }
            int measured = measurement(tokens, i);
            if (measured > i) {
                i = measured;
                continue;
            }
            var match = lexicon.longest(tokens, i);
            if (match == null) {
                word(tokens, i);
                i++;
                continue;
            }
            int next = i + match.words();
            for (var term : match.terms()) {
                meet(term, tokens, i, next);
            }
            i = next;
        }
        endClause(i);
        return assertions;
    }

    private void word(List<Token> tokens, int at) {
        var word = tokens.get(at).word();
        switch (word) {
            case ";", ":", ".", "?" -> endClause(at + 1);
            case "," -> comma(tokens, at + 1);
            case "/" -> bounded = true;
            default -> {
                if (BOUNDARIES.contains(word)) {
                    boundary(tokens, at);
                } else if (VERBS.contains(word)) {
                    if (stateAhead != null && stateAhead.kind() == Term.Cue.Kind.NORMAL) {
                        stateAhead = null;
                    }
                }
            }
        }
    }

    private void comma(List<Token> tokens, int next) {
        bounded = true;
        if (stateAhead != null && !listGoesOn(tokens, next)) {
            stateAhead = null;
        }
        if (!listGoesOn(tokens, next)) {
            endScope();
        } else if (!negated) {
            doubt = null;
        }
    }

    private void boundary(List<Token> tokens, int at) {
        bounded = true;
        var word = tokens.get(at).word();
        boolean joins = word.equals("and") || word.equals("or") || word.equals("nor");
        if (joins
                && !(doubt == null && !negated)
                && at + 1 < tokens.size()
                && OPENERS.contains(tokens.get(at + 1).word())
                && statesSomething(tokens, at + 1)) {
            endScope();
        }
        if (word.equals("with")) {
            if (negated && at + 1 < tokens.size()) {
                var next = tokens.get(at + 1).word();
                if (OPENERS.contains(next)) {
                    endScope();
                }
            }
            stateAhead = null;
        }
    }

    /** Whether what follows a comma is the next item of the list rather than a new statement. */
    private boolean listGoesOn(List<Token> tokens, int from) {
        if (from >= tokens.size()) {
            return true;
        }
        var first = tokens.get(from).word();
        if (first.equals("or") || first.equals("nor")) {
            return true;
        }
        if (first.equals("and") && from + 1 < tokens.size()) {
            return !OPENERS.contains(tokens.get(from + 1).word())
                    && !statesSomething(tokens, from + 1);
        }
        if (OPENERS.contains(first)) {
            return false;
        }
        if (!negated) {
            return !statesSomething(tokens, from);
        }
        // In a list of denials "or" comes sooner or later; a size in front without it opens a new
        // statement.
        boolean or = false;
        for (int i = from; i < Math.min(tokens.size(), from + 25); i++) {
            var word = tokens.get(i).word();
            if (word.equals(";") || word.equals(".")) {
                break;
            }
            or |= word.equals("or") || word.equals("nor");
        }
        if (or) {
            return !structureStated(tokens, from);
        }
        var match = lexicon.longest(tokens, from);
        boolean sized =
                match != null
                        && (match.terms().getFirst() instanceof Term.Severity severity
                                        && !severity.degree().equals("large")
                                || match.terms().getFirst() instanceof Term.Change);
        return !sized && !structureStated(tokens, from);
    }

    /** Whether the words up to the next comma hold a verb of their own. */
    private static boolean statesSomething(List<Token> tokens, int from) {
        for (int i = from; i < Math.min(tokens.size(), from + 14); i++) {
            var word = tokens.get(i).word();
            if (word.equals(",") || word.equals(";") || word.equals(".")) {
                return false;
            }
            if (VERBS.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the words up to the next comma say that a structure is normal or enlarged. */
    private boolean structureStated(List<Token> tokens, int from) {
        boolean structure = false;
        for (int i = from; i < Math.min(tokens.size(), from + 14); ) {
            var word = tokens.get(i).word();
            if (word.equals(",") || word.equals(";") || word.equals(".")) {
                return false;
            }
            var match = lexicon.longest(tokens, i);
            if (match != null) {
                for (var term : match.terms()) {
                    structure |= term instanceof Term.Structure;
                    if (structure
                            && term instanceof Term.Cue cue
                            && (cue.kind() == Term.Cue.Kind.NORMAL
                                    || cue.kind() == Term.Cue.Kind.ENLARGED)) {
                        return true;
                    }
                }
            }
            i += match == null ? 1 : match.words();
        }
        return false;
    }

    private void meet(Term term, List<Token> tokens, int from, int next) {
        int start = tokens.get(from).start();
        int end = tokens.get(next - 1).end();
        switch (term) {
            case Term.Finding finding -> finding(finding.concept(), start, end);
            case Term.Structure structure -> structure(new Structure(structure, start, end));
            case Term.OnSide side -> modifiers().on(side.side());
            case Term.Zone zone -> {
                modifiers().zones.add(zone.name());
                zone.side().ifPresent(modifiers()::on);
            }
            case Term.Severity severity -> {
                var place = modifiers();
                place.severity = place.severity == null ? severity.degree() : place.severity;
            }
            case Term.Change change -> change(change.direction());
            case Term.Cue cue -> cue(cue, next);
        }
    }

    private void finding(Concept concept, int start, int end) {
        var draft = new Draft(concept, start, end);
        draft.modifiers.add(pending);
        pending.clear();
        draft.asserted = !hypothetical;
        if (negated) {
            draft.polarity = Polarity.ABSENT;
            if (resolved) {
                draft.modifiers.change = "resolved";
            }
        } else if (doubt != null) {
            draft.polarity = Polarity.UNCERTAIN;
            draft.certainty = doubt;
        }
        drafts.add(draft);
        bounded = false;
        if (stateAhead != null && stateAhead.kind() == Term.Cue.Kind.NORMAL) {
            stateAhead = null;
        }
    }

    private void structure(Structure structure) {
        structures.add(structure);
        if (stateAhead != null) {
            state(stateAhead);
        }
    }

    private void state(Term.Cue cue) {
        boolean normal = cue.kind() == Term.Cue.Kind.NORMAL;
        for (var structure : structures) {
            if (normal) {
                for (var concept : structure.term().denied()) {
                    stated(concept, structure, negated ? Polarity.UNCERTAIN : Polarity.ABSENT);
                }
            } else {
                structure
                        .term()
                        .enlarged()
                        .ifPresent(
                                concept ->
                                        stated(
                                                concept,
                                                structure,
                                                negated ? Polarity.ABSENT : Polarity.PRESENT));
            }
        }
        structures.clear();
    }

    private void stated(Concept concept, Structure structure, Polarity polarity) {
        var draft = new Draft(concept, structure.start(), structure.end());
        draft.asserted = !hypothetical;
        draft.polarity =
                polarity == Polarity.PRESENT && doubt != null ? Polarity.UNCERTAIN : polarity;
        draft.certainty = doubt;
        if (polarity == Polarity.PRESENT) {
            draft.modifiers.add(pending);
        }
        pending.clear();
        drafts.add(draft);
    }

    private void change(String direction) {
        if (reachable() && !bounded) {
            for (int i = scope; i < drafts.size(); i++) {
                var modifiers = drafts.get(i).modifiers;
                modifiers.change = modifiers.change == null ? direction : modifiers.change;
            }
        } else {
            pending.change = pending.change == null ? direction : pending.change;
        }
    }

    private void cue(Term.Cue cue, int next) {
        switch (cue.kind()) {
            case NEGATION -> {
                endScopeBefore();
                negated = true;
                resolved = false;
                doubt = null;
            }
            case RESOLUTION -> {
                negated = true;
                resolved = true;
                doubt = null;
            }
            case NEGATION_AFTER, RESOLVED -> {
                boolean after = reachable();
                for (int i = scope; i < drafts.size(); i++) {
                    var draft = drafts.get(i);
                    draft.polarity = Polarity.ABSENT;
                    if (cue.kind() == Term.Cue.Kind.RESOLVED) {
                        draft.modifiers.change = "resolved";
                    }
                }
                if (!after) {
                    // "Resolved pneumothorax", "not seen is the effusion".
                    negated = true;
                    resolved = cue.kind() == Term.Cue.Kind.RESOLVED;
                }
            }
            case UNCERTAIN -> {
                negated = false;
                doubt = cue.value();
                if (cue.value().equals("versus")) {
                    doubtLast("versus");
                }
                bounded = true;
            }
            case UNCERTAIN_AFTER -> {
                for (int i = scope; i < drafts.size(); i++) {
                    drafts.get(i).polarity = Polarity.UNCERTAIN;
                    drafts.get(i).certainty = cue.value();
                }
            }
            case BREAK -> endClause(next);
            case NORMAL, ENLARGED -> {
                if (structures.isEmpty()) {
                    stateAhead = cue;
                } else {
                    state(cue);
                    negated = negated && cue.kind() != Term.Cue.Kind.NORMAL;
                }
            }
            case HYPOTHETICAL -> hypothetical = true;
            case PRIOR -> {}
        }
    }

    private void doubtLast(String shade) {
        if (!drafts.isEmpty() && drafts.size() > scope) {
            var last = drafts.getLast();
            if (last.polarity == Polarity.PRESENT) {
                last.polarity = Polarity.UNCERTAIN;
                last.certainty = shade;
            }
        }
    }

    private boolean reachable() {
        return drafts.size() > scope;
    }

    private Draft.Modifiers modifiers() {
        return reachable() && !bounded ? drafts.getLast().modifiers : pending;
    }

    /**
     * A number with a unit, or two or three of them: its offset after, or the one given where there
     * is none.
     */
    private int measurement(List<Token> tokens, int at) {
        if (!Character.isDigit(tokens.get(at).word().charAt(0))) {
            return at;
        }
        var numbers = new ArrayList<String>();
        int i = at;
        String unit = "";
        while (i < tokens.size() && numbers.size() < 3) {
            var word = tokens.get(i).word();
            int digits = 0;
            while (digits < word.length()
                    && (Character.isDigit(word.charAt(digits)) || word.charAt(digits) == '.')) {
                digits++;
            }
            if (digits == 0) {
                return at;
            }
            numbers.add(word.substring(0, digits));
            unit = word.substring(digits);
            i++;
            if (unit.isEmpty() && i < tokens.size() && unit(tokens.get(i).word())) {
                unit = tokens.get(i).word();
                i++;
            }
            if (i + 1 < tokens.size()
                    && (tokens.get(i).word().equals("x") || tokens.get(i).word().equals("by"))
                    && Character.isDigit(tokens.get(i + 1).word().charAt(0))) {
                i++;
            } else {
                break;
            }
        }
        if (!unit(unit)) {
            return at;
        }
        double scale = unit.equals("mm") || unit.startsWith("millim") ? 1 : 10;
        var words = numbers.stream().map(n -> plain(n, scale)).toList();
        var place = modifiers();
        place.measurement = String.join(" x ", words) + " mm";
        return i;
    }

    /** Whether the number at a token has a unit of length, at once or after "x 30". */
    static boolean quantity(List<Token> tokens, int at) {
        for (int i = at; i < Math.min(tokens.size(), at + 6); i++) {
            var word = tokens.get(i).word();
            if (unit(word)
                    || word.length() > 2
                            && Character.isDigit(word.charAt(0))
                            && unit(word.substring(word.length() - 2))) {
                return true;
            }
            if (!word.equals("x") && !word.equals("by") && !Character.isDigit(word.charAt(0))) {
                return false;
            }
        }
        return false;
    }

    private static boolean unit(String word) {
        return word.equals("cm")
                || word.equals("mm")
                || word.equals("centimeter")
                || word.equals("millimeter")
                || word.equals("cms");
    }

    private static String plain(String number, double scale) {
        try {
            double value = Double.parseDouble(number) * scale;
            return value == Math.rint(value) && value < 1e9
                    ? Long.toString((long) value)
                    : String.format(Locale.ROOT, "%.2f", value);
        } catch (NumberFormatException e) {
            return number;
        }
    }

    /** A denial after a statement stands on its own: "mild edema, no effusion". */
    private void endScopeBefore() {
        if (!negated) {
            structures.clear();
        }
        flushPending();
        scope = drafts.size();
        bounded = false;
        stateAhead = null;
    }

    private void endScope() {
        flushPending();
        negated = false;
        resolved = false;
        doubt = null;
        scope = drafts.size();
        structures.clear();
        stateAhead = null;
    }

    /** Modifiers that met no finding after them belong to the one before: "effusion, small". */
    private void flushPending() {
        if (!pending.isEmpty() && reachable()) {
            var last = drafts.getLast().modifiers;
            last.add(pending);
        }
        pending.clear();
    }

    private void endClause(int next) {
        endScope();
        hypothetical = false;
        bounded = false;
        clauseFrom = next;
        for (var draft : drafts) {
            if (draft.asserted) {
                assertions.add(draft.assertion(section));
            }
        }
        drafts.clear();
        scope = 0;
    }
}
