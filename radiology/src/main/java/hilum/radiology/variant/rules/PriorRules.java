package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentences;
import hilum.radiology.claims.comparison.Comparison;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.words.English;
import hilum.radiology.variant.words.ResourceLines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes every reference to time, change and earlier studies out of a report. What has resolved
 * becomes absent, what has changed is simply there, and a sentence about nothing but the comparison
 * goes.
 */
final class PriorRules {

    private static final List<Rule> RULES = rules();

    private static final Pattern DANGLING =
            Pattern.compile(
                    "(?i).*(?:^|\\b)(?:and|or|with|in|of|the|a|an|to|than|from|on|by|at|since|which|that|but|no|slight|more|less|interval)\\W*$");
    private static final Pattern BROKEN =
            Pattern.compile(
                    "(?i)\\b(?:the|a|an|no) (?:is|are|in|of|the|a|an|and|or|with)\\b|\\b(?:of|in) (?:is|are|and|or)\\b|appears?\\.?$|\\bis (?:stable|unchanged)\\b|\\bgrossly \\w+\\.?$|\\b(?:and|or|with|but) [,.;]|\\b(?:and|or) (?:is|are) present\\b|\\b(?:is|are) (?:is|are)\\b|^(?:is|are|and|or|in|of|with|to)\\b|present (?:within|with|in size)\\b.*present|there is (?:no other )?(?:present|is|are)\\b|no other (?:or|and)\\b");
    private static final Pattern PLURAL_PRESENT =
            Pattern.compile(
                    "(?i)^((?:the |there )?(?:[^,;.]*?|[^;.]*, (?:and )?[^,;.]* and [^,;.]*?)) is (present|within|normal|clear|enlarged|elevated|low|prominent|tortuous)");
    private static final Pattern COUNTABLE =
            Pattern.compile(
                    "(?i)^(there is) (?!an? |no |the )([a-z -]*?(?:effusion|hernia|pneumothorax|nodule|opacity|mass|granuloma|infiltrate|catheter|tube)\\b)");

    /** The size of what is gone says nothing: "no small effusion" would leave a large one open. */
    private static final Pattern DENIED_SIZE =
            Pattern.compile(
                    "(?i)^((?:there is )?no )(?:(?:small|tiny|trace|large|moderate|mild|minimal|slight|severe)(?:[- ]sized)? )+(?=(?:left |right |bilateral |[a-z]+ )*(?:effusions?|pneumothorax|pneumothoraces|edema|atelectasis|consolidation|opacity|opacities|congestion)\\.?$)");

    private static final Pattern DENIED_CAPITAL =
            Pattern.compile("^((?:There is )?[Nn]o )(\\p{Lu}(?=\\p{Ll}))");

    /** What is left of a sentence that only pointed back: "It is present". */
    private static final Pattern BARE =
            Pattern.compile(
                    "(?i)(?:it|this|these|they|this finding|these findings) (?:is|are|appears?) ?(?:present)?\\W*");

    private static final Pattern CLAUSES = Pattern.compile("; ?");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern LEADING_MARKS = Pattern.compile("^[ ,;]+");
    private static final Pattern TRAILING_MARKS = Pattern.compile("[, ]+\\.$");

    /** A sentence of which nothing is left once the comparison is taken out. */
    private static final Pattern ONLY_COMPARISON =
            Pattern.compile(
                    "(?is)(?:[\\s,.:;()'/-]|\\b(?:the|there|is|are|has|have|been|no|not|any|a|an|of|in|to|with|from|since|on|as|and|or|it|this|these|that|exam|examination|"
                            + "study|studies|film|films|radiographs?|images?|x|ray|ct|chest|lungs?|heart|mediastinum|mediastinal|mediastinal contours|hilar|hila|cardiac|cardiomediastinal|"
                            + "silhouettes?|contours?|sizes?|shadow|appearances?|findings?|views?|frontal|lateral|pa|ap|show|shows|xxxx|overall|otherwise|grossly|essentially|relatively|"
                            + "significant|significantly|substantial|acute|appreciable|interval|change|changes|changed|unchanged|stable|similar|available|none|made|for|dated|when|which|both|"
                            + "comparison|compared|compare|prior|previous|previously|recent|last|old|earlier|most|remains?|again|appears?|seen|noted|\\d+))+");

    private static final int LONGEST = 500;

    private final ReportReader reader;
    private final Comparison comparison = new Comparison();

    PriorRules(ReportReader reader) {
        this.reader = reader;
    }

