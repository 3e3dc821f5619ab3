package hilum.radiology.reading;

import hilum.radiology.reading.Mention.Stance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One walk over the pieces of one sentence that finds its mentions and the stance taken on each. A
 * clause ends at a semicolon, a colon or a word such as "but"; within it negation and doubt reach
 * to the right through lists, words such as "is not seen" to the left. Used once, by one thread.
 */
final class Scopes {

    /** Clauses longer than this are nonsense; cutting them keeps the walk linear. */
    private static final int LONGEST_CLAUSE = 120;

    /** Words that separate what stands behind them from the mention before. */
    static final Set<String> BOUNDARIES =
            Set.of("and", "or", "nor", "with", "plus", "also", "along", "including", "associated");

    private static final Set<String> OPENERS = Set.of("a", "an", "there", "the", "this", "these");

    private static final Set<String> VERBS =
            Set.of(
                    "is", "are", "was", "were", "appear", "appears", "has", "have", "remain",
                    "remains", "ha", "i");

    private final List<Piece> pieces;
    private final int[] scopes;
    private final List<Open> mentions = new ArrayList<>();
    private final List<Stated> structures = new ArrayList<>();

    private record Stated(Term.Structure term, int start, int end) {}

    /** Mentions before this one are out of reach of what follows. */
    private int reach;

    private int scope;
    private int clauseFrom;
    private boolean negated;
    private boolean resolved;
    private String doubt;
    private boolean hypothetical;
    private Term.Cue stateAhead;

    /** A mention whose stance may still change. */
    private static final class Open {
        final Concept concept;
        final int at;
        final int start;
        final int end;
        final int scope;
        Polarity polarity = Polarity.PRESENT;
        String certainty;
        boolean resolved;
        boolean asserted = true;

        Open(Concept concept, int at, int start, int end, int scope) {
            this.concept = concept;
            this.at = at;
            this.start = start;
            this.end = end;
            this.scope = scope;
        }

        Mention closed() {
            var shade = polarity == Polarity.UNCERTAIN ? certainty : null;
            return new Mention(
                    concept,
                    at,
                    start,
                    end,
                    scope,
                    new Stance(polarity, shade, resolved, asserted));
        }
    }

    /**
     * What the walk finds.
     *
     * @param mentions in the order in which they are known
     * @param scopes for each piece, the number of the scope that it stands in
     */
    record Reading(List<Mention> mentions, int[] scopes) {}

    private Scopes(List<Piece> pieces) {
        this.pieces = pieces;
        this.scopes = new int[pieces.size()];
    }

