package hilum.radiology.variant.words;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The few rules of English that rewriting by rule needs. */
public final class English {

    private static final Pattern A_BEFORE_VOWEL =
            Pattern.compile(
                    "\\b([Aa]) (?=[aeioAEIO][a-z]|[Uu](?:n(?!i[a-z]?[fvtlq])|p|l|m)[a-z]|(?:ET|NG|SVC|IJ|RUL|RML|RLL|LUL|LLL|ICD|AICD|OG|8|11|18|8\\d)\\b)");
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
    public static String sentence(String words) {
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
    public static String inner(String sentence) {
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

    /**
     * A word with a capital where the one it stands for has one; an abbreviation stays as it is.
     */
    static String cased(String word, String like) {
        boolean capital =
                Character.isUpperCase(like.charAt(0))
                        && (like.length() == 1
                                || Character.isLowerCase(like.charAt(1))
                                || like.charAt(1) == '-');
        return capital ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word;
    }

    private static final Pattern THERE =
            Pattern.compile(
                    "(?i)^(there )(?:is|are|was|were) ((?:no (?:evidence|sign|indication) of |no |an? )?)(.+)$");
    private static final Pattern SEEN =
            Pattern.compile(
                    "(?i)^((?:no (?!evidence|sign))?)([^,;]+?) (?:is|are) ((?:again |not )?(?:seen|noted|present|identified|visualized|demonstrated)\\b.*)$");
    private static final Pattern PHRASE_END =
            Pattern.compile(
                    "(?i),| (?:of|in|at|with|within|without|over|along|on|for|to|from|near|projecting|overlying|measuring|seen|noted|adjacent|consistent|compatible|representing|suggesting|reflecting|suspicious|concerning|which|that|involving|extending|or|is|are|and)\\b");

    private static final Pattern FLAWED =
            Pattern.compile(
                    "(?i)\\b(\\w+) \\1\\b(?<!xxxx)|\\bthere (?:is|are) [^,;]*\\b(?:is|are|was|were|appears?|remains?|has|have) |\\bthere (?:is|are) [^,;]* (?:seen|identified|noted|demonstrated|appreciated|visualized|is evident|is present)\\b|\\b(?:is|are|seen|noted|present|identified|evident|appreciated|visualized|demonstrated)\\b[^,;]* (?:is|are) (?:seen|noted|present)\\b|\\b(?:the|an?|no) (?:the|an?|is|are|of|in|and|or)\\b|^(?:unchanged|stable) (?:an?|the) |\\b(?:is|are) (?:is|are)\\b");

    /** Whether a rewritten sentence shows the seams of its rewriting. */
    public static boolean flawed(String sentence) {
        return FLAWED.matcher(sentence).find();
    }

    /** "There is" and "is seen" with the number that their noun has. */
    public static String agreed(String sentence) {
        var there = THERE.matcher(sentence);
        if (there.matches() && !masked(head(there.group(3)))) {
            boolean evidence = there.group(2).length() > 4;
            return there.group(1)
                    + (evidence ? "is" : be(head(there.group(3))))
                    + " "
                    + there.group(2)
                    + there.group(3);
        }
        var seen = SEEN.matcher(sentence);
        if (seen.matches()) {
            var subject = seen.group(2);
            boolean denied = !seen.group(1).isEmpty();
            int last = Math.max(subject.lastIndexOf(" or "), subject.lastIndexOf(" nor "));
            boolean several = !denied && subject.matches("(?i)[^(]*\\band\\b(?! lateral).*");
            var be = several ? "are" : be(head(last < 0 ? subject : subject.substring(last + 4)));
            return seen.group(1) + subject + " " + be + " " + seen.group(3);
        }
        return sentence;
    }

    /** Whether the noun itself was taken out of the text. */
    private static boolean masked(String phrase) {
        return phrase.endsWith("XXXX") || phrase.endsWith("_");
    }

    /** A noun phrase up to the noun that decides on its number. */
    public static String head(String phrase) {
        var text = phrase.strip();
        while (text.endsWith(".") || text.endsWith(",")) {
            text = text.substring(0, text.length() - 1);
        }
        var end = PHRASE_END.matcher(text);
        return end.find(Math.min(1, text.length())) ? text.substring(0, end.start()) : text;
    }

    /** Whether a noun phrase takes "are". */
    public static boolean plural(String phrase) {
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
    public static String be(String phrase) {
        return plural(phrase) ? "are" : "is";
    }
}
