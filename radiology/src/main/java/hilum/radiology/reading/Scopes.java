package hilum.radiology.reading;

import hilum.radiology.reading.Term.Cue.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One walk over the pieces of one sentence that finds its mentions and the stance taken on each. A
 * clause ends at a semicolon, a colon or a word such as "but"; within it negation and doubt reach
 * to the right through lists, words such as "is not seen" to the left. Used once, by one thread.
 * Long, because denial, doubt and the states of structures share the scope that they end.
 */
final class Scopes {

    /** Clauses longer than this are nonsense; cutting them keeps the walk linear. */
    private static final int LONGEST_CLAUSE = 120;

    /** What stands in front of a colon and is no longer than this is a label. */
    private static final int LONGEST_LABEL = 6;

    /** As far from its structure as this "enlarged" may stand in front of it. */
    private static final int ADJECTIVE = 4;

    /** Words that separate what stands behind them from the mention before. */
    static final Set<String> BOUNDARIES =
            Set.of("and", "or", "nor", "with", "plus", "also", "along", "including", "associated");

    /** Names no device of its own: "lines and tubes:" heads a list of them. */
    private static final String ANY_DEVICE = "support device";

    private static final Set<String> DENIED_CHANGE = Set.of("no", "not", "without");

    /** Behind a denial these end it: "no effusion seen, small nodule". */
    private static final Set<String> SEEN =
            Set.of("seen", "noted", "identified", "present", "demonstrated", "visualized");

    /** Denials that may stand behind what they deny. */
    private static final Set<String> ANSWERS =
            Set.of("absent", "none", "nil", "negative", "no", "neg");

    private final List<Piece> pieces;
    private final Outlook outlook;
    private final int[] scopes;
    private final List<OpenMention> mentions = new ArrayList<>();
    private final List<Named> structures = new ArrayList<>();

    /** Structures of which a state has been said, until the scope ends. */
    private final List<Named> stated = new ArrayList<>();

    private record Named(Term.Structure term, int start, int end) {}

    /** Mentions before this one are out of reach of what follows. */
    private int reach;

    private int scope;
    private int clauseFrom;
    private boolean negated;
    private boolean resolved;
    private String doubt;

    /** Whether doubt goes on over commas without "or": a differential diagnosis. */
    private boolean doubtLists;

    private boolean hypothetical;
    private boolean verb;
    private Term.Cue stateAhead;
    private int stateAheadAt;
    private Parenthesis parenthesis;

    /** What held in front of a parenthesis holds again behind it. */
    private record Parenthesis(boolean negated, boolean resolved, String doubt, boolean lists) {}

    /**
     * What the walk finds.
     *
     * @param mentions in the order in which they are known
     * @param scopes for each piece, the number of the scope that it stands in
     */
    record Reading(List<Mention> mentions, int[] scopes) {}

    private Scopes(List<Piece> pieces) {
        this.pieces = pieces;
        this.outlook = new Outlook(pieces);
        this.scopes = new int[pieces.size()];
    }

    static Reading read(List<Piece> pieces) {
        var walk = new Scopes(pieces);
        walk.walk();
        return new Reading(walk.mentions.stream().map(OpenMention::closed).toList(), walk.scopes);
    }

    private void walk() {
        for (int i = 0; i < pieces.size(); i++) {
            if (i - clauseFrom > LONGEST_CLAUSE) {
                endClause(i);
            }
            var piece = pieces.get(i);
            if (piece.terms().isEmpty()) {
                word(i);
            }
            for (var term : piece.terms()) {
                meet(term, i);
            }
            verb |= Outlook.verb(piece);
            if (negated
                    && outlook.qualified(i)
                    && i > 0
                    && pieces.get(i - 1).holds(Term.Finding.class)
                    && outlook.subjectFollows(i + 1)) {
                endScope(); // "No effusion stable cardiomegaly", without the comma.
            }
            scopes[i] = scope;
        }
    }