    /**
     * The whole report without comparison; empty when there is nothing to omit or nothing would be
     * left.
     */
    Optional<Draft> omit(Report report) {
        boolean changed = false;
        var sections = new ArrayList<String>();
        for (var section : List.of(report.findings(), report.impression())) {
            var kept = new ArrayList<String>();
            for (var sentence : Sentences.split(section)) {
                var written = English.sentence(sentence.text());
                if (!compares(written)) {
                    kept.add(written);
                    continue;
                }
                var without = sentence(written);
                if (without.isEmpty()) {
                    return Optional.empty();
                }
                changed = true;
                if (!without.get().isEmpty()) {
                    kept.add(without.get());
                }
            }
            if (!kept.isEmpty()) {
                sections.add(String.join(" ", kept));
            }
        }
        return changed && !sections.isEmpty()
                ? Optional.of(Draft.of(VariantKind.PRIOR_OMITTED, String.join("\n", sections)))
                : Optional.empty();
    }

    /**
     * One sentence without comparison: nothing where it spoke of nothing else, empty where no rule
     * can take the comparison out and leave English.
     */
    Optional<String> sentence(String written) {
        if (onlyComparison(written)) {
            return Optional.of("");
        }
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        var clauses = new ArrayList<String>();
        for (var clause : CLAUSES.split(SPACES.matcher(written).replaceAll(" "))) {
            if (onlyComparison(clause)) {
                continue;
            }
            var text = clause(clause);
            if (DANGLING.matcher(text).matches() || BROKEN.matcher(text).find()) {
                return Optional.empty();
            }
            if (!text.isEmpty() && !BARE.matcher(text).matches()) {
                clauses.add(clauses.isEmpty() ? text : English.inner(text));
            }
        }
        var without =
                English.sentence(
                        clauses.stream().map(PriorRules::open).collect(Collectors.joining("; ")));
        return compares(without) ? Optional.empty() : Optional.of(without);
    }

    /** Whether a sentence compares, to the reader of findings or to that of claims. */
    private boolean compares(String written) {
        return !reader.comparisons(written).isEmpty()
                || !comparison.withoutTime(written, written).isEmpty();
    }

    private static String open(String clause) {
        return clause.endsWith(".") ? clause.substring(0, clause.length() - 1) : clause;
    }

    private boolean onlyComparison(String text) {
        return ONLY_COMPARISON.matcher(text).matches()
                && reader.read(text, Section.FINDINGS).isEmpty();
    }

    private static String clause(String clause) {
        var text = clause;
        for (var rule : RULES) {
            text = rule.apply(text);
        }
        text = SPACES.matcher(LEADING_MARKS.matcher(text).replaceAll("")).replaceAll(" ");
        text = TRAILING_MARKS.matcher(text).replaceAll(".").strip();
        text = DENIED_SIZE.matcher(text).replaceFirst("$1");
        text =
                DENIED_CAPITAL
                        .matcher(text)
                        .replaceFirst(m -> m.group(1) + m.group(2).toLowerCase(Locale.ROOT));
        if (text.toLowerCase(Locale.ROOT).startsWith("there is ")) {
            text = listed(text);
        }
        return agree(English.sentence(text));
    }

    /** "There is the small effusion or the atelectasis" of "no change in …" names what is there. */
    private static String listed(String text) {
        var denied = text.toLowerCase(Locale.ROOT).startsWith("there is no");
        return denied
                ? text
                : text.replaceAll(" (?:or|nor) (?:the |of the |in the )?", " and ")
                        .replaceAll(", (?:the |of the |in the )", ", ");
    }

    private static String agree(String text) {
        var present = PLURAL_PRESENT.matcher(text);
        if (present.find()
                && (present.group(1).contains(" and ")
                        || English.plural(English.head(present.group(1))))) {
            text = present.replaceFirst("$1 are $2");
        }
        return English.agreed(COUNTABLE.matcher(text).replaceFirst("$1 a $2"));
    }

    private record Rule(Pattern pattern, String replacement) {
        String apply(String sentence) {
            return pattern.matcher(sentence).replaceAll(replacement);
        }
    }

    private static List<Rule> rules() {
        var parts = new LinkedHashMap<String, String>();
        var rules = new ArrayList<Rule>();
        for (var line : ResourceLines.of("prior-rules.txt")) {
            int names = line.indexOf(" := ");
            int arrow = line.indexOf(" =>");
            if (names > 0) {
                parts.put("{" + line.substring(0, names) + "}", line.substring(names + 4));
                continue;
            }
            var pattern = line.substring(0, arrow);
            for (var part : parts.entrySet()) {
                pattern = pattern.replace(part.getKey(), part.getValue());
            }
            var replacement = line.substring(arrow + 3);
            rules.add(
                    new Rule(
                            Pattern.compile(pattern, Pattern.CASE_INSENSITIVE),
                            replacement.isEmpty() ? "" : replacement.substring(1)));
        }
        return List.copyOf(rules);
    }
}
