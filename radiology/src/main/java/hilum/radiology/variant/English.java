package hilum.radiology.variant;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The few rules of English that rewriting by rule needs. */
final class English {

    private static final Pattern A_BEFORE_VOWEL = Pattern.compile("\\b([Aa]) (?=[aeioAEIO][a-z])");
    private static final Pattern AN_BEFORE_CONSONANT =
            Pattern.compile("\\b([Aa])n (?=[bcdfgjklmpqrstvwyz][a-z])");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern STOPS = Pattern.compile("\\.\\s*\\.+$");
    private static final Pattern BEFORE_MARK = Pattern.compile(" +(?=[,.;])");

    private static final Set<String> SINGULAR =
            Set.of(
                    "thorax",
                    "pneumothorax",
                    "pelvis",
                    "apex",
                    "atelectasis",
                    "emphysema",
                    "scoliosis",
                    "fibrosis",
                    "mass");

    private English() {}

    /** One space between words, none before a mark, a capital first and a full stop last. */
    static String sentence(String words) {
        var text =
                BEFORE_MARK.matcher(SPACES.matcher(words.strip()).replaceAll(" ")).replaceAll("");
        text = A_BEFORE_VOWEL.matcher(text).replaceAll("$1n ");
        text = AN_BEFORE_CONSONANT.matcher(text).replaceAll("$1 ");
        text = STOPS.matcher(text).replaceAll(".");
        if (text.isEmpty()) {
            return text;
        }
        text = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        char last = text.charAt(text.length() - 1);
        return last == '.' || last == '?' || last == '!' ? text : text + ".";
    }

    /**
     * A sentence's words in the middle of another: without the full stop, the first letter small
     * but in "XXXX", "PICC".
     */
    static String inner(String sentence) {
        var text = sentence.strip();
        while (text.endsWith(".") || text.endsWith(",") || text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        boolean name =
                text.length() > 1
                        && (Character.isUpperCase(text.charAt(1))
                                || Character.isDigit(text.charAt(1)));
        return text.isEmpty() || name
                ? text
                : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** Whether a noun phrase takes "are". */
    static boolean plural(String phrase) {
        var word = phrase.strip().toLowerCase(Locale.ROOT);
        word = word.substring(word.lastIndexOf(' ') + 1);
        if (SINGULAR.contains(word)) {
            return false;
        }
        return word.equals("hila")
                || word.equals("apices")
                || word.equals("pneumothoraces")
                || word.length() > 3
                        && word.endsWith("s")
                        && !word.endsWith("ss")
                        && !word.endsWith("us")
                        && !word.endsWith("is");
    }

    /** "is" or "are", as the phrase needs it. */
    static String be(String phrase) {
        return plural(phrase) ? "are" : "is";
    }
}