    private void word(int at) {
        var word = pieces.get(at).word();
        switch (word) {
            case ";", ".", "?" -> endClause(at + 1);
            case ":" -> colon(at);
            case "," -> comma(at + 1);
            case "(" -> parenthesis = new Parenthesis(negated, resolved, doubt, doubtLists);
            case ")" -> closeParenthesis();
            default -> {
                if (BOUNDARIES.contains(word)) {
                    boundary(at);
                } else if (Outlook.verb(pieces.get(at))
                        && stateAhead != null
                        && stateAhead.kind() == Kind.NORMAL) {
                    stateAhead = null;
                }
            }
        }
    }

    private void closeParenthesis() {
        if (parenthesis != null) {
            negated = parenthesis.negated();
            resolved = parenthesis.resolved();
            doubt = parenthesis.doubt();
            doubtLists = parenthesis.lists();
            parenthesis = null;
        }
    }

    /** "Heart: normal size", "Effusion: none", "Lines and tubes: right PICC". */
    private void colon(int at) {
        if (at - clauseFrom > LONGEST_LABEL) {
            endClause(at + 1);
            return;
        }
        boolean named = outlook.findingFollows(at + 1);
        for (var mention : reachable()) {
            boolean answered =
                    at + 1 < pieces.size() && ANSWERS.contains(pieces.get(at + 1).word());
            mention.asserted &= !named && (answered || !mention.concept.name().equals(ANY_DEVICE));
        }
        if (outlook.structureFollows(at + 1)) {
            structures.clear();
        }
        if (named) {
            var labels = List.copyOf(structures);
            endClause(at + 1);
            structures.addAll(labels);
        }
        verb = true;
    }

    private void comma(int next) {
        if (doubtLists) {
            return;
        }
        boolean told = negated && next > 1 && SEEN.contains(pieces.get(next - 2).word());
        if (!listGoesOn(next) || told && !outlook.alternativeFollows(next)) {
            endScope();
        } else if (!negated
                && doubt != null
                && !(outlook.bareFinding(next) && outlook.alternativeFollows(next))) {
            doubt = null;
        }
    }

    /** Whether what follows a comma is the next item of the list rather than a new statement. */
    private boolean listGoesOn(int from) {
        if (from >= pieces.size()) {
            return true;
        }
        var first = pieces.get(from);
        if (first.is("or") || first.is("nor")) {
            return true;
        }
        if (first.is("and") && from + 1 < pieces.size()) {
            return !outlook.opens(from + 1) && !outlook.statesSomething(from + 1);
        }
        if (outlook.opens(from)) {
            return false;
        }
        if (!negated) {
            return !outlook.statesSomething(from) || !verb && outlook.jointSubject(from);
        }
        boolean devices = !reachable().isEmpty() && reachable().getLast().concept.device();
        return outlook.denialGoesOn(from, devices);
    }

    private void boundary(int at) {
        var word = pieces.get(at).word();
        switch (word) {
            case "and" -> {
                if (negated && outlook.qualified(at + 1)) {
                    endScope();
                }
                boolean governed = doubt != null || negated;
                if ((governed && outlook.opens(at + 1) || verb)
                        && outlook.subjectFollows(at + 1)
                        && (outlook.statesSomething(at + 1)
                                || negated && outlook.structureStated(at + 1))) {
                    endScope();
                }
            }
            case "or", "nor" -> {
                eitherOr(at);
                if ((doubt != null || negated)
                        && outlook.opens(at + 1)
                        && outlook.statesSomething(at + 1)) {
                    endScope();
                }
            }
            case "with" -> {
                var next = outlook.nextFinding(at + 1);
                boolean device = next != null && next.device();
                if (negated && (outlook.opens(at + 1) || device)) {
                    endScope();
                }
                stateAhead = null;
                if (outlook.structureStated(at + 1)) {
                    structures.clear(); // "Stable silhouette with borderline heart size".
                }
            }
            default -> {}
        }
    }

    private void meet(Term term, int at) {
        switch (term) {
            case Term.Finding finding -> finding(finding.concept(), at);
            case Term.Structure structure -> structure(structure, at);
            case Term.Cue cue -> cue(cue, at);
            case Term.OnSide side -> {}
            case Term.Zone zone -> {}
            case Term.Severity severity -> {}
            case Term.Measured measured -> {}
            case Term.Change change -> {}
        }
    }

