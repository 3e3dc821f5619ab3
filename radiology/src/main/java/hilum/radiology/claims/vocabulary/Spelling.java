package hilum.radiology.claims.vocabulary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Long words of the vocabulary by their length and first letter, to find the one that a misspelled
 * word means: one letter wrong, missing, too many or swapped with the next. Short words are left
 * alone, since they are too close to each other. Immutable.
 */
final class Spelling {

    private static final int SHORTEST = 6;
    private static final int LONGEST = 24;

    /** Shorter words are only mended where two letters are swapped. */
    private static final int LONG_ENOUGH = 7;

    private final Map<String, List<String>> words = new HashMap<>();

    Spelling(Collection<String> known) {
        for (var word : known) {
            if (word.length() >= SHORTEST) {
                words.computeIfAbsent(key(word, word.length()), k -> new ArrayList<>()).add(word);
            }
        }
    }

    /** The one word of the vocabulary that a word is a slip of, or the word itself. */
    String of(String word) {
        int length = word.length();
        if (length < SHORTEST || length > LONGEST || !Character.isLetter(word.charAt(0))) {
            return word;
        }
        String meant = null;
        for (int n = length - 1; n <= length + 1; n++) {
            for (var known : words.getOrDefault(key(word, n), List.of())) {
                if (slip(word, known)) {
                    if (meant != null) {
                        return word;
                    }
                    meant = known;
                }
            }
        }
        return meant == null ? word : meant;
    }

    private static String key(String word, int length) {
        return word.substring(0, 1) + length;
    }

    private static boolean slip(String written, String known) {
        int head = 0;
        int shorter = Math.min(written.length(), known.length());
        while (head < shorter && written.charAt(head) == known.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && written.charAt(written.length() - 1 - tail)
                        == known.charAt(known.length() - 1 - tail)) {
            tail++;
        }
        int more = written.length() - head - tail;
        int less = known.length() - head - tail;
        if (more <= 1 && less <= 1) {
            // "ed" for "ing" and the like are other words, not slips; so is another prefix.
            return head >= 2 && tail >= 1 && written.length() >= LONG_ENOUGH;
        }
        return more == 2
                && less == 2
                && written.charAt(head) == known.charAt(head + 1)
                && written.charAt(head + 1) == known.charAt(head);
    }
}
