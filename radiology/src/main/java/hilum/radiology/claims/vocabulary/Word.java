package hilum.radiology.claims.vocabulary;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A word, number or mark of a sentence in the form that the vocabulary knows: lower case, American,
 * singular, numbers in digits.
 *
 * @param form what it is compared by
 * @param start offset in the text
 * @param end offset after it
 */
public record Word(String form, int start, int end) {

    private static final String MARKS = ",;:()/.?<>&=+-";

    /** Signs that stand for a word. */
    private static final Map<Character, String> SIGNS =
            Map.of('%', "percent", '#', "fracture", '\u2191', "increased", '\u2193', "decreased");

    private static final Pattern LISTED = Pattern.compile("\\([1-9]\\) ");

    private static final Map<String, String> NUMBERS =
            Map.ofEntries(
                    Map.entry("two", "2"),
                    Map.entry("three", "3"),
                    Map.entry("four", "4"),
                    Map.entry("five", "5"),
                    Map.entry("six", "6"),
                    Map.entry("seven", "7"),
                    Map.entry("eight", "8"),
                    Map.entry("nine", "9"),
                    Map.entry("ten", "10"),
                    Map.entry("eleven", "11"),
                    Map.entry("twelve", "12"),
                    Map.entry("first", "1"),
                    Map.entry("second", "2"),
                    Map.entry("third", "3"),
                    Map.entry("fourth", "4"),
                    Map.entry("fifth", "5"),
                    Map.entry("sixth", "6"),
                    Map.entry("seventh", "7"),
                    Map.entry("eighth", "8"),
                    Map.entry("ninth", "9"),
                    Map.entry("tenth", "10"),
                    Map.entry("eleventh", "11"),
                    Map.entry("twelfth", "12"));

    private static final Map<String, String> FORMS =
            Map.ofEntries(
                    Map.entry("apices", "apex"),
                    Map.entry("pneumothoraces", "pneumothorax"),
                    Map.entry("metastases", "metastasis"),
                    Map.entry("diagnoses", "diagnosis"),
                    Map.entry("prostheses", "prosthesis"),
                    Map.entry("bronchi", "bronchus"),
                    Map.entry("sulci", "sulcus"),
                    Map.entry("foci", "focus"),
                    Map.entry("hila", "hilum"),
                    Map.entry("vertebrae", "vertebra"),
                    Map.entry("bullae", "bulla"),
                    Map.entry("atria", "atrium"),
                    Map.entry("pleurae", "pleura"),
                    Map.entry("wks", "wk"),
                    Map.entry("yrs", "year"),
                    Map.entry("yr", "year"),
                    Map.entry("yo", "year"),
                    Map.entry("hrs", "hr"),
                    Map.entry("cms", "cm"),
                    Map.entry("mms", "mm"),
                    Map.entry("lbs", "lb"),
                    Map.entry("kgs", "kg"),
                    Map.entry("mos", "mo"),
                    Map.entry("men", "man"),
                    Map.entry("women", "woman"),
                    Map.entry("an", "a"),
                    Map.entry("efusion", "effusion"),
                    Map.entry("normally", "normal"),
                    Map.entry("grey", "gray"),
                    Map.entry("oesophagus", "esophagus"),
                    Map.entry("fibre", "fiber"),
                    Map.entry("lens", "lens"),
                    Map.entry("pus", "pus"),
                    Map.entry("gas", "gas"),
                    Map.entry("plus", "plus"),
                    Map.entry("versus", "versus"),
                    Map.entry("has", "has"),
                    Map.entry("was", "was"),
                    Map.entry("is", "is"),
                    Map.entry("as", "as"),
                    Map.entry("its", "its"),
                    Map.entry("this", "this"),
                    Map.entry("does", "does"),
                    Map.entry("yes", "yes"),
                    Map.entry("pancreas", "pancreas"));