    private void finding(Concept concept, int at) {
        var piece = pieces.get(at);
        var mention = new OpenMention(concept, at, piece.start(), piece.end(), scope);
        mention.asserted = !hypothetical;
        if (negated) {
            mention.polarity = Polarity.ABSENT;
            mention.resolved = resolved;
        } else if (doubt != null) {
            mention.polarity = Polarity.UNCERTAIN;
            mention.certainty = doubt;
        }
        mentions.add(mention);
        if (stateAhead != null && stateAhead.kind() == Kind.NORMAL) {
            stateAhead = null;
        }
    }

    private void structure(Term.Structure term, int at) {
        if (negated && !reachable().isEmpty() && outlook.structureStated(at)) {
            endScope(); // "No effusion heart enlarged", without the comma.
        }
        structures.add(new Named(term, pieces.get(at).start(), pieces.get(at).end()));
        if (stateAhead != null
                && (stateAhead.kind() == Kind.NORMAL || at - stateAheadAt <= ADJECTIVE)) {
            state(stateAhead, structures, at);
        }
    }

    private void state(Term.Cue cue, List<Named> of, int at) {
        boolean normal = cue.kind() == Kind.NORMAL;
        for (var structure : of) {
            if (normal) {
                var polarity = negated ? Polarity.UNCERTAIN : Polarity.ABSENT;
                structure.term().denied().forEach(c -> stated(c, structure, at, polarity));
            } else {
                var polarity = negated ? Polarity.ABSENT : Polarity.PRESENT;
                structure.term().enlarged().ifPresent(c -> stated(c, structure, at, polarity));
            }
        }
        if (of == structures) {
            stated.clear();
            stated.addAll(structures);
            structures.clear();
        }
    }

    private void stated(Concept concept, Named structure, int at, Polarity polarity) {
        var mention = new OpenMention(concept, at, structure.start(), structure.end(), scope);
        mention.asserted = !hypothetical;
        mention.polarity =
                polarity == Polarity.PRESENT && doubt != null ? Polarity.UNCERTAIN : polarity;
        mention.certainty = doubt;
        mentions.add(mention);
    }

    private void cue(Term.Cue cue, int at) {
        switch (cue.kind()) {
            case NEGATION -> negation(at);
            case RESOLUTION -> {
                negated = true;
                resolved = true;
                doubt = null;
            }
            case NEGATION_AFTER -> denyBefore(false);
            case RESOLVED -> {
                if (separated(at) && outlook.nextFinding(at + 1) != null) {
                    endScope();
                }
                denyBefore(true);
            }
            case UNCERTAIN, UNCERTAIN_LIST -> doubt(cue, at);
            case UNCERTAIN_AFTER -> {
                for (var mention : reachable()) {
                    mention.polarity = Polarity.UNCERTAIN;
                    mention.certainty = cue.value();
                }
            }
            case BREAK -> endClause(at + 1);
            case NORMAL, ENLARGED -> {
                if (!structures.isEmpty()) {
                    state(cue, structures, at);
                    negated &= cue.kind() != Kind.NORMAL;
                } else if (!stated.isEmpty() && alternative(at)) {
                    state(cue, stated, at);
                } else {
                    stateAhead = cue;
                    stateAheadAt = at;
                }
            }
            case HYPOTHETICAL -> hypothetical = true;
            case HYPOTHETICAL_AFTER -> reachable().forEach(mention -> mention.asserted = false);
            case BOUND, PRIOR -> {}
        }
    }

    private void doubt(Term.Cue cue, int at) {
        boolean versus = cue.value().equals("versus");
        if (negated && cue.value().equals("suspected") && !separated(at)) {
            return; // "No opacity to suggest pneumonia" denies both.
        }
        if (versus && doubt != null) {
            return; // "May represent atelectasis versus scarring": neither more than that.
        }
        if (!versus && outlook.ends(at + 1) && !reachable().isEmpty() && !negated) {
            for (var mention : reachable()) {
                if (mention.polarity == Polarity.PRESENT) {
                    mention.polarity = Polarity.UNCERTAIN;
                    mention.certainty = cue.value();
                }
            }
            return;
        }
        negated = false;
        doubt = cue.value();
        doubtLists = cue.kind() == Kind.UNCERTAIN_LIST;
        if (versus) {
            doubtLast(at);
        }
    }

