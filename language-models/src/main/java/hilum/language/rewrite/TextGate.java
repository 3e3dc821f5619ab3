package hilum.language.rewrite;

import hilum.radiology.variant.VariantKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a rewrite may not be whatever it says of the patient: unchanged, far too long, written with
 * characters that nobody sees or that only look like letters, or addressed to somebody. Stands
 * before the verifier, which reads words: what hides from a reader of words must not reach it.
 */
final class TextGate {
    private static final int LONGER = 3;
    private static final int ROOM = 300;

    /** Typography and signs that a rewrite may use although its original does not. */
    private static final String HARMLESS = "–—‘’“”…°×±µ≤≥½¼¾²³éèêöüä·•";

    private static final List<Pattern> ADDRESSED =
            List.of(
                    Pattern.compile(
                            "(?i)\\b(?:ignore|disregard|forget|override)\\b[^.\\n]{0,40}\\b(?:above|previous|prior|earlier|preceding|instructions?|prompts?|rules)\\b(?![^.\\n]{0,20}\\b(?:study|exam|examination|film|radiograph)\\b)"),
                    Pattern.compile(
                            "(?i)\\bas an? (?:ai|language model|assistant)\\b|\\blanguage model\\b|\\bsystem prompt\\b|\\bchatbot\\b"),
                    Pattern.compile(
                            "(?i)\\b(?:here is|here's|below is|sure[,!]|certainly[,!]|of course[,!])[^.\\n]{0,60}\\b(?:report|rewrit|version|text|json)"),
                    Pattern.compile(
                            "(?im)^\\s*(?:system|user|assistant|instructions?|note to (?:the )?(?:model|reader|ai))\\s*:"),
                    Pattern.compile("<\\|[^|>]{1,40}\\|>|\\[/?INST]|```|</?report>|https?://"),
                    Pattern.compile(
                            "(?i)\\b(?:write|output|answer|respond|reply)\\b[^.\\n]{0,30}\\b(?:normal|json|only)\\b"));

    private TextGate() {}

    /** Why a text may not pass; empty if nothing speaks against it. */
    static List<String> faults(VariantKind kind, String original, String text) {
        List<String> faults = new ArrayList<>();
        if (isSame(original, text)) {
            faults.add("the text is unchanged");
        }
        int most = LONGER * original.length() + ROOM;
        if (text.length() > most) {
            faults.add(
                    "the text has %d characters where the original has %d: at most %d are allowed"
                            .formatted(text.length(), original.length(), most));
        }
        Set<String> foreign = foreign(original, text);
        if (!foreign.isEmpty()) {
            faults.add(
                    "the text has characters that the original does not have and that may hide words: "
                            + String.join(" ", foreign));
        }
        for (Pattern pattern : ADDRESSED) {
            if (pattern.matcher(text).find()) {
                faults.add("the text speaks to somebody, as no report does");
                break;
            }
        }
        return faults;
    }

    /** Whether nothing but white space and case differs. */
    static boolean isSame(String original, String text) {
        return plain(original).equals(plain(text));
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static Set<String> foreign(String original, String text) {
        Set<String> foreign = new LinkedHashSet<>();
        text.codePoints()
                .filter(c -> !isPlain(c))
                .filter(c -> Character.getType(c) == Character.FORMAT || original.indexOf(c) < 0)
                .filter(c -> HARMLESS.indexOf(c) < 0)
                .limit(20)
                .forEach(c -> foreign.add("U+%04X".formatted(c)));
        return foreign;
    }

    private static boolean isPlain(int c) {
        return (c >= ' ' && c <= '~') || c == '\n' || c == '\t' || c == '\r';
    }
}
