package hilum.ingest.privacy.prose;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text and its words. Immutable; offsets are those of the text.
 *
 * @param text as it came
 * @param words in their order
 */
public record Prose(String text, List<Word> words) {
    private static final int LONGEST_GAP = 4;
    private static final Pattern WORD = Pattern.compile("\\p{L}\\p{M}*+(?:['’]?\\p{L}\\p{M}*+)*+");
    private static final Pattern SMALL = Pattern.compile("(?<![\\p{L}])\\p{Ll}{3}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z]*+");
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}]");
    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    public static Prose of(String text) {
        List<Word> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        int line = -1;
        boolean shouted = false;
        while (word.find()) {
            if (word.start() > line) {
                int from = word.start();
                line = lineEnd(text, from);
                shouted = !SMALL.matcher(text).region(from, line).find();
            }
            int end = word.end() - possessive(word.group());
            String written = text.substring(word.start(), end);
            words.add(new Word(word.start(), end, written, fold(written), shouted));
        }
        return new Prose(text, words);
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static int possessive(String word) {
        int mark = word.length() - 2;
        boolean owns =
                mark > 0
                        && (word.charAt(mark) == '\'' || word.charAt(mark) == '’')
                        && Character.toLowerCase(word.charAt(mark + 1)) == 's';
        return owns ? 2 : 0;
    }

    /** Upper case, without accents and without anything that is no letter. */
    public static String fold(String word) {
        if (PLAIN.matcher(word).matches()) {
            return word.toUpperCase(Locale.ROOT);
        }
        String bare = MARKS.matcher(Normalizer.normalize(word, Normalizer.Form.NFD)).replaceAll("");
        return NO_LETTER
                .matcher(bare.replace("ß", "ss").replace('ø', 'o').replace('Ø', 'O'))
                .replaceAll("")
                .toUpperCase(Locale.ROOT);
    }

    public Word word(int index) {
        return words.get(index);
    }

    public boolean has(int index) {
        return index >= 0 && index < words.size();
    }

    /** What stands between a word and the next one; empty where there is no next one. */
    public String gap(int index) {
        return has(index) && has(index + 1)
                ? text.substring(word(index).end(), word(index + 1).start())
                : "";
    }

    /** Whether a word and the next are beside each other as parts of a name are. */
    public boolean beside(int index) {
        if (!has(index) || !has(index + 1)) {
            return false;
        }
        int from = word(index).end();
        int to = word(index + 1).start();
        if (to - from > LONGEST_GAP || to == from) {
            return false;
        }
        boolean comma = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.' && !word(index).initial() && !word(index).folded().equals("ST")) {
                return false;
            }
            if (c == ',' && comma) {
                return false;
            }
            comma |= c == ',';
            if (!Character.isWhitespace(c) && ",.-'’~^".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The word that begins at or behind an offset; as many as there are where none does. */
    public int from(int offset) {
        int low = 0;
        int high = words.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (words.get(middle).start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
