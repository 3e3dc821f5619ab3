package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Sentences;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.words.Abbreviations;
import hilum.radiology.variant.words.English;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Spells out an abbreviated note: the report, after a line {@value #LABEL} with the indication
 * where that is abbreviated too. What a word stands for is decided by the words beside it; where
 * that leaves two meanings, and where the verifier reads the long form otherwise, it stays.
 */
final class ExpandRules {

    /** What the line of the indication begins with. */
    static final String LABEL = "Indication: ";

    private static final Pattern PATIENT =
            Pattern.compile(
                    "(?<![\\w.])(\\d{1,3}|XXXX)[ -]?(?:(?:y/?o\\.?|yrs?(?: |-)old|years?[ -]old)[ -]?)?([MF])\\b(?!/)(,| with| who| w/|\\.|$)?");
    private static final Pattern AGED =
            Pattern.compile("(?i)(?<![\\w.])(\\d{1,3}|XXXX)[ -]?(?:y/?o|yo)(m|f)?\\b");
    private static final Pattern DURATION =
            Pattern.compile(
                    "(?i)(?<=[\\w,]) x ?(\\d+) ?(d|days?|wks?|weeks?|mos?|months?|yrs?|years?)\\b");
    private static final Pattern POSTOPERATIVE = Pattern.compile("(,)? ?\\bPOD ?#? ?(\\d+)\\b");
    private static final Pattern MORE =
            Pattern.compile(",? ?\\b([LR]|left|right) ?> ?([LR]|left|right)\\b");
    private static final Pattern QUERY = Pattern.compile("(^|[ ,(])\\? ?(?=[A-Za-z])");
    private static final Pattern RIBS = Pattern.compile("\\b(?i:fx|fxs) ([LR]) ribs\\b");
    private static final Pattern PLACE =
            Pattern.compile(
                    "(?i)\\b(in|above|at|into|over|below|near|within) ((?:(?:mid|upper|lower|distal|proximal|low|high) )?(?:carina|stomach|superior vena cava|right atrium|right ventricle|left ventricle|cavoatrial junction|gastroesophageal junction|diaphragm|jejunum|duodenum|apex|neck))\\b");
    private static final Pattern LOBE =
            Pattern.compile(
                    "(?i)\\b(nodules?|opacity|opacities|mass|granulomas?|consolidation|infiltrate|scarring|airspace disease) (?=(?:right|left) (?:upper|middle|lower) l(?:obe|ung field)\\b)");
    private static final Pattern LEVEL = Pattern.compile("\\b(fractures?) (?=[TLC]\\d)");
    private static final Pattern RIB =
            Pattern.compile("(?i)\\b(lesion|fracture) (?=(?:left|right) (?:\\d|rib|\\w+ rib))");
    private static final Pattern HEART =
            Pattern.compile(
                    "(?i)^((?:the )?(?:heart|heart size|mediastinum)) (normal|within normal limits|not widened|not enlarged)(?=[.,]?$)");
    private static final Pattern LUNG =
            Pattern.compile(
                    "(?i)^((?:left lung|right lung|lungs)) (clear|hyperexpanded|hyperinflated)(?=[.,]|$)");

    /** In capitals throughout, an abbreviation can't be told from a word. */
    private static final Pattern SHOUTED = Pattern.compile("\\b(?!X+\\b)\\p{Lu}{6,}\\b");

    private static final int LONGEST = 2_000;

    private final Abbreviations abbreviations = Abbreviations.standard();
    private final Sameness sameness;

    ExpandRules(Sameness sameness) {
        this.sameness = sameness;
    }

    /** The report spelled out; empty where it abbreviates nothing that can be. */
    Optional<Draft> expand(Report report) {
        var plain = new ArrayList<String>();
        var spelled = new ArrayList<String>();
        for (var section : List.of(report.findings(), report.impression())) {
            if (!section.isEmpty()) {
                plain.add(plain(section));
                spelled.add(section(section, Abbreviations.Place.IMAGE));
            }
        }
        boolean changed = !plain.equals(spelled);
        var indication = report.indication();
        if (!indication.isEmpty() && indication.length() <= LONGEST) {
            var note = section(indication, Abbreviations.Place.NOTE);
            if (!note.equals(plain(indication))) {
                spelled.addFirst(LABEL + note);
                changed = true;
            }
        }
        return changed
                ? Optional.of(Draft.of(VariantKind.EXPANDED, String.join("\n", spelled)))
                : Optional.empty();
    }

    private static String plain(String section) {
        return Sentences.split(section).stream()
                .map(sentence -> English.sentence(sentence.text()))
                .collect(Collectors.joining(" "));
    }

    private String section(String section, Abbreviations.Place place) {
        return Sentences.split(section).stream()
                .map(
                        sentence -> {
                            var written = English.sentence(sentence.text());
                            var spelled = spelled(sentence.text(), place);
                            boolean same =
                                    spelled.equals(written)
                                            || sameness.said(
                                                    VariantKind.EXPANDED, sentence.text(), spelled);
                            return same ? spelled : written;
                        })
                .collect(Collectors.joining(" "));
    }

    /** One sentence spelled out. */
    String spelled(String sentence, Abbreviations.Place place) {
        if (sentence.length() > LONGEST || SHOUTED.matcher(sentence).find()) {
            return English.sentence(sentence);
        }
        var text = sentence;
        if (place == Abbreviations.Place.NOTE) {
            text = patient(text);
            text =
                    DURATION.matcher(text)
                            .replaceAll(
                                    m -> " for " + m.group(1) + " " + unit(m.group(1), m.group(2)));
            text =
                    POSTOPERATIVE
                            .matcher(text)
                            .replaceAll(m -> (m.start() == 0 ? "" : ", ") + "postoperative day $2");
        }
        text = MORE.matcher(text).replaceAll(m -> more(m.group(1), m.group(2)));
        text = RIBS.matcher(text).replaceAll("fractures of the $1 ribs");
        text =
                QUERY.matcher(text)
                        .replaceAll(
                                place == Abbreviations.Place.NOTE
                                        ? "$1question of "
                                        : "$1possible ");
        text = abbreviations.expand(text, place);
        return text.equals(sentence) ? English.sentence(text) : English.sentence(phrased(text));
    }

    /** The articles and verbs that a note leaves out with the rest of its words. */
    private static String phrased(String text) {
        var phrased = PLACE.matcher(text).replaceAll("$1 the $2");
        phrased = LOBE.matcher(phrased).replaceAll("$1 in the ");
        phrased = LEVEL.matcher(phrased).replaceAll("$1 of ");
        phrased = RIB.matcher(phrased).replaceAll("$1 of the ");
        phrased = HEART.matcher(phrased).replaceFirst("$1 is $2");
        return LUNG.matcher(phrased)
                .replaceFirst(
                        m ->
                                "The "
                                        + English.inner(m.group(1))
                                        + (m.group(1).endsWith("s") ? " are " : " is ")
                                        + m.group(2));
    }

    private static String patient(String text) {
        var named =
                PATIENT.matcher(text)
                        .replaceAll(
                                m ->
                                        m.group(1)
                                                + "-year-old "
                                                + (m.group(2).equals("M") ? "man" : "woman")
                                                + (m.group(3) == null ? "," : m.group(3)));
        return AGED.matcher(named)
                .replaceAll(
                        m ->
                                m.group(1)
                                        + "-year-old"
                                        + (m.group(2) == null
                                                ? ""
                                                : m.group(2).equalsIgnoreCase("m")
                                                        ? " man"
                                                        : " woman"));
    }

    private static String unit(String count, String unit) {
        var word =
                switch (unit.toLowerCase(Locale.ROOT).charAt(0)) {
                    case 'd' -> "day";
                    case 'w' -> "week";
                    case 'm' -> "month";
                    default -> "year";
                };
        return count.equals("1") ? word : word + "s";
    }

    private static String more(String first, String second) {
        return ", greater on the %s than the %s".formatted(side(first), side(second));
    }

    private static String side(String written) {
        return switch (written) {
            case "L" -> "left";
            case "R" -> "right";
            default -> written;
        };
    }
}
