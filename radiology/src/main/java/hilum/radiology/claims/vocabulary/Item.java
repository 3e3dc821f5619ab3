package hilum.radiology.claims.vocabulary;

import hilum.radiology.claims.vocabulary.Atom.Type;
import java.util.List;

/**
 * A phrase of a sentence and what it means; without atoms, a word or mark that the vocabulary
 * doesn't know.
 *
 * @param atoms its meaning
 * @param word its first word in the vocabulary's form
 * @param start offset in the text
 * @param end offset after it
 * @param denies whether it says what isn't there or isn't so: "not deviated", "without shift"
 */
public record Item(List<Atom> atoms, String word, int start, int end, boolean denies) {

    /** A phrase that denies nothing. */
    public Item(List<Atom> atoms, String word, int start, int end) {
        this(atoms, word, start, end, false);
    }

    /** Whether one of its atoms is of a type. */
    public boolean has(Type type) {
        for (var atom : atoms) {
            if (atom.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether a claim can be about it. */
    public boolean heads() {
        for (var atom : atoms) {
            if (atom.heads()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a word that no row of the vocabulary holds, marks left aside. */
    public boolean unknown() {
        return atoms.isEmpty() && Character.isLetterOrDigit(word.charAt(0));
    }

    /** Whether it is a mark or a word without meaning, in these letters. */
    public boolean is(String other) {
        return atoms.isEmpty() && word.equals(other);
    }

    /** The value of its first atom of a type; empty where it has none. */
    public String value(Type type) {
        for (var atom : atoms) {
            if (atom.type() == type) {
                return atom.value();
            }
        }
        return "";
    }
}
