package hilum.radiology.reading;

import java.util.List;

/**
 * A stretch of a sentence that means one thing to the reader: a phrase of the lexicon, a quantity,
 * or a single word or punctuation mark that neither knows.
 *
 * @param word the word or mark; of a phrase, its first word
 * @param terms what the lexicon says it means; empty for a single word
 * @param start offset in the section
 * @param end offset after it
 */
record Piece(String word, List<Term> terms, int start, int end) {

    /** Whether the lexicon doesn't know it and it is this word or mark. */
    boolean is(String other) {
        return terms.isEmpty() && word.equals(other);
    }

    /** Whether one of its meanings is of a kind. */
    boolean holds(Class<? extends Term> kind) {
        for (var term : terms) {
            if (kind.isInstance(term)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of its meanings is a cue of a kind. */
    boolean cues(Term.Cue.Kind kind) {
        for (var term : terms) {
            if (term instanceof Term.Cue cue && cue.kind() == kind) {
                return true;
            }
        }
        return false;
    }
}
