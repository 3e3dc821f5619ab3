package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;

/**
 * The notation of the lexicon's phrases: {@code (a|b)} gives alternatives, {@code [a]} may be left
 * out. Both may hold several words, and don't nest.
 */
public final class Phrases {

    private Phrases() {}

    /** All phrases that a semicolon-separated list stands for. */
    public static List<String> expand(String list) {
        var phrases = new ArrayList<String>();
        for (var pattern : list.split(";")) {
            expand(pattern.strip(), 0, "", phrases);
        }
        return phrases;
    }

    private static void expand(String pattern, int from, String written, List<String> into) {
        int open = from;
        while (open < pattern.length()
                && pattern.charAt(open) != '('
                && pattern.charAt(open) != '[') {
            open++;
        }
        var prefix = written + pattern.substring(from, open);
        if (open == pattern.length()) {
            var phrase = prefix.strip().replaceAll("\\s+", " ");
            if (!phrase.isEmpty()) {
                into.add(phrase);
            }
            return;
        }
        boolean optional = pattern.charAt(open) == '[';
        int close = pattern.indexOf(optional ? ']' : ')', open);
        if (close < 0) {
            throw new IllegalArgumentException(
                    "Phrase \"%s\" opens a %s that nothing closes: close it in the lexicon."
                            .formatted(pattern, optional ? "[" : "("));
        }
        for (var alternative : pattern.substring(open + 1, close).split("\\|")) {
            expand(pattern, close + 1, prefix + alternative, into);
        }
        if (optional) {
            expand(pattern, close + 1, prefix, into);
        }
    }
}
