package hilum.radiology.claims.ledger;

import hilum.radiology.claims.reader.ClaimReader.Reading;
import hilum.radiology.claims.vocabulary.Atom.Type;
import hilum.radiology.claims.vocabulary.Minor;
import hilum.radiology.claims.vocabulary.Strange;
import hilum.radiology.claims.vocabulary.Word;
import java.util.HashSet;
import java.util.Set;

/**
 * Sentences that another text says in the same words, in one sentence or in several: "The mass is
 * round. It measures 2 cm." of a round mass of 2 cm. Stateless.
 */
final class Restatement {

    private static final Set<Type> SILENT =
            Set.of(
                    Type.FILLER,
                    Type.VERB,
                    Type.JOIN,
                    Type.BREAK,
                    Type.NEGATION,
                    Type.NEGATION_AFTER);

    private Restatement() {}

    /**
     * Whether all that a sentence says stands in one sentence of another text, or in several that
     * say nothing else, denied there as here.
     */
    static boolean of(Reading own, int sentence, Reading other) {
        var said = said(own, sentence);
        if (said.isEmpty()) {
            return false;
        }
        boolean denies = denies(own, sentence);
        var parts = new HashSet<Object>();
        for (int i = 0; i < other.sentences().size(); i++) {
            var there = said(other, i);
            if (denies(other, i) != denies) {
                continue;
            }
            if (there.containsAll(said)) {
                return true;
            }
            if (said.containsAll(there)) {
                parts.addAll(there);
            }
        }
        return parts.containsAll(said);
    }

    /** Whether a sentence has a word that neither the vocabulary nor the other text knows. */
    static boolean strange(Reading own, int sentence, Reading other) {
        var known = Strange.stems(other.unknown());
        return Word.of(own.sentences().get(sentence), 0).stream()
                .map(Word::form)
                .anyMatch(
                        w ->
                                own.unknown().contains(w)
                                        && !Strange.verbal(w)
                                        && !known.contains(Strange.stem(w)));
    }

    private static Set<Object> said(Reading reading, int sentence) {
        var said = new HashSet<Object>();
        for (var atom : reading.atoms().get(sentence)) {
            if (!SILENT.contains(atom.type()) && !Minor.atom(atom)) {
                said.add(atom);
            }
        }
        for (var word : Word.of(reading.sentences().get(sentence), 0)) {
            if (reading.unknown().contains(word.form())) {
                said.add(Strange.stem(word.form()));
            }
        }
        return said;
    }

    private static boolean denies(Reading reading, int sentence) {
        return reading.atoms().get(sentence).stream()
                .anyMatch(a -> a.type() == Type.NEGATION || a.type() == Type.NEGATION_AFTER);
    }
}
