package hilum.radiology.variant.verification;

import hilum.radiology.variant.VariantKind;
import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What makes a text no rewrite at all, whatever it says: looked at before its content. */
final class Soundness {

    /** A rewrite spells out and splits; more than this many times the length is something else. */
    private static final int LONGEST_RATIO = 5;

    private static final int SHORT = 300;

    /** Bounds the work on nonsense. */
    private static final int LONGEST = 20_000;

    private static final Pattern INSTRUCTION =
            Pattern.compile(
                    "\\b(ignore|disregard|forget)\\b.{0,30}\\b(above|previous|prior|earlier|all|instruction|instructions|prompt)\\b"
                            + "|\\b(as an ai|language model|system prompt|you are an? |user:|assistant:)"
                            + "|\\b(write|say|output|respond|reply|answer|print)\\b.{0,15}\\b(normal|instead|only|with)\\b"
                            + "|<\\|?[a-z_/]+\\|?>",
                    Pattern.DOTALL);

    private Soundness() {}

    /** Why a text can't be a rewrite of an original of a kind; empty where it may be one. */
    static Optional<Verdict> refusal(VariantKind kind, String original, String text) {
        if (text == null || text.isBlank()) {
            return refused("the rewrite is empty");
        }
        if (text.length() > LONGEST || original.length() > LONGEST) {
            return refused(
                    "the text has %d characters: longer than any report"
                            .formatted(Math.max(text.length(), original.length())));
        }
        var strange = strange(text, original);
        if (strange.isPresent()) {
            return strange;
        }
        if (text.length() > SHORT + LONGEST_RATIO * original.length()) {
            return refused(
                    "the rewrite has %d characters where the original has %d: too long to be one"
                            .formatted(text.length(), original.length()));
        }
        if (kind != VariantKind.ERROR && plain(text).equals(plain(original))) {
            return refused("the rewrite is the original, unchanged: no " + kind);
        }
        var instruction = INSTRUCTION.matcher(text.toLowerCase(Locale.ROOT));
        if (instruction.find()
                && !original.toLowerCase(Locale.ROOT).contains(instruction.group())) {
            return refused(
                    "the rewrite holds an instruction: \"%s\"".formatted(instruction.group()));
        }
        return Optional.empty();
    }

    /** Characters that look like nothing, or like letters that they aren't. */
    private static Optional<Verdict> strange(String text, String original) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean layout = c == '\n' || c == '\r' || c == '\t';
            int type = Character.getType(c);
            boolean invisible =
                    !layout
                            && (type == Character.CONTROL
                                    || type == Character.FORMAT
                                    || type == Character.PRIVATE_USE
                                    || type == Character.SURROGATE
                                    || type == Character.UNASSIGNED
                                    || type == Character.NON_SPACING_MARK
                                    || c == 0x3164
                                    || c == 0x115F
                                    || c == 0x1160
                                    || c == 0x2800);
            boolean foreign =
                    Character.isLetterOrDigit(c)
                            && UnicodeScript.of(c) != UnicodeScript.LATIN
                            && UnicodeScript.of(c) != UnicodeScript.COMMON;
            boolean disguised =
                    Character.isLetterOrDigit(c) && c > 0x2000 || Character.isDigit(c) && c > '9';
            if ((invisible || foreign || disguised) && original.indexOf(c) < 0) {
                return refused(
                        "the rewrite holds the %s character U+%04X at offset %d"
                                .formatted(invisible ? "invisible" : "foreign", c, i));
            }
            i += Character.charCount(c);
        }
        return Optional.empty();
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static Optional<Verdict> refused(String why) {
        return Optional.of(Verdict.refused(why));
    }
}
