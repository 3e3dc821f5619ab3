package hilum.radiology;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a section into sentences and list items. Abbreviations, decimals and masks don't end one; a
 * wrapped line doesn't either, a blank line, a list marker or a line that is complete in itself
 * does. One pass, linear in the text.
 */
public final class Sentences {

    private static final Set<String> SIDE_FOLLOWS = Set.of(">", "<", "than", " the", " on");

    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "dr",
                    "drs",
                    "mr",
                    "mrs",
                    "ms",
                    "prof",
                    "vs",
                    "approx",
                    "e.g",
                    "i.e",
                    "fig",
                    "st",
                    "ca",
                    "cf",
                    "c.f",
                    "resp",
                    "approximately",
                    "incl",
                    "max",
                    "min",
                    "ant",
                    "post",
                    "lat",
                    "bilat",
                    "sup",
                    "inf",
                    "hx",
                    "pt",
                    "p.o",
                    "a.m",
                    "p.m");

    /**
     * A line shorter than this was not wrapped: where the next one opens with a capital, it is a
     * sentence.
     */
    private static final int WRAPPED = 55;

    /** A line shorter than this was not wrapped, whatever the next one opens with. */
    private static final int SHORT = 40;

    private Sentences() {}

    /** The sentences of a text in their order; a stretch without letter or digit is none. */
    public static List<Sentence> split(String text) {
        var sentences = new ArrayList<Sentence>();
        int from = 0;
        int line = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                if (endsAtLineBreak(text, line, i)) {
                    add(sentences, text, from, i);
                    from = i + 1;
                }
                line = i + 1;
            } else if (c == ')' && numbersAnItem(text, from, i)) {
                int marker = Character.isDigit(text.charAt(i - 2)) ? i - 2 : i - 1;
                add(sentences, text, from, marker);
                from = marker;
            } else if ((c == '.' || c == '!' || c == '?') && endsHere(text, from, i)) {
                add(sentences, text, from, i + 1);
                from = i + 1;
            }
        }
        add(sentences, text, from, length);
        return List.copyOf(sentences);
    }

    /** Whether a bracket closes an item's number inside a line: "1) Edema 2) Effusion". */
    private static boolean numbersAnItem(String text, int from, int at) {
        int digits = at;
        while (digits > from && at - digits < 3 && Character.isDigit(text.charAt(digits - 1))) {
            digits--;
        }
        return digits < at
                && at - digits <= 2
                && digits > from
                && Character.isWhitespace(text.charAt(digits - 1))
                && at + 1 < text.length()
                && Character.isWhitespace(text.charAt(at + 1));
    }

    private static boolean endsHere(String text, int from, int at) {
        if (at + 1 == text.length()) {
            return true;
        }
        char next = text.charAt(at + 1);
        if (!Character.isWhitespace(next)) {
            // A forgotten space: "clear.No effusion".
            return Character.isUpperCase(next)
                    && at >= 2
                    && Character.isLowerCase(text.charAt(at - 1))
                    && Character.isLowerCase(text.charAt(at - 2))
                    && at + 2 < text.length()
                    && Character.isLowerCase(text.charAt(at + 2));
        }
        if (text.charAt(at) != '.') {
            return text.charAt(at) != '?' || !asks(text, at);
        }
        int word = at;
        while (word > from && at - word < 16 && !Character.isWhitespace(text.charAt(word - 1))) {
            word--;
        }
        var last = text.substring(word, at).toLowerCase(Locale.ROOT);
        if (ABBREVIATIONS.contains(last)) {
            return false;
        }
        if (last.length() <= 2 && !last.isEmpty() && last.chars().allMatch(Character::isDigit)) {
            // "2." opens a list item where nothing stands before it, and ends a sentence otherwise.
            return !text.substring(from, word).isBlank();
        }
        if (last.length() == 1
                && Character.isLetter(last.charAt(0))
                && Character.isUpperCase(text.charAt(at - 1))
                && !side(text, word, at)) {
            return false;
        }
        int following = at + 1;
        while (following < text.length()
                && text.charAt(following) != '\n'
                && Character.isWhitespace(text.charAt(following))
                && following - at < 8) {
            following++;
        }
        return following == text.length()
                || !Character.isLowerCase(text.charAt(following))
                || last.length() > 2;
    }

    /** "Opacity, ? aspiration": whether a mark stands in front of what is in question. */
    private static boolean asks(String text, int at) {
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        return at + 2 < text.length()
                && (Character.isWhitespace(before) || before == '(' || before == '/')
                && text.charAt(at + 1) == ' '
                && Character.isLetter(text.charAt(at + 2));
    }

    /** "L > R.", "larger than the R.": a side in short form that a sentence can end with. */
    private static boolean side(String text, int word, int at) {
        char c = text.charAt(at - 1);
        var before = text.substring(Math.max(0, word - 8), word).stripTrailing();
        if (c == 'N') {
            // "Heart N."
            return before.endsWith("eart") || before.endsWith("ize") || before.endsWith("ones");
        }
        if (c != 'L' && c != 'R') {
            return false;
        }
        return SIDE_FOLLOWS.stream().anyMatch(before::endsWith);
    }

    private static boolean endsAtLineBreak(String text, int line, int at) {
        int next = at + 1;
        while (next < text.length()
                && next - at < 40
                && (text.charAt(next) == ' '
                        || text.charAt(next) == '\t'
                        || text.charAt(next) == '\r')) {
            next++;
        }
        if (next >= text.length()) {
            return false;
        }
        char c = text.charAt(next);
        if (c == '\n' || marker(text, next) > next) {
            return true;
        }
        boolean complete =
                at - line < WRAPPED && Character.isUpperCase(c)
                        || at - line < SHORT && Character.isLetter(c);
        return complete && next + 1 < text.length() || label(text, next);
    }

    /** Whether a line opens with a label: "Pleura: no effusion". */
    private static boolean label(String text, int from) {
        if (!Character.isUpperCase(text.charAt(from))) {
            return false;
        }
        for (int i = from; i < text.length() && i - from < 24; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return true;
            }
            if (!Character.isLetter(c) && c != ' ' && c != '/') {
                return false;
            }
        }
        return false;
    }

    /** The offset after the list marker at an offset, or that offset where there is none. */
    private static int marker(String text, int from) {
        int i = from;
        int length = text.length();
        if (i < length
                && (text.charAt(i) == '-' || text.charAt(i) == '*' || text.charAt(i) == '•')) {
            return i + 1 < length && Character.isWhitespace(text.charAt(i + 1)) ? i + 1 : from;
        }
        if (i < length && text.charAt(i) == '(') {
            i++;
        }
        int digits = i;
        while (i < length && i - digits < 2 && Character.isDigit(text.charAt(i))) {
            i++;
        }
        boolean numbered =
                i > digits && i < length && (text.charAt(i) == '.' || text.charAt(i) == ')');
        boolean followed = numbered && i + 1 < length && Character.isWhitespace(text.charAt(i + 1));
        return followed ? i + 1 : from;
    }

    private static void add(List<Sentence> sentences, String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int afterMarker = Math.min(marker(text, start), end);
        start = afterMarker;
        while (start < end
                && (Character.isWhitespace(text.charAt(start)) || text.charAt(start) == '.')) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                sentences.add(new Sentence(text.substring(start, end), start, end));
                return;
            }
        }
    }
}
