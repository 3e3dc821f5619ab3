package hilum.ingest.privacy;

import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ages over 89, which are rare enough to tell who it is: the number becomes 90 and "or older"
 * follows. Younger ages stay. Immutable.
 */
final class Ages {
    private static final String OLD = "(?<age>9\\d|1[0-4]\\d)";
    private static final Pattern AGE =
            Pattern.compile(
                    "(?i)(?=[91]\\d)(?<![\\w./:-])(?:"
                            + OLD
                            + "(?<form>[\\s~-]{0,2}(?:years?|yrs?|y)[\\s~.-]{0,2}(?:old|of[\\s~]age)|[\\s-]?y\\.\\s?o\\b\\.?+|[\\s-]?y[/\\s]?o\\b|[\\s-]?(?:yrs?|y)/o\\b))(?!\\w)(?![\\s~]{1,2}or[\\s~]older)");
    private static final Pattern AGED =
            Pattern.compile(
                    "(?i)\\b(?:aged?|age[\\s~]of|age[\\s~]is)[\\s~:]{1,2}"
                            + OLD
                            + "(?![\\w/-]|\\.\\d)(?![\\s~]{1,2}or[\\s~]older)(?<form>[\\s~]years?\\b)?+(?![\\s~]or[\\s~]older)");
    private static final Pattern SEXED =
            Pattern.compile(
                    "(?=[91]\\d)(?<![\\w./:-])(?<!(?i:temp|temperature|t|tmax|max|fever|febrile|of|to|at)[\\s:]{1,2})"
                            + OLD
                            + "(?<form>[\\s-]?(?:y[\\s-]?)?(?:[MF]|male|female|man|woman|gentleman|lady))(?!\\w)(?![\\s~]or[\\s~]older)");
    private static final Pattern SAID =
            Pattern.compile(
                    "(?i)\\b(?:patient|pt|she|he)[\\s~](?:is|was)[\\s~]"
                            + OLD
                            + "(?<form>)(?=[.,;]?(?:[\\s~](?:and|with|years)\\b|[\\s~]*+\\z|[.,;]\\s))(?![\\s~]years[\\s~]or)(?![\\s~]or[\\s~]older)");
    private static final Pattern WORDS =
            Pattern.compile(
                    "(?i)\\b(?<age>ninety(?:[\\s-](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one[\\s-])?hundred(?:[\\s-](?:and[\\s-])?(?:one|two|three|four|five|six|seven|eight|nine|ten))?)(?<form>[\\s~-]years?[\\s~-]old)\\b(?![\\s~]or[\\s~]older)");

    /** Replaces what is an age over 89 in a text. */
    void find(Prose prose, Removals removals) {
        for (Pattern pattern : new Pattern[] {AGE, AGED, SEXED, SAID, WORDS}) {
            Matcher age = pattern.matcher(prose.text());
            while (age.find()) {
                String form = age.group("form") == null ? "" : age.group("form");
                removals.replace(
                        age.start("age"),
                        age.start("age") + (age.end("age") - age.start("age")) + form.length(),
                        "90" + form + " or older");
            }
        }
    }
}