    static Reading read(List<Piece> pieces) {
        var walk = new Scopes(pieces);
        walk.walk();
        return new Reading(walk.mentions.stream().map(Open::closed).toList(), walk.scopes);
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
            scopes[i] = scope;
        }
    }

    private void word(int at) {
        var word = pieces.get(at).word();
        switch (word) {
            case ";", ":", ".", "?" -> endClause(at + 1);
            case "," -> comma(at + 1);
            default -> {
                if (BOUNDARIES.contains(word)) {
                    boundary(at);
                } else if (VERBS.contains(word)
                        && stateAhead != null
                        && stateAhead.kind() == Term.Cue.Kind.NORMAL) {
                    stateAhead = null;
                }
            }
        }
    }

    private void comma(int next) {
        if (!listGoesOn(next)) {
            stateAhead = null;
            endScope();
        } else if (!negated) {
            doubt = null;
        }
    }

    private void boundary(int at) {
        var word = pieces.get(at).word();
        boolean joins = word.equals("and") || word.equals("or") || word.equals("nor");
        if (joins && (doubt != null || negated) && opens(at + 1) && statesSomething(at + 1)) {
            endScope();
        }
        if (word.equals("with")) {
            if (negated && opens(at + 1)) {
                endScope();
            }
            stateAhead = null;
        }
    }

    private boolean opens(int at) {
        return at < pieces.size()
                && pieces.get(at).terms().isEmpty()
                && OPENERS.contains(pieces.get(at).word());
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
            return !opens(from + 1) && !statesSomething(from + 1);
        }
        if (opens(from)) {
            return false;
        }
        if (!negated) {
            return !statesSomething(from);
        }
        // In a list of denials "or" comes sooner or later; a size in front without it opens a new
        // statement.
        boolean or = false;
        for (int i = from; i < Math.min(pieces.size(), from + 25); i++) {
            var piece = pieces.get(i);
            if (piece.is(";") || piece.is(".")) {
                break;
            }
            or |= piece.is("or") || piece.is("nor");
        }
        if (or) {
            return !structureStated(from);
        }
        var leading = first.terms().isEmpty() ? null : first.terms().getFirst();
        boolean sized =
                leading instanceof Term.Severity severity && !severity.degree().equals("large")
                        || leading instanceof Term.Change;
        return !sized && !structureStated(from);
    }

    /** Whether the words up to the next comma hold a verb of their own. */
    private boolean statesSomething(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + 14); i++) {
            var piece = pieces.get(i);
            if (piece.is(",") || piece.is(";") || piece.is(".")) {
                return false;
            }
            if (VERBS.contains(piece.word())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the words up to the next comma say that a structure is normal or enlarged. */
    private boolean structureStated(int from) {
        boolean structure = false;
        for (int i = from; i < Math.min(pieces.size(), from + 14); i++) {
            var piece = pieces.get(i);
            if (piece.is(",") || piece.is(";") || piece.is(".")) {
                return false;
            }
            structure |= piece.terms().stream().anyMatch(t -> t instanceof Term.Structure);
            if (structure
                    && (piece.cues(Term.Cue.Kind.NORMAL) || piece.cues(Term.Cue.Kind.ENLARGED))) {
                return true;
            }
        }
        return false;
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
        var mention = new Open(concept, at, piece.start(), piece.end(), scope);
        mention.asserted = !hypothetical;
        if (negated) {
            mention.polarity = Polarity.ABSENT;
            mention.resolved = resolved;
        } else if (doubt != null) {
            mention.polarity = Polarity.UNCERTAIN;
            mention.certainty = doubt;
        }
        mentions.add(mention);
        if (stateAhead != null && stateAhead.kind() == Term.Cue.Kind.NORMAL) {
            stateAhead = null;
        }
    }

    private void structure(Term.Structure term, int at) {
        structures.add(new Stated(term, pieces.get(at).start(), pieces.get(at).end()));
        if (stateAhead != null) {
            state(stateAhead, at);
        }
    }

    private void state(Term.Cue cue, int at) {
        boolean normal = cue.kind() == Term.Cue.Kind.NORMAL;
        for (var structure : structures) {
            if (normal) {
                var polarity = negated ? Polarity.UNCERTAIN : Polarity.ABSENT;
                structure.term().denied().forEach(c -> stated(c, structure, at, polarity));
            } else {
                var polarity = negated ? Polarity.ABSENT : Polarity.PRESENT;
                structure.term().enlarged().ifPresent(c -> stated(c, structure, at, polarity));
            }
        }
        structures.clear();
    }

    private void stated(Concept concept, Stated structure, int at, Polarity polarity) {
        var mention = new Open(concept, at, structure.start(), structure.end(), scope);
        mention.asserted = !hypothetical;
        mention.polarity =
                polarity == Polarity.PRESENT && doubt != null ? Polarity.UNCERTAIN : polarity;
        mention.certainty = doubt;
        mentions.add(mention);
    }

    private void cue(Term.Cue cue, int at) {
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
            case NEGATION_AFTER, RESOLVED -> denyBefore(cue.kind() == Term.Cue.Kind.RESOLVED);
            case UNCERTAIN -> {
                negated = false;
                doubt = cue.value();
                if (cue.value().equals("versus")) {
                    doubtLast("versus");
                }
            }
            case UNCERTAIN_AFTER -> {
                for (var mention : reachable()) {
                    mention.polarity = Polarity.UNCERTAIN;
                    mention.certainty = cue.value();
                }
            }
            case BREAK -> endClause(at + 1);
            case NORMAL, ENLARGED -> {
                if (structures.isEmpty()) {
                    stateAhead = cue;
                } else {
                    state(cue, at);
                    negated = negated && cue.kind() != Term.Cue.Kind.NORMAL;
                }
            }
            case HYPOTHETICAL -> hypothetical = true;
            case PRIOR -> {}
        }
    }

    /** "The effusion is not seen", or, in front of it, "resolved effusion". */
    private void denyBefore(boolean gone) {
        var before = reachable();
        for (var mention : before) {
            mention.polarity = Polarity.ABSENT;
            mention.resolved |= gone;
        }
        if (before.isEmpty()) {
            negated = true;
            resolved = gone;
        }
    }

    private void doubtLast(String shade) {
        var before = reachable();
        if (!before.isEmpty() && before.getLast().polarity == Polarity.PRESENT) {
            before.getLast().polarity = Polarity.UNCERTAIN;
            before.getLast().certainty = shade;
        }
    }

    private List<Open> reachable() {
        return mentions.subList(reach, mentions.size());
    }

    /** A denial after a statement stands on its own: "mild edema, no effusion". */
    private void endScopeBefore() {
        if (!negated) {
            structures.clear();
        }
        nextScope();
        stateAhead = null;
    }

    private void endScope() {
        nextScope();
        negated = false;
        resolved = false;
        doubt = null;
        structures.clear();
        stateAhead = null;
    }

    private void nextScope() {
        reach = mentions.size();
        scope++;
    }

    private void endClause(int next) {
        endScope();
        hypothetical = false;
        clauseFrom = next;
    }
}
