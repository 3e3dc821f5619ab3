package hilum.radiology.reading;

import hilum.radiology.reading.Term.Cue.Kind;
import java.util.List;
import java.util.Set;

/**
 * What stands ahead in a sentence: whether a list goes on behind a comma, whether a new statement
 * opens. Looks a bounded number of pieces ahead, so that asking at every piece stays linear.
 */
final class Outlook {

    /** Farther than this nothing of the same list or statement is looked for. */
    private static final int FAR = 25;

    private static final int NEAR = 14;

    private static final Set<String> OPENERS =
            Set.of("a", "an", "there", "the", "this", "these", "it", "its");

    private static final Set<String> VERBS =
            Set.of(
                    "is",
                    "are",
                    "was",
                    "were",
                    "appear",
                    "appears",
                    "has",
                    "have",
                    "remain",
                    "remains",
                    "ha",
                    "i",
                    "wa",
                    "seen",
                    "noted",
                    "demonstrate",
                    "show");

    private final List<Piece> pieces;

    Outlook(List<Piece> pieces) {
        this.pieces = pieces;
    }

    static boolean verb(Piece piece) {
        return VERBS.contains(piece.word());
    }

    /** Whether an article or "there" stands here. */
    boolean opens(int at) {
        return at < pieces.size()
                && pieces.get(at).terms().isEmpty()
                && OPENERS.contains(pieces.get(at).word());
    }

    /** Whether the words up to the next comma hold a verb of their own. */
    boolean statesSomething(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",")) {
                return false;
            }
            if (verb(piece) || answer(piece)) {
                return true;
            }
            if (piece.is("or") || piece.is("and")) {
                return statesVerb(i + 1);
            }
        }
        return false;
    }

    private boolean statesVerb(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",")) {
                return false;
            }
            if (verb(piece)) {
                return true;
            }
        }
        return false;
    }

    /** "Not seen", "not excluded", without a verb: said of one finding, not of a list. */
    private static boolean answer(Piece piece) {
        return piece.cues(Kind.NEGATION_AFTER) || piece.cues(Kind.UNCERTAIN_AFTER);
    }

    /** Whether the words up to the next comma say that a structure is normal or enlarged. */
    boolean structureStated(int from) {
        boolean structure = false;
        boolean state = false;
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",")) {
                break;
            }
            structure |= piece.holds(Term.Structure.class);
            state |= piece.cues(Kind.NORMAL) || piece.cues(Kind.ENLARGED);
        }
        return structure && state;
    }

    /** Whether an "or" or "nor" follows in the same clause. */
    boolean alternativeFollows(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + FAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece)) {
                return false;
            }
            boolean andOr = piece.word().equals("and") && piece.cues(Kind.UNCERTAIN);
            if (piece.is("or") || piece.is("nor") || andOr) {
                return true;
            }
        }
        return false;
    }

    /** Whether a finding or structure is named before the next comma. */
    boolean subjectFollows(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",")) {
                return false;
            }
            if (piece.holds(Term.Finding.class) || piece.holds(Term.Structure.class)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a structure is named before the statement ends. */
    boolean structureFollows(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            if (stops(pieces.get(i))) {
                return false;
            }
            if (pieces.get(i).holds(Term.Structure.class)) {
                return true;
            }
        }
        return false;
    }

    /** Whether "and" or "or" comes before the verb: the rest of a list that the verb is said of. */
    boolean jointSubject(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || verb(piece) || answer(piece)) {
                return false;
            }
            if (piece.is("and") || piece.is("or")) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing but the end of a statement follows. */
    boolean ends(int from) {
        return from >= pieces.size()
                || stops(pieces.get(from))
                || pieces.get(from).is(",")
                || pieces.get(from).is(")")
                || pieces.get(from).is("?");
    }

    /** Whether what stands up to the next comma or "and" names a finding and says no more of it. */
    boolean bareFinding(int from) {
        boolean finding = false;
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",") || i > from && piece.is("and")) {
                break;
            }
            finding |= piece.holds(Term.Finding.class);
            if (verb(piece) || piece.cues(Kind.NORMAL) || piece.cues(Kind.NEGATION)) {
                return false;
            }
        }
        return finding;
    }

    /** The first finding or device ahead in the clause, or null. */
    Concept nextFinding(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is(",")) {
                return null;
            }
            for (var term : piece.terms()) {
                if (term instanceof Term.Finding finding) {
                    return finding.concept();
                }
            }
        }
        return null;
    }

    /** Whether anything is named up to the end of the sentence or the next semicolon. */
    boolean findingFollows(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + FAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece)) {
                return false;
            }
            if (piece.holds(Term.Finding.class)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the denials that a comma follows go on behind it. */
    boolean denialGoesOn(int from, boolean devices) {
        if (alternativeFollows(from)) {
            // In a list of denials "or" comes sooner or later.
            return !structureStated(from) && !statesSomethingBeforeAlternative(from);
        }
        var next = nextFinding(from);
        boolean deviceAfterFindings = next != null && next.device() && !devices;
        return !qualified(from) && !placed(from) && !structureStated(from) && !deviceAfterFindings;
    }

    /** Whether a side or place opens what follows: "no PTX, bibasilar atelectasis". */
    private boolean placed(int from) {
        var piece = pieces.get(from);
        return piece.holds(Term.OnSide.class)
                || piece.holds(Term.Zone.class) && !piece.holds(Term.Structure.class);
    }

    /** Whether a size or a change opens what follows, as in a new statement. */
    boolean qualified(int from) {
        if (from >= pieces.size() || pieces.get(from).terms().isEmpty()) {
            return false;
        }
        var leading = pieces.get(from).terms().getFirst();
        return leading instanceof Term.Severity severity && !severity.degree().equals("large")
                || leading instanceof Term.Change change && !change.direction().equals("new");
    }

    private boolean statesSomethingBeforeAlternative(int from) {
        for (int i = from; i < Math.min(pieces.size(), from + NEAR); i++) {
            var piece = pieces.get(i);
            if (stops(piece) || piece.is("or") || piece.is("nor") || piece.is(",")) {
                return false;
            }
            if (verb(piece)) {
                return true;
            }
        }
        return false;
    }

    private static boolean stops(Piece piece) {
        return piece.is(";") || piece.is(".");
    }
}
