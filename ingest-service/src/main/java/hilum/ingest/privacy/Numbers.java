package hilum.ingest.privacy;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers and addresses of the wire that tell who it is: those that the message names, with or
 * without separators, and by their form telephone numbers, mail and web addresses, identifiers with
 * their label, and anything of seven digits or more. Immutable.
 */
final class Numbers {
    private static final int SHORTEST = 4;
    private static final int LOOSE = 6;
    private static final int LONGEST = 40;
    private static final int LOCAL_CALL = 7;
    private static final int CALL = 10;
    private static final Pattern NO_SIGN = Pattern.compile("[^\\p{L}\\d]+");
    private static final String UNIT =
            "(?![\\s-]?(?i:mm|cm|ml|cc|mg|mcg|kg|hu|units?|french|fr)\\b|\\.\\d|\\s?%)";

    private static final List<Pattern> FORMS =
            List.of(
                    // mail, web
                    Pattern.compile(
                            "(?<![\\w.+-])[\\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,8}"),
                    Pattern.compile("(?i)\\b(?:https?://|www\\.)[^\\s<>\")]{1,400}"),
                    // social security, telephone
                    Pattern.compile("(?<![\\w-])\\d{3}-\\d{2}-\\d{4}(?![\\w-])"),
                    Pattern.compile(
                            "(?<![\\w.-])(?:\\+?\\d{1,3}[\\s.-]?)?(?:\\(\\d{3}\\)\\s?|\\d{3}[\\s./-])\\d{3}[\\s.-]?\\d{4}(?:,?\\s?(?i:ext\\.?|extension|x)\\s?\\d{1,6})?(?![\\w-])"),
                    Pattern.compile("(?<![\\w./-])\\d{3}-\\d{4}(?![\\w/-]|\\.\\d)" + UNIT),
                    Pattern.compile("(?<!\\w)\\+\\d{1,3}(?:[\\s.-]?\\(?\\d{1,4}\\)?){2,6}(?!\\w)"),
                    Pattern.compile(
                            "\\b(?i:ext\\.?|extension)[\\s:#]{1,2}\\d{3,6}\\b|\\b[xX]\\d-?\\d{4}\\b|\\bx\\d{4,5}\\b"),
                    // a number with its label
                    Pattern.compile(
                            "(?i)\\b(?:mrn|mr\\s?#|med(?:ical)?\\.?\\s?rec(?:ord)?(?:\\s(?:number|no\\.?|num))?|accession(?:\\s(?:number|no\\.?|num))?|acc\\s?(?:#|no\\.?|num)|acc(?=:)|acct\\.?|account(?:\\s(?:number|no\\.?))?|visit(?:\\s(?:number|no\\.?))|encounter(?:\\s(?:number|no\\.?))?|csn|fin|order(?:\\s(?:number|no\\.?))|patient\\sid|pt\\sid|id(?:\\s(?:number|no\\.?))?(?=\\s?[:#])|ssn|npi|dea|licen[sc]e(?:\\s(?:number|no\\.?))?|policy|insurance|member|pager|pgr|beeper|phone|telephone|tel\\.?|fax|cell|mobile|contact\\snumber|case\\s(?:number|no\\.?|num)|case\\s?(?=#)|job|document|doc|transcription|confirmation)[\\s~]{0,2}(?:id\\b|is\\b|number\\b|#|no\\.)?[\\s~]{0,2}[:#]{0,2}[\\s~#]{0,2}(?<value>(?=[A-Za-z-]{0,8}\\d)[A-Za-z0-9][A-Za-z0-9.-]{2,30}[A-Za-z0-9])"),
                    // a state and its code
                    Pattern.compile(
                            "(?<![A-Za-z])[A-Z]{2},?\\s(?<value>\\d{5}(?:-\\d{4})?)(?![\\w-]|\\.\\d|,\\d)"
                                    + UNIT),
                    Pattern.compile(
                            "(?i)\\bzip(?:\\scode)?[\\s:]{1,2}(?<value>\\d{5}(?:-\\d{4})?)\\b"),
                    // object identifiers, long numbers, letters with a long number
                    Pattern.compile("(?<![\\w.])\\d{1,20}(?:\\.\\d{1,40}){4,30}(?![\\w])"),
                    Pattern.compile("(?<![\\w.])[0-2]\\.\\d{1,3}\\.\\d{6,45}(?!\\w)"),
                    Pattern.compile("(?<![\\w.,])[A-Za-z]{0,6}[-_#]?\\d{7,30}(?![\\w]|\\.\\d)"),
                    Pattern.compile("(?<![\\w.,])[A-Z]{1,6}\\d{6}(?![\\w]|\\.\\d)"),
                    Pattern.compile("(?<![\\w.-])\\d{2,6}-\\d{2,6}-\\d{3,8}(?![\\w-]|\\.\\d)"));

    private final List<Pattern> named = new ArrayList<>();
    private final Set<String> userIds = new HashSet<>();

    Numbers(Set<String> numbers, KnownWords known) {
        Set<String> values = new HashSet<>();
        for (String number : numbers) {
            String signs = NO_SIGN.matcher(number).replaceAll("");
            long digits = signs.chars().filter(Character::isDigit).count();
            if (signs.length() > LONGEST) {
                continue;
            }
            if (digits == 0) {
                String folded = Prose.fold(signs);
                if (folded.length() >= SHORTEST && !known.has(folded)) {
                    userIds.add(folded);
                }
                continue;
            }
            values.add(signs);
            values.add(signs.replaceFirst("^[A-Za-z]{1,6}(?=\\d{6})", ""));
            values.add(signs.replaceFirst("^0+(?=\\d{5})", ""));
            if (digits == signs.length() && digits >= CALL) {
                values.add(signs.substring(signs.length() - CALL));
                values.add(signs.substring(signs.length() - LOCAL_CALL));
            }
        }
        for (String value : values) {
            if (value.length() >= SHORTEST) {
                named.add(pattern(value));
            }
        }
    }

    /** A short number as it is, and never as an amount; a longer one with separators or without. */
    private static Pattern pattern(String value) {
        StringBuilder pattern = new StringBuilder("(?i)(?<![\\p{L}\\d.,])");
        for (int i = 0; i < value.length(); i++) {
            if (i > 0 && value.length() >= LOOSE) {
                pattern.append("[\\s()._/#:-]{0,2}");
            }
            pattern.append(value.charAt(i));
        }
        return Pattern.compile(pattern.append("(?![\\p{L}\\d])").append(UNIT).toString());
    }

    void find(Prose prose, Removals removals) {
        String text = prose.text();
        for (Pattern number : named) {
            mask(number, text, removals);
        }
        if (!userIds.isEmpty()) {
            prose.words().stream()
                    .filter(word -> userIds.contains(word.folded()))
                    .forEach(removals::mask);
        }
        if (text.chars()
                .anyMatch(c -> (c >= '0' && c <= '9') || c == '@' || c == ':' || c == '.')) {
            FORMS.forEach(form -> mask(form, text, removals));
        }
    }

    private static void mask(Pattern pattern, String text, Removals removals) {
        boolean part = pattern.namedGroups().containsKey("value");
        Matcher number = pattern.matcher(text);
        while (number.find()) {
            removals.mask(
                    part ? number.start("value") : number.start(),
                    part ? number.end("value") : number.end());
        }
    }
}
