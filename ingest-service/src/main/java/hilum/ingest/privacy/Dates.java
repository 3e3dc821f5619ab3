package hilum.ingest.privacy;

import hilum.ingest.privacy.prose.Prose;
import hilum.ingest.privacy.prose.Removals;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times of day in every form: written out, by numbers, as stamps, a year or a month
 * alone, a day and month where the words around or the message say that it is a date. Distances in
 * time stay, as do ratios, levels, positions on a clock face and amounts. Immutable.
 */
final class Dates {
    private static final String MONTH =
            "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
                    + "|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?"
                    + "|january|february|april|june|july|august|september|october|november|december)";
    private static final String FULL_MONTH =
            "(?:January|February|April|June|July|August|September|October|November|December"
                    + "|JANUARY|FEBRUARY|APRIL|JUNE|JULY|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
                    + "|january|february|april|june|july|september|october|november|december)";
    private static final String DAY = "(?:3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th|ST|ND|RD|TH)?";
    private static final String YEAR = "(?:19|20)\\d{2}";
    private static final String WEEKDAY =
            "(?:(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\\.?,?[\\s~])?";
    private static final String NUMBER_MONTH = "(?:1[0-2]|0?[1-9])";
    private static final String NUMBER_DAY = "(?:3[01]|[12]\\d|0?[1-9])";
    private static final String UNIT =
            "(?![\\s-]?(?i:mm|cm|ml|cc|mg|mcg|kg|g|hu|hounsfield|units?|french|fr|ms|bpm|cells|mmhg|gy|msv|mgy|x\\s?\\d|french|percent)\\b|[%.]\\d|\\s?%)";
    private static final String START = "(?<![\\p{L}\\d_./:-])";

    private static final String CLOCK =
            "(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?";
    private static final String HALF = "(?:[\\s~]?(?:[AaPp][Mm]\\b|[AaPp]\\.\\s?[Mm]\\b\\.?))";
    private static final String ZONE =
            "(?:\\s?(?:hours|hrs|hr|h|Z|UTC|GMT|[ECMP][SD]T|[+-]\\d{2}:?\\d{2})\\b)?";

    private static final String ORDINAL =
            "(?i:(?:(?:twenty|thirty)[\\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
                    + "|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)\\b";
    private static final String TENS =
            "(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\\s-](?:one|two|three|four|five|six|seven|eight|nine))?"
                    + "|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)\\b";
    private static final String YEAR_IN_WORDS =
            "(?i:two[\\s~]thousand(?:[\\s~](?:and[\\s~])?(?:"
                    + TENS
                    + "|(?:one|two|three|four|five|six|seven|eight|nine)\\b))?|(?:nineteen|twenty)[\\s~-]"
                    + TENS
                    + ")";

    /** What says a date without a digit. */
    private static final List<Pattern> WORDS =
            List.of(
                    // March fourth, two thousand and twenty; the fourth of March
                    Pattern.compile(
                            START
                                    // May first be seen
                                    + "(?!(?:May|MAY)[\\s~](?i:first|second)\\s[a-z]{2,9}\\s)"
                                    + MONTH
                                    + "[\\s~](?:the[\\s~])?"
                                    + ORDINAL
                                    + "(?:,?[\\s~](?:of[\\s~])?(?:"
                                    + YEAR_IN_WORDS
                                    + "|"
                                    + YEAR
                                    + "(?!\\d)))?"),
                    Pattern.compile(
                            START
                                    + ORDINAL
                                    + "[\\s~]of[\\s~]"
                                    + MONTH
                                    + "(?![A-Za-z])(?:,?[\\s~](?:"
                                    + YEAR_IN_WORDS
                                    + "|"
                                    + YEAR
                                    + "(?!\\d)))?"),
                    // September alone; a season or a part of it
                    Pattern.compile("(?<![\\p{L}\\d_])" + FULL_MONTH + "(?![\\p{L}\\d_])"),
                    Pattern.compile(
                            "(?=[A-Z])(?<=\\b(?i:in|since|from|of|until|till|last|early|late|mid|this|during)[\\s~-])(?:March|May|MARCH|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|August|AUGUST)\\.?(?![\\p{L}\\d_])(?!\\s[a-z]+s?\\s(?:be|have|represent))"));

