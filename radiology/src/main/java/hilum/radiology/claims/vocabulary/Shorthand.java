package hilum.radiology.claims.vocabulary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Short forms that the vocabulary doesn't know, spelled out by the other of two texts: initials of
 * words that stand there in a row ("GCS"), and beginnings or skeletons of one word ("undispl",
 * "rpt"). What the vocabulary knows is left as it is, so that no rewrite can choose its meaning.
 * Stateless.
 */
public final class Shorthand {

    /** Longer texts are nonsense, and are read as they are. */
    private static final int LONGEST = 6_000;

    private static final int MOST_LETTERS = 8;

    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    private static final Set<String> SMALL =
            Set.of("of", "the", "and", "in", "on", "to", "a", "for", "with", "by", "or");

    private Shorthand() {}

    /** A text with its unknown short forms replaced by what they stand for in another. */
    public static String spelledOut(String text, String other) {
        if (text.length() > LONGEST || other.length() > LONGEST) {
            return text;
        }
        var own = new HashSet<>(words(text));
        var others = words(other);
        var known = Vocabulary.standard();
        var spelled = new StringBuilder();
        var word = WORD.matcher(text);
        int from = 0;
        while (word.find()) {
            var written = word.group();
            var lower = written.toLowerCase(Locale.ROOT);
            boolean unknown =
                    written.length() >= 2
                            && written.length() <= MOST_LETTERS
                            && !known.knows(Word.form(written))
                            && !others.contains(lower);
            var full = unknown ? full(written, own, others) : null;
            if (full != null) {
                spelled.append(text, from, word.start()).append(full);
                from = word.end();
            }
        }
        return from == 0 ? text : spelled.append(text, from, text.length()).toString();
    }

    private static String full(String written, Set<String> own, List<String> others) {
        var lower = written.toLowerCase(Locale.ROOT);
        if (written.equals(written.toUpperCase(Locale.ROOT))) {
            for (int i = 0; i < others.size(); i++) {
                int end = initials(lower, 0, others, i);
                if (end > i) {
                    return String.join(" ", others.subList(i, end));
                }
            }
        }
        String meant = null;
        for (var word : new HashSet<>(others)) {
            boolean longer = word.length() >= lower.length() + 2 && !own.contains(word);
            if (longer && lower.length() >= 3 && shortens(lower, word)) {
                if (meant != null) {
                    return null;
                }
                meant = word;
            }
        }
        return meant;
    }

    /** Where words whose initials spell letters end, or -1; small words may be passed over. */
    private static int initials(String letters, int at, List<String> words, int from) {
        if (at == letters.length()) {
            return from;
        }
        if (from >= words.size()) {
            return -1;
        }
        var word = words.get(from);
        if (at > 0 && SMALL.contains(word)) {
            int end = initials(letters, at, words, from + 1);
            if (end >= 0) {
                return end;
            }
        }
        return word.charAt(0) == letters.charAt(at)
                ? initials(letters, at + 1, words, from + 1)
                : -1;
    }

    /** Whether letters are the beginning of a word, or its consonants in order. */
    private static boolean shortens(String letters, String word) {
        if (word.startsWith(letters)) {
            return true;
        }
        if (word.charAt(0) != letters.charAt(0)) {
            return false;
        }
        int at = 0;
        int vowels = 0;
        for (int i = 0; i < letters.length(); i++) {
            vowels += "aeiou".indexOf(letters.charAt(i)) >= 0 ? 1 : 0;
            at = word.indexOf(letters.charAt(i), at) + 1;
            if (at == 0) {
                return false;
            }
        }
        return vowels <= 1;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group().toLowerCase(Locale.ROOT));
        }
        return words;
    }
}