    /**
     * The words and marks of a text.
     *
     * @param offset of the text in a longer one, added to theirs
     */
    public static List<Word> of(String text, int offset) {
        var words = new ArrayList<Word>();
        int length = text.length();
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            int start = i;
            if (listed(text, i)) {
                i = text.indexOf(')', i) + 1;
            } else if (Character.isDigit(c)) {
                while (i < length
                        && (Character.isDigit(text.charAt(i))
                                || decimal(text, i)
                                || clock(text, i))) {
                    i++;
                }
                int digits = i;
                while (i < length && Character.isLetter(text.charAt(i))) {
                    i++;
                }
                number(words, text, start, digits, i, offset);
            } else if (yearsOld(text, i)) {
                i += 3;
                words.add(new Word("year", offset + start, offset + i));
            } else if (Character.isLetter(c)) {
                while (i < length
                        && (Character.isLetterOrDigit(text.charAt(i)) || apostrophe(text, i))) {
                    i++;
                }
                word(words, text.substring(start, i), offset + start, offset + i);
            } else {
                i++;
                if (SIGNS.containsKey(c) && !digitAt(text, i)) {
                    words.add(new Word(SIGNS.get(c), offset + start, offset + i));
                } else if (MARKS.indexOf(c) >= 0) {
                    words.add(new Word(String.valueOf(c), offset + start, offset + i));
                } else if (c == '–' || c == '—') {
                    boolean range = i < length && Character.isDigit(text.charAt(i));
                    words.add(new Word(range ? "-" : ";", offset + start, offset + i));
                }
            }
        }
        return words;
    }

    /** "y/o" and "y.o." of an age. */
    private static boolean yearsOld(String text, int at) {
        boolean written =
                text.regionMatches(true, at, "y/o", 0, 3)
                        || text.regionMatches(true, at, "y.o", 0, 3);
        boolean goesOn = at + 3 < text.length() && Character.isLetterOrDigit(text.charAt(at + 3));
        return written && !goesOn;
    }

    private static boolean digitAt(String text, int at) {
        return at < text.length() && Character.isDigit(text.charAt(at));
    }

    boolean isNumber() {
        return Character.isDigit(form.charAt(0));
    }

    /** Whether it is punctuation. */
    public boolean isMark() {
        return form.length() == 1 && MARKS.indexOf(form.charAt(0)) >= 0;
    }

    boolean is(String other) {
        return form.equals(other);
    }

    /** "12cm", "6th", "71M" are a number and what it counts. */
    private static void number(
            List<Word> words, String text, int start, int digits, int end, int offset) {
        var written = text.substring(start, digits);
        if (written.indexOf('.') >= 0) {
            written = written.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        var behind = text.substring(digits, end).toLowerCase(Locale.ROOT);
        words.add(new Word(written, offset + start, offset + digits));
        switch (behind) {
            case "", "st", "nd", "rd", "th" -> {}
            case "m", "f" -> {
                words.add(new Word("year", offset + digits, offset + end));
                words.add(
                        new Word(
                                behind.equals("m") ? "man" : "woman",
                                offset + digits,
                                offset + end));
            }
            case "d" -> words.add(new Word("day", offset + digits, offset + end));
            default -> words.add(new Word(form(behind), offset + digits, offset + end));
        }
    }

    private static void word(List<Word> words, String written, int start, int end) {
        int letters = 0;
        while (letters < written.length() && !Character.isDigit(written.charAt(letters))) {
            letters++;
        }
        var head = written.substring(0, letters).toLowerCase(Locale.ROOT);
        boolean counted = head.equals("x") || head.equals("pod");
        if (letters < written.length() && counted) {
            words.add(new Word(head, start, start + letters));
            number(words, written, letters, digitsEnd(written, letters), written.length(), start);
        } else {
            words.add(new Word(form(written), start, end));
        }
    }

    private static int digitsEnd(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** A word as the vocabulary knows it. */
    static String form(String written) {
        var word =
                Normalizer.normalize(written, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT)
                        .replace("’", "'");
        if (word.endsWith("'s") || word.endsWith("s'")) {
            word = word.substring(0, word.length() - 2);
        }
        var number = NUMBERS.get(word);
        if (number != null) {
            return number;
        }
        word = american(word);
        var known = FORMS.get(word);
        return known == null ? singular(word) : known;
    }

    private static String american(String word) {
        if (word.length() < 5) {
            return word;
        }
        return word.replace("tunnell", "tunnel")
                .replace("labell", "label")
                .replace("sulph", "sulf")
                .replace("paed", "ped")
                .replace("oedema", "edema")
                .replace("oesoph", "esoph")
                .replace("haem", "hem")
                .replace("anaem", "anem")
                .replace("ischaem", "ischem")
                .replace("tumour", "tumor")
                .replace("colour", "color")
                .replace("favour", "favor")
                .replace("centre", "center")
                .replace("metre", "meter")
                .replace("calibre", "caliber")
                .replace("orthopaed", "orthoped")
                .replace("visualis", "visualiz")
                .replace("localis", "localiz")
                .replace("ventilat", "ventilat");
    }

    private static String singular(String word) {
        int n = word.length();
        if (n < 4 || word.charAt(n - 1) != 's') {
            return word;
        }
        char before = word.charAt(n - 2);
        if (before == 's' || before == 'u' || before == 'i') {
            return word;
        }
        if (word.endsWith("ies") && n > 5 && !word.equals("series")) {
            return word.substring(0, n - 3) + "y";
        }
        if (word.endsWith("sses")
                || word.endsWith("xes")
                || word.endsWith("shes")
                || word.endsWith("ches") && !word.endsWith("aches")) {
            return word.substring(0, n - 2);
        }
        return word.substring(0, n - 1);
    }

    private static boolean decimal(String text, int at) {
        return text.charAt(at) == '.'
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1));
    }

    /** "10:22" is one number. */
    private static boolean clock(String text, int at) {
        return text.charAt(at) == ':' && digitAt(text, at - 1) && digitAt(text, at + 1);
    }

    /** "(1) edema; (2) effusion": the number of an item says nothing. */
    private static boolean listed(String text, int at) {
        if (text.charAt(at) != '(' || !LISTED.matcher(text).region(at, text.length()).lookingAt()) {
            return false;
        }
        int before = at - 1;
        while (before >= 0 && text.charAt(before) == ' ') {
            before--;
        }
        return before < 0 || ":;,.".indexOf(text.charAt(before)) >= 0;
    }

    private static boolean apostrophe(String text, int at) {
        char c = text.charAt(at);
        return (c == '\'' || c == '’')
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at + 1));
    }
}