    private static final List<Pattern> FORMS =
            List.of(
                    // 2014-09-22T01:26, 2014/09/22, 2014.09.22
                    Pattern.compile(
                            "(?<![\\w.-])"
                                    + YEAR
                                    + "([-/.])"
                                    + NUMBER_MONTH
                                    + "\\1"
                                    + NUMBER_DAY
                                    + "(?:[T\\s]"
                                    + CLOCK
                                    + ZONE
                                    + ")?(?![\\d])"),
                    // 20140922, 201409220126, 20140922012600
                    Pattern.compile(
                            "(?<!\\w)"
                                    + YEAR
                                    + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:T?\\d{4}(?:\\d{2})?(?:\\.\\d{1,4})?)?(?:[+-]\\d{4}|Z)?(?!\\w)"),
                    // 9/22/2014, 9-22-14, 22.09.2014
                    Pattern.compile(
                            "(?=\\d)(?<!(?i:ribs?|levels)\\s)(?<![\\w./-])(?:"
                                    + NUMBER_MONTH
                                    + "([-/.])"
                                    + NUMBER_DAY
                                    + "|"
                                    + NUMBER_DAY
                                    + "([-/.])"
                                    + NUMBER_MONTH
                                    + ")(?:\\1|\\2)(?:"
                                    + YEAR
                                    + "|(?<![.])\\d{2})(?![\\w/-]|\\.\\d|\\s(?i:ribs?|levels?)\\b)"
                                    + UNIT
                                    + "(?:[\\s~](?:[01]\\d|2[0-3])[0-5]\\d(?![\\d:/-]|[.,]\\d)"
                                    + UNIT
                                    + ")?"),
                    // September 22nd, 2014; Sep 22 2014; Sep 22
                    Pattern.compile(
                            START
                                    + WEEKDAY
                                    + MONTH
                                    + "(?:[.,]?[\\s~]{1,2}|[./-])(?:the\\s)?"
                                    + DAY
                                    + "(?![\\d])"
                                    + UNIT
                                    + "(?:(?:,?[\\s~]{1,2}|[,./-])(?:of\\s)?"
                                    + YEAR
                                    + "(?!\\d)|[/-]'?\\d{2}(?!\\d)|,?\\s?'\\d{2}(?!\\d))?"),
                    // 22-Sep-14, 22 September 2014, 22nd of September
                    Pattern.compile(
                            START
                                    + WEEKDAY
                                    + DAY
                                    + "(?:[\\s~]{1,2}(?:of\\s)?|[./-])?"
                                    + MONTH
                                    + "\\.?(?:(?:,?[\\s~]{1,2}|[,./-])?"
                                    + YEAR
                                    + "(?!\\d)|[/-]'?\\d{2}(?!\\d)|,?\\s?'\\d{2}(?!\\d))(?![A-Za-z])"),
                    Pattern.compile(
                            START
                                    + WEEKDAY
                                    + DAY
                                    + "(?:[\\s~]{1,2}(?:of\\s)|[-]|[\\s~])"
                                    + "(?!(?:may|MAY|May|mar|MAR|Mar|dec|DEC|SEP|sep)\\b\\s[a-z])"
                                    + MONTH
                                    + "(?![A-Za-z])"),
                    // September 2014, Sep-14, Sept '14
                    Pattern.compile(
                            START
                                    + MONTH
                                    + "(?:\\.?,?[\\s~]{1,2}(?:of\\s)?|[./-])"
                                    + YEAR
                                    + "(?![\\d])"
                                    + UNIT),
                    Pattern.compile(START + MONTH + "(?:\\.?[\\s~]?'|[/-])\\d{2}(?![\\w/])"),
                    // sept 22; sep 22, 2014
                    Pattern.compile(
                            "(?<![\\p{L}\\d_])(?:(?:jan|feb|apr|aug|sept|oct|nov)\\.?\\s"
                                    + DAY
                                    + "(?!\\d)"
                                    + UNIT
                                    + "|(?:sep|mar|march|may|dec|jun|jul)\\.?\\s"
                                    + DAY
                                    + "(?=,?\\s"
                                    + YEAR
                                    + "\\b))(?:,?\\s"
                                    + YEAR
                                    + "\\b)?"),
                    // 09/2014, 2014-09
                    Pattern.compile(
                            "(?<![\\w./-])" + NUMBER_MONTH + "[/-]" + YEAR + "(?![\\w/-]|\\.\\d)"),
                    Pattern.compile(
                            "(?<![\\w./-])" + YEAR + "[/-](?:0[1-9]|1[0-2])(?![\\w/-]|\\.\\d)"),
                    // any year that is no amount
                    Pattern.compile(
                            "(?=19|20)(?<![\\w./#$+:-])(?<!(?i:acr|edition|guidelines?|classification|fleischner|who|aha|nccn|disease|covid|coronavirus|ncov|model|cpt|code|dose|dosage|room|image|step|pager|ext)\\s)(?:19[3-9]\\d|20[0-4]\\d)(?![\\w/:-]|[.,]\\d)(?!\\s(?i:calorie|kcal|step|feet|meter|cell|cop|ng|pg|iu|u|k|ft|lb|people|patients|hours|hrs|g)\\w{0,8}\\b)"
                                    + UNIT),
                    // 2014, the 2014 study, the 1990s
                    Pattern.compile(
                            "(?=(?:19|20)\\d)(?<=\\b(?i:in|from|since|of|dated|circa|during|before|after|until|through|to|and|year|prior|by|early|late|mid|back|spring|summer|fall|autumn|winter)[\\s~]{1,2}(?:the[\\s~])?|\\b(?i:in|from|since|of|dated|date|year|comparison|prior|priors|study|done)[,:(]\\s?|\\bmid-)"
                                    + YEAR
                                    + "s?(?![\\w/-]|\\.\\d|,\\d)"
                                    + UNIT),
                    Pattern.compile(
                            "(?<![\\w./-])"
                                    + YEAR
                                    + "(?=[\\s~](?i:study|studies|exam|examination|film|films|radiograph|radiographs|cxr|x-ray|x-rays|ct|mri|pet|pet-ct|scan|scans|comparison|prior|image|images|imaging|mammogram|mammograms|mammography|ultrasound|report)\\b)"),
                    Pattern.compile("(?<=[(\\[])" + YEAR + "(?=[)\\]])"),
                    Pattern.compile("(?<![\\w./-])(?:19|20)\\d0s\\b"),
                    Pattern.compile(
                            "(?=\\d{1,2}[snrt])(?<=\\b(?i:on|since|from|dated)\\s(?i:the)\\s)(?:3[01]|[12]\\d|[1-9])(?:st|nd|rd|th)\\b(?!\\s(?i:of\\s)?(?i:rib|ribs|intercostal|vertebra\\w*|thoracic|lumbar|cervical|metatarsal|metacarpal|digit|toe|finger|percentile|ventricle|floor|week|image|slice|series|postoperative|day|interspace))"));

