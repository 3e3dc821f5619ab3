package hilum.radiology.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A word, a number or a punctuation mark of a sentence.
 *
 * @param word lower case, singular; what the lexicon is searched by
 * @param start offset in the section
 * @param end offset after it
 */
record Token(String word, int start, int end) {

    private static final Map<String, String> SINGULAR =
            Map.ofEntries(
                    Map.entry("apices", "apex"),
                    Map.entry("recesses", "recess"),
                    Map.entry("sequelae", "sequela"),
                    Map.entry("biopsies", "biopsy"),
                    Map.entry("pneumothoraces", "pneumothorax"),
                    Map.entry("pneumothoracies", "pneumothorax"),
                    Map.entry("masses", "mass"),
                    Map.entry("abscesses", "abscess"),
                    Map.entry("processes", "process"),
                    Map.entry("opacifications", "opacification"),
                    Map.entry("metastases", "metastasis"),
                    Map.entry("diagnoses", "diagnosis"),
                    Map.entry("sulci", "sulcus"),
                    Map.entry("foci", "focus"),
                    Map.entry("bronchi", "bronchus"),
                    Map.entry("emphysematous", "emphysematous"),
                    Map.entry("cuffs", "cuff"),
                    Map.entry("lenses", "lens"),
                    Map.entry("vertebrae", "vertebra"),
                    Map.entry("prostheses", "prosthesis"),
                    Map.entry("arthroplasties", "arthroplasty"),
                    Map.entry("edematous", "edema"),
                    Map.entry("hernias", "hernia"),
                    Map.entry("ribs", "rib"));

    /** Tokens of a phrase of the lexicon, in the singular. */
    static List<Token> of(String text, int offset) {
        return of(text, offset, Token::singular);
    }

    /**
     * Tokens of a text.
     *
     * @param offset of the text in its section
     * @param spelling the word that a written one stands for
     */
    static List<Token> of(String text, int offset, UnaryOperator<String> spelling) {
        var tokens = new ArrayList<Token>();
        int length = text.length();
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            int start = i;
            if (Character.isLetterOrDigit(c)) {
                boolean number = Character.isDigit(c);
                while (i < length
                        && (Character.isLetterOrDigit(text.charAt(i))
                                || number && decimal(text, i))) {
                    i++;
                }
                int slash = with(text, start, i);
                if (slash > i) {
                    var word = slash - i == 2 ? "without" : "with";
                    tokens.add(new Token(word, offset + start, offset + slash));
                    i = slash;
                    continue;
                }
                tokens.add(
                        new Token(
                                spelling.apply(text.substring(start, i)),
                                offset + start,
                                offset + i));
            } else {
                i++;
                if (c == '(' && text.startsWith("-)", i)) {
                    tokens.add(new Token("no", offset + start, offset + i + 2));
                    i += 2;
                } else if (c == '.' && abbreviated(tokens, offset + start)) {
                    continue;
                } else if (c == '?' && letter(text, i)) {
                    // "?pneumonia": a question, not the end of one.
                    tokens.add(new Token("possible", offset + start, offset + i));
                } else if (c == '+' && (letter(text, i) || text.startsWith(")", i))) {
                    // "+effusion" and "(+) effusion" state something anew.
                    tokens.add(new Token(";", offset + start, offset + i));
                } else if (c == '&' || c == '+') {
                    tokens.add(new Token("and", offset + start, offset + i));
                } else if (c == ',' || c == ';' || c == ':' || c == '(' || c == ')' || c == '/'
                        || c == '.' || c == '?') {
                    tokens.add(new Token(String.valueOf(c), offset + start, offset + i));
                }
            }
        }
        return tokens;
    }

    /** Whether a full stop stands behind an abbreviation; a sentence ends elsewhere. */
    private static boolean abbreviated(List<Token> tokens, int at) {
        if (tokens.isEmpty()) {
            return true;
        }
        var last = tokens.getLast();
        return last.end() == at && last.end() - last.start() < 4;
    }

    boolean isMask() {
        return word.equals("xxxx");
    }

    /** The form the lexicon knows a word by: lower case, singular. */
    static String singular(String written) {
        var word = lower(written);
        int n = word.length();
        if (n < 4 || word.charAt(n - 1) != 's') {
            return SINGULAR.getOrDefault(word, word);
        }
        var irregular = SINGULAR.get(word);
        if (irregular != null) {
            return irregular;
        }
        char before = word.charAt(n - 2);
        if (before == 's' || before == 'u' || before == 'i') {
            return word;
        }
        return word.endsWith("ies") && n > 5 && !word.equals("series")
                ? word.substring(0, n - 3) + "y"
                : word.substring(0, n - 1);
    }

    /** The offset behind "w/" or "w/o"; the one given where neither stands. */
    private static int with(String text, int start, int end) {
        boolean with =
                end - start == 1
                        && (text.charAt(start) == 'w' || text.charAt(start) == 'W')
                        && end < text.length()
                        && text.charAt(end) == '/';
        if (!with) {
            return end;
        }
        boolean without =
                (text.startsWith("o", end + 1) || text.startsWith("O", end + 1))
                        && !letter(text, end + 2);
        return without ? end + 2 : end + 1;
    }

    private static boolean letter(String text, int at) {
        return at < text.length() && Character.isLetter(text.charAt(at));
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static boolean decimal(String text, int at) {
        return text.charAt(at) == '.'
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1));
    }
}