    private boolean separated(int at) {
        return at == 0 || pieces.get(at - 1).is(",") || pieces.get(at - 1).is("and");
    }

    /** "Normal or mildly enlarged", "normal to mildly enlarged". */
    private boolean alternative(int at) {
        for (int i = at - 1; i >= Math.max(0, at - 2); i--) {
            if (pieces.get(i).is("or") || pieces.get(i).is("to")) {
                return true;
            }
        }
        return false;
    }

    private void negation(int at) {
        boolean whole =
                at + 1 < pieces.size() && pieces.get(at + 1).holds(Term.Structure.class)
                        || !structures.isEmpty() && outlook.ends(at + 1);
        if (pieces.get(at).word().equals("negative") && whole) {
            cue(new Term.Cue(Kind.NORMAL, "-"), at); // "Negative chest", "chest is negative".
            return;
        }
        boolean answers =
                at > 0 && pieces.get(at - 1).is(":") && !outlook.findingFollows(at + 1)
                        || ANSWERS.contains(pieces.get(at).word()) && outlook.ends(at + 1);
        if (answers && structures.isEmpty() && !reachable().isEmpty()) {
            denyBefore(false);
            return;
        }
        endScopeBefore();
        negated = true;
        resolved = false;
        doubt = null;
    }

    /** "The effusion is not seen", or, in front of it, "resolved effusion". */
    private void denyBefore(boolean gone) {
        var all = reachable();
        var before =
                parenthesis == null || all.isEmpty()
                        ? all
                        : all.subList(all.size() - 1, all.size());
        for (var mention : before) {
            mention.resolved |= gone && mention.polarity != Polarity.ABSENT;
            mention.polarity = Polarity.ABSENT;
        }
        if (before.isEmpty()) {
            negated = true;
            resolved = gone;
        }
    }

    /** "No change in the effusion or the edema" asserts both. */
    private boolean unchanged(int at) {
        for (int i = clauseFrom; i < at; i++) {
            var piece = pieces.get(i);
            if (piece.holds(Term.Change.class) && DENIED_CHANGE.contains(piece.word())) {
                return true;
            }
        }
        return false;
    }

    /** "Edema or pneumonia": one of them, or both, and nobody says which. */
    private void eitherOr(int at) {
        var next = outlook.nextFinding(at + 1);
        boolean open = !negated && doubt == null && !reachable().isEmpty();
        if (open
                && !unchanged(at)
                && next != null
                && !next.device()
                && !reachable().getLast().concept.device()) {
            if (at - reachable().getLast().at <= ADJECTIVE) {
                doubtLast(at);
                doubt = "versus";
            }
        }
    }

    /** What stands in front of "versus", unless a comma stands between. */
    private void doubtLast(int at) {
        if (reachable().isEmpty()) {
            return;
        }
        var last = reachable().getLast();
        boolean apart = false;
        for (int i = Math.max(last.at, at - ADJECTIVE); i < at; i++) {
            apart |= pieces.get(i).is(",");
        }
        if (last.polarity == Polarity.PRESENT && !apart) {
            last.polarity = Polarity.UNCERTAIN;
            last.certainty = "versus";
        }
    }

    private List<OpenMention> reachable() {
        return mentions.subList(reach, mentions.size());
    }

    /** A denial after a statement stands on its own: "mild edema, no effusion". */
    private void endScopeBefore() {
        if (!negated) {
            structures.clear();
            stated.clear();
        }
        nextScope();
        stateAhead = null;
    }

    private void endScope() {
        nextScope();
        negated = false;
        resolved = false;
        doubt = null;
        doubtLists = false;
        structures.clear();
        stated.clear();
        stateAhead = null;
        verb = false;
    }

    private void nextScope() {
        reach = mentions.size();
        scope++;
    }

    private void endClause(int next) {
        endScope();
        hypothetical = false;
        parenthesis = null;
        clauseFrom = next;
    }
}