    private static final List<Pattern> TIMES =
            List.of(
                    Pattern.compile(
                            "(?=\\d{1,2}:\\d)(?<![\\w./:])(?<!(?i:ratio|titer|titre|dilution|ana|scale|i:e|position|clock)\\s(?:of\\s)?)"
                                    + CLOCK
                                    + "(?:"
                                    + HALF
                                    + "|[ap]\\b)?"
                                    + ZONE
                                    + "(?![\\w:/]|\\.\\d|[\\s-]?(?i:position|o'clock|o’clock|axis|radial|ratio|dilution|meridian))"),
                    Pattern.compile(
                            "(?<![\\w./:-])(?:1[0-2]|0?[1-9])(?:[.:]?[0-5]\\d)?"
                                    + HALF
                                    + "(?![A-Za-z])"),
                    Pattern.compile(
                            "(?<![\\w./:-])(?:(?:[01]?\\d|2[0-3])h[0-5]\\d|(?:[01]\\d|2[0-3])[0-5]\\dh)\\b"),
                    Pattern.compile(
                            "(?i)\\btime(?:\\sof\\s\\w{1,16})?\\s?:\\s?(?<value>(?:[01]\\d|2[0-3])[0-5]\\d)\\b"),
                    Pattern.compile(
                            "(?=[0-2]\\d{3})(?<=\\b(?i:at)\\s|@\\s?)(?:[01]\\d|2[0-3])[0-5]\\d(?:\\s?(?i:hours|hrs|hr|h)\\b)?(?![\\w/-]|\\.\\d|,\\d)"
                                    + UNIT),
                    Pattern.compile(
                            "(?<![\\w./:-])(?:[01]\\d|2[0-3]):?[0-5]\\d\\s?(?i:hours|hrs)\\b(?!\\s(?i:ago|after|post|prior|later))"));

    private static final String SHORT = "(?:3[01]|[12]\\d|0?[1-9])/(?:3[01]|[12]\\d|0?[1-9])";
    private static final String NO_RATIO =
            "(?![\\w/]|\\.\\d|\\s(?i:of|the|images?|views?|strength|cultures?|nodes?|lymph|positive|bottles|cores|systolic|motor|dose|ppd|pack|ago|full|complete))";

