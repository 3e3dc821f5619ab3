package hilum.ingest.privacy.people;

import hilum.ingest.privacy.prose.KnownWords;
import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who dictated and who typed, in short, at the end of a text: "JS/mk", "AB:cd", "/jmw", "abc
 * 9/22/14"; and capitals that are how someone whom the message names signs. Immutable.
 */
public final class Initials {
    private static final int TAIL = 60;
    private static final String LABEL = "(?:(?:[DT]{1,2}|[Jj]ob)[:#][\\s~]?)?";
    private static final String DATE =
            "(?:[\\s,~/]{1,3}"
                    + LABEL
                    + "\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{2,4})?(?:[\\s,~]{1,2}\\d{1,2}:\\d{2}(?::\\d{2})?(?:\\s?[AaPp]\\.?[Mm]\\.?)?)?)";
    private static final String DATE_OR_MASK = "(?:" + DATE + "|[\\s,~]{1,3}" + LABEL + "_{3})";
    private static final Pattern PAIR =
            Pattern.compile(
                    "(?:(?<=[.!?\\n~_])[\\s~]{0,4}|(?<=[.\\n~_]\\s{1,3}\\()|\\A\\s{0,4})(?<who>(?<a>[A-Za-z]{2,4})[/:](?<b>[A-Za-z]{2,4})(?:[/:][A-Za-z]{2,4})?|/(?<c>[a-z]{2,4}))"
                            + DATE_OR_MASK
                            + "{0,3}[\\s.)~]{0,6}\\z");
    private static final Pattern WITH_DATE =
            Pattern.compile(
                    "(?:(?<=[.!?\\n~_])[\\s~]{0,4}|\\A\\s{0,4})(?<who>(?<a>[A-Z]{2,4}|[a-z]{2,4}))"
                            + DATE
                            + "{1,2}[\\s.~]{0,6}\\z");
    private static final Pattern CAPITALS =
            Pattern.compile(
                    "(?<=[.!?\\n~_(/]|[.!?\\n~]\\s)(?<who>[A-Z]{2,4}|[a-z]{3})[\\s.)~]{0,6}\\z");
    private static final Pattern BRACKETED = Pattern.compile("[(\\[](?<who>[A-Z]{3,4})[)\\]]");

    private final NamedPeople people;
    private final KnownWords known;

    public Initials(NamedPeople people, KnownWords known) {
        this.people = people;
        this.known = known;
    }

    public void find(Prose prose, Removals removals) {
        String text = prose.text();
        int from = Math.max(0, text.length() - TAIL);
        Matcher pair = tail(PAIR, text, from);
        if (pair.find() && pair(pair)) {
            removals.mask(pair.start("who"), pair.end("who"));
        }
        Matcher dated = tail(WITH_DATE, text, from);
        if (dated.find() && !known.has(Prose.fold(dated.group("a")))) {
            removals.mask(dated.start("who"), dated.end("who"));
        }
        Matcher capitals = tail(CAPITALS, text, from);
        if (capitals.find() && signs(capitals.group("who"))) {
            removals.mask(capitals.start("who"), capitals.end("who"));
        }
        Matcher bracketed = BRACKETED.matcher(text);
        while (bracketed.find()) {
            if (signs(bracketed.group("who"))) {
                removals.mask(bracketed.start("who"), bracketed.end("who"));
            }
        }
    }

    private static Matcher tail(Pattern pattern, String text, int from) {
        return pattern.matcher(text)
                .region(from, text.length())
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
    }

    private boolean pair(Matcher pair) {
        return pair.group("c") != null
                ? !known.has(Prose.fold(pair.group("c")))
                : !(known.has(Prose.fold(pair.group("a")))
                        && known.has(Prose.fold(pair.group("b"))));
    }

    private boolean signs(String letters) {
        String folded = Prose.fold(letters);
        return people.signs(folded) && !known.has(folded);
    }
}
