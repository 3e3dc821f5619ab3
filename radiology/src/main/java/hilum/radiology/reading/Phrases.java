package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The notation of the lexicon's phrases: {@code (a|b)} gives alternatives, {@code [a]} may be left
 * out. Both may hold several words, and one another.
 */
public final class Phrases {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Phrases() {}

    /** All phrases that a semicolon-separated list stands for. */
    public static List<String> expand(String list) {
        var phrases = new ArrayList<String>();
        for (var pattern : list.split(";")) {
            for (var written : alternatives(pattern)) {
                var phrase = BLANKS.matcher(written.strip()).replaceAll(" ");
                if (!phrase.isEmpty()) {
                    phrases.add(phrase);
                }
            }
        }
        return phrases;
    }

    /** What a pattern stands for, from left to right; brackets may stand in brackets. */
    private static List<String> alternatives(String pattern) {
        int open = 0;
        while (open < pattern.length() && "([".indexOf(pattern.charAt(open)) < 0) {
            open++;
        }
        if (open == pattern.length()) {
            return List.of(pattern);
        }
        var inner = new ArrayList<String>();
        int close = close(pattern, open, inner);
        if (pattern.charAt(open) == '[') {
            inner.add("");
        }
        var behind = alternatives(pattern.substring(close + 1));
        var all = new ArrayList<String>();
        for (var alternative : inner) {
            for (var tail : behind) {
                all.add(pattern.substring(0, open) + alternative + tail);
            }
        }
        return all;
    }

    /** The offset of the bracket that closes one, and what the alternatives between stand for. */
    private static int close(String pattern, int open, List<String> inner) {
        int depth = 0;
        int from = open + 1;
        for (int i = open; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (depth == 0 || depth == 1 && c == '|') {
                inner.addAll(alternatives(pattern.substring(from, i)));
                from = i + 1;
            }
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "Phrase \"%s\" opens a %s that nothing closes: close it in the lexicon."
                        .formatted(pattern, pattern.charAt(open)));
    }
}