    /** A day and month behind a word that dates something. */
    private static final Pattern DATED =
            Pattern.compile(
                    "(?=\\d{1,2}/\\d)(?<=\\b(?i:on|dated|since|from|date|yesterday|today|comparison|prior|previous|cxr|radiographs?|x-rays?|ct|mri|exam|examination|study|compared\\sto|compared\\swith|film\\sof|of)[\\s~,:(]{1,2})"
                            + SHORT
                            + NO_RATIO
                            + "(?:(?:\\s?(?:,|and|&|to|-)\\s?|,\\sand\\s)"
                            + SHORT
                            + NO_RATIO
                            + "){0,6}");

    private static final Pattern BEFORE_TIME =
            Pattern.compile(
                    "(?<![\\w./-])"
                            + SHORT
                            + "(?=,?[\\s~](?:at[\\s~])?(?:"
                            + CLOCK
                            + "|(?:[01]\\d|2[0-3])[0-5]\\d\\s?(?:h|hrs|hours)\\b))");

    private static final Pattern ALONE =
            Pattern.compile("\\A[\\s(]*+(?<date>" + SHORT + ")[\\s.)]*+\\z");

    /** A day and month that is nothing else by its numbers: 09/22, 9/22, but not 4/5. */
    private static final Pattern CLEAR =
            Pattern.compile(
                    "(?=\\d{1,2}/\\d)(?<![\\w./-])(?<!(?i:gcs|score|grade|scale|mmse|ratio|stage|apgar|pain|bp|scored|at|nihss|spo2)\\s(?:of\\s|is\\s)?)(?:(?:1[0-2]|0?[1-9])/(?:3[01]|2\\d|1[3-9])|0[1-9]/(?:[012]\\d)|1[0-2]/0[1-9])(?!/|\\w|\\.\\d|-)"
                            + NO_RATIO
                            + UNIT);

    private static final Pattern LOOSE =
            Pattern.compile("(?<![\\w./-])(\\d{1,2})/(\\d{1,2})(?![\\w/]|\\.\\d)");
    private static final Set<Integer> DENOMINATORS = Set.of(15, 20, 30);

    private final Set<Integer> days = new HashSet<>();

    /**
     * @param dates of the message: their days and months go wherever they stand, unless they read
     *     as a ratio
     */
    Dates(Set<LocalDate> dates) {
        for (LocalDate date : dates) {
            days.add(key(date.getMonthValue(), date.getDayOfMonth()));
        }
    }

    private static int key(int month, int day) {
        return month * 100 + day;
    }

    void find(Prose prose, Removals removals) {
        String text = prose.text();
        WORDS.forEach(form -> mask(form, text, removals));
        if (text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            return;
        }
        FORMS.forEach(form -> mask(form, text, removals));
        TIMES.forEach(form -> mask(form, text, removals));
        mask(DATED, text, removals);
        mask(BEFORE_TIME, text, removals);
        Matcher alone = ALONE.matcher(text);
        if (alone.find()) {
            removals.mask(alone.start("date"), alone.end("date"));
        }
        Matcher clear = CLEAR.matcher(text);
        while (clear.find()) {
            String date = clear.group();
            int denominator = Integer.parseInt(date.substring(date.indexOf('/') + 1));
            if (date.startsWith("0") || !DENOMINATORS.contains(denominator)) {
                removals.mask(clear.start(), clear.end());
            }
        }
        named(text, removals);
    }

    private static void mask(Pattern pattern, String text, Removals removals) {
        Matcher form = pattern.matcher(text);
        boolean part = pattern.namedGroups().containsKey("value");
        while (form.find()) {
            removals.mask(part ? form.start("value") : form.start(), form.end());
        }
    }

    /** Days of the message itself; of those that could be a ratio too, only with two digits. */
    private void named(String text, Removals removals) {
        if (days.isEmpty()) {
            return;
        }
        Matcher loose = LOOSE.matcher(text);
        while (loose.find()) {
            int first = Integer.parseInt(loose.group(1));
            int second = Integer.parseInt(loose.group(2));
            boolean ratio =
                    first <= 12 && second <= 12 && first <= second && loose.group().length() < 5;
            if (!ratio
                    && (days.contains(key(first, second)) || days.contains(key(second, first)))) {
                removals.mask(loose.start(), loose.end());
            }
        }
    }
}
