package hilum.radiology.reading;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the words of a report are spelled in the lexicon: abbreviations by a list, and a long word
 * that is one letter off a word of the lexicon (wrong, missing, doubled or exchanged) by the words
 * that remain when one letter is left out. Safe for several threads.
 */
final class Spelling {

    /** Shorter words have too many neighbours. */
    private static final int SHORTEST = 6;

    private static final int LONGEST = 24;

    /** What has been looked up is kept up to this many words, so that nonsense fills nothing. */
    private static final int REMEMBERED = 20_000;

    private final Map<String, String> abbreviations;
    private final Set<String> vocabulary;
    private final Set<String> english;
    private final Map<String, Optional<String>> neighbours = new HashMap<>();
    private final Map<String, String> remembered = new ConcurrentHashMap<>();

    /**
     * @param abbreviations by word
     * @param vocabulary every word of the lexicon's phrases
     * @param english words that are no misspelling, however near they come to one of the lexicon
     */
    Spelling(Map<String, String> abbreviations, Set<String> vocabulary, Set<String> english) {
        this.abbreviations = Map.copyOf(abbreviations);
        this.vocabulary = new HashSet<>(vocabulary);
        this.english = Set.copyOf(english);
        for (var word : vocabulary) {
            if (word.length() >= SHORTEST && word.chars().allMatch(Character::isLetter)) {
                offer(word, word);
                for (int i = 0; i < word.length(); i++) {
                    offer(without(word, i), word);
                }
            }
        }
    }

    /** The word of the lexicon that a written word stands for, or itself in lower case. */
    String of(String written) {
        var lower = Token.lower(written);
        var known = abbreviations.get(lower);
        if (known != null) {
            return known;
        }
        var singular = Token.singular(lower);
        if (vocabulary.contains(singular)) {
            return singular;
        }
        known = abbreviations.get(singular.equals(lower) ? withoutS(lower) : singular);
        if (known != null) {
            return known;
        }
        return singular.length() < SHORTEST || singular.length() > LONGEST
                ? singular
                : nearest(singular);
    }

    /** Short abbreviations have plurals too: "fxs". */
    private static String withoutS(String word) {
        return word.length() > 2 && word.endsWith("s")
                ? word.substring(0, word.length() - 1)
                : word;
    }

    private String nearest(String word) {
        var before = remembered.get(word);
        if (before != null) {
            return before;
        }
        var near = english.contains(word) || !letters(word) ? word : search(word);
        if (remembered.size() < REMEMBERED) {
            remembered.put(word, near);
        }
        return near;
    }

    private String search(String word) {
        var candidates = new HashSet<String>();
        hit(word, word, candidates);
        for (int i = 0; i < word.length(); i++) {
            hit(without(word, i), word, candidates);
        }
        if (candidates.size() > 1) {
            candidates.removeIf(c -> c.charAt(0) != word.charAt(0));
        }
        return candidates.size() == 1 ? candidates.iterator().next() : word;
    }

    private void hit(String key, String word, Set<String> candidates) {
        var candidate = neighbours.get(key);
        if (candidate != null && candidate.isPresent() && near(word, candidate.get())) {
            candidates.add(candidate.get());
        }
    }

    private void offer(String key, String word) {
        neighbours.merge(
                key, Optional.of(word), (a, b) -> a.equals(b) ? a : Optional.<String>empty());
    }

    /** Whether one letter is changed, added, left out, or two neighbours are exchanged. */
    static boolean near(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        if (Math.abs(a.length() - b.length()) > 1) {
            return false;
        }
        int i = 0;
        while (i < shorter && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        int j = 0;
        while (j < shorter - i && a.charAt(a.length() - 1 - j) == b.charAt(b.length() - 1 - j)) {
            j++;
        }
        int restA = a.length() - i - j;
        int restB = b.length() - i - j;
        boolean exchanged =
                restA == 2
                        && restB == 2
                        && a.charAt(i) == b.charAt(i + 1)
                        && a.charAt(i + 1) == b.charAt(i);
        // A changed letter in a short word makes too many other words.
        boolean changed = restA == 1 && restB == 1 && a.length() <= SHORTEST;
        return restA <= 1 && restB <= 1 && !changed || exchanged;
    }

    private static String without(String word, int at) {
        return word.substring(0, at) + word.substring(at + 1);
    }

    private static boolean letters(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!Character.isLetter(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
