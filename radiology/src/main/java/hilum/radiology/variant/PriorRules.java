package hilum.radiology.variant;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentences;
import hilum.radiology.reading.ReportReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes every reference to time, change and earlier studies out of a report. What has resolved
 * becomes absent, what has changed is simply there, and a sentence about nothing but the comparison
 * goes.
 */
final class PriorRules {

    private record Rule(Pattern pattern, String replacement) {

        static Rule of(String pattern, String replacement) {
            return new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), replacement);
        }

        String apply(String sentence) {
            return pattern.matcher(sentence).replaceAll(replacement);
        }
    }

    private static final String DEGREE =
            "(?:(?:slight|mild|moderate|marked|significant|minimal|grossly|essentially|relatively|overall|interval|further|partial|partly|gradual|progressive|mildly|slightly|moderately|markedly|significantly|minimally|partially|completely|substantially|near|nearly|largely|somewhat|gradually|not significantly)(?:ly)? )*";
    private static final String EARLIER =
            "(?:the |that |a |an |any |his |her |patient's |most |immediate |last )*(?:prior|previous|earlier|recent|last|old|outside|comparison|preceding|remote|XXXX|exam|examination|study|radiograph|CT|PET|chest|MRI)";
    private static final String SEEN =
            "(?:seen|noted|identified|demonstrated|visualized|present|appreciated|described|observed|evident)";

    private static final List<Rule> RULES =
            List.of(
                    Rule.of(
                            "^(?:as |when )?(?:compared (?:to|with)|in comparison (?:to|with)|comparison (?:is )?(?:made )?(?:to|with)|since|from) [^,.;]*, ",
                            ""),
                    Rule.of("^in the (?:interval|interim),? ", ""),
                    Rule.of(
                            ",? \\(?(?:as |when )?(?:compared (?:to|with)|in comparison (?:to|with)|since|from|relative to|similar to|as on|on) "
                                    + EARLIER
                                    + "\\b[^,;.]*",
                            ""),
                    Rule.of(",? (?:than|as seen on) (?:on |in )?" + EARLIER + "\\b[^,;.]*", ""),
                    Rule.of(",? (?:as |when )?(?:compared|in comparison) (?:to|with)[^,;.]*", ""),
                    Rule.of(",? (?:in|over) the (?:interval|interim)", ""),
                    Rule.of(
                            "^there (?:has|have) been "
                                    + DEGREE
                                    + "(?:resolution|clearing|clearance|removal) of (?:the |a |an )?(?:previously "
                                    + SEEN
                                    + " |previous |prior )?",
                            "There is no "),
                    Rule.of(
                            "^"
                                    + DEGREE
                                    + "(?:resolution|clearing|clearance|removal) of (?:the |a |an )?(?:previously "
                                    + SEEN
                                    + " |previous |prior )?",
                            "No "),
                    Rule.of(
                            "\\bthere (?:has|have) been "
                                    + DEGREE
                                    + "(?:development|appearance|placement|insertion|increase|decrease|improvement|worsening|progression|enlargement|reduction) (?:of|in) ",
                            "there is "),
                    Rule.of(
                            "^(?:the |an? )?(?:previously "
                                    + SEEN
                                    + " |previous |prior )?([^,;.]+?) (?:has|have) "
                                    + DEGREE
                                    + "(?:resolved|cleared|disappeared)\\b(?! and)[^,;.]*\\.?$",
                            "No $1."),
                    Rule.of(
                            "^(?:the |an? )?(?:previously "
                                    + SEEN
                                    + " |previous |prior )?([^,;.]+?) (?:is|are) no longer "
                                    + SEEN
                                    + "\\.?$",
                            "No $1."),
                    Rule.of(
                            "^(?:the |an? )?([^,;.]+?) (?:has|have|was|were) (?:been )?removed\\.?$",
                            "No $1."),
                    Rule.of("^" + DEGREE + "resolved ", "No "),
                    Rule.of(
                            "\\bno (?:significant |substantial |appreciable |definite |marked )?(?:interval )?change (?:in|of) (?:the |an? )?",
                            "there is "),
                    Rule.of("\\bno new or (?:enlarging|increasing|worsening) ", "no other "),
                    Rule.of("\\bno new ", "no other "),
                    Rule.of("\\bnot (?:significantly |substantially )?changed", "unchanged"),
                    Rule.of(
                            "^(?:once )?again (?:is |are )?(?:" + SEEN + ")? ?(is|are) ",
                            "There $1 "),
                    Rule.of("^again (?:" + SEEN + ",? )?", ""),
                    Rule.of("\\b(?:once )?again ", ""),
                    Rule.of("^unchanged (?:appearance|position) of ", ""),
                    Rule.of("^stable (?:appearance|position) of ", ""),
                    Rule.of(
                            "\\b(?:is|are|appears?|remains?|remain) (?:to be )?"
                                    + DEGREE
                                    + "(?:unchanged|stable|similar|persistent|constant|unaltered|improved|worsened|increased|decreased|worse|larger|smaller|resolving|improving|worsening|new)(?: and (?:unchanged|stable))?(?: in (?:size|appearance|position|extent|number|the interval|configuration|degree|severity|amount))?(?= *[.,;]| *$)",
                            "is present"),
                    Rule.of(
                            "\\b(?:has|have) "
                                    + DEGREE
                                    + "(?:increased|decreased|improved|worsened|progressed|enlarged|diminished|regressed|developed|persisted|not changed)(?: (?:slightly|mildly|markedly|significantly))?(?: in (?:size|appearance|extent|number|the interval))?",
                            "is present"),
                    Rule.of(
                            "\\b(?:"
                                    + DEGREE
                                    + ")(?:increase|decrease|improvement|worsening|progression|persistence|redemonstration|re-demonstration|development|appearance|reduction|regression) (?:of|in) (?:the )?",
                            ""),
                    Rule.of(
                            ",? (?:which|that) (?:is|are|has|have|appears?) "
                                    + DEGREE
                                    + "(?:been )?(?:unchanged|stable|increased|decreased|improved|worsened)(?: in (?:size|appearance))?",
                            ""),
                    Rule.of(
                            ",? (?:and )?(?:is |are )?"
                                    + DEGREE
                                    + "(?:unchanged|stable|similar|persisting|persistent)(?: in (?:size|appearance|position))?(?= *[.;,]| *$)",
                            ""),
                    Rule.of("\\bpreviously " + SEEN + " ", ""),
                    Rule.of(
                            "\\b(?:remains?) ((?:\\w+ )?(?:\\w+ly )?(?:enlarged|elevated|normal|clear|within|low|tortuous|prominent|in))",
                            "is $1"),
                    Rule.of(
                            "\\b(?:"
                                    + DEGREE
                                    + ")(?:unchanged|stable|persistent|persisting|new|newly|recurrent|continued|redemonstrated|increasing|decreasing|improving|improved|worsening|worsened|enlarging|resolving|increased|decreased|progressive|progressing|developing|interval|now|currently)(?: (?:and|or|but) (?:"
                                    + DEGREE
                                    + ")(?:unchanged|stable|increased|decreased|improved|worsened))? ",
                            ""));

    private static final Pattern DANGLING =
            Pattern.compile(
                    "(?i).*(?:^|\\b)(?:and|or|with|in|of|the|a|an|to|than|from|on|by|at|since|which|that|but|no|slight|more|less|interval)\\W*$");
    private static final Pattern BROKEN =
            Pattern.compile(
                    "(?i)\\b(?:the|a|an|of|in|no) (?:is|are|in|of|the|a|an|and|or|with)\\b|\\b(?:and|or|with|but) [,.;]|\\b(?:and|or) (?:is|are) present\\b|(?:is|are) (?:is|are)\\b|^(?:is|are|and|or|in|of|with|to)\\b|present (?:within|with|in size)\\b.*present|there is (?:no other )?(?:present|is|are)\\b|no other (?:or|and)\\b");
    private static final Pattern PLURAL_PRESENT =
            Pattern.compile(
                    "(?i)^((?:the |there )?[^,;.]*?) is (present|within|normal|clear|enlarged|elevated|low|prominent|tortuous)");
    private static final Pattern THERE_IS =
            Pattern.compile(
                    "(?i)^there is ((?:no |an? )?[a-z -]+?)(?= (?:in|of|at|with|within|on)\\b|[.,;]|$)");

    private final ReportReader reader;

    PriorRules(ReportReader reader) {
        this.reader = reader;
    }

    /**
     * The whole report without comparison; empty when there is nothing to omit or nothing would be
     * left.
     */
    Optional<Draft> omit(Report report) {
        var changed = new boolean[1];
        var text =
                Stream.of(report.findings(), report.impression())
                        .map(
                                section ->
                                        Sentences.split(section).stream()
                                                .map(
                                                        sentence -> {
                                                            var written = sentence.text();
                                                            if (reader.comparisons(written)
                                                                    .isEmpty()) {
                                                                return English.sentence(written);
                                                            }
                                                            changed[0] = true;
                                                            return sentence(written);
                                                        })
                                                .filter(sentence -> !sentence.isEmpty())
                                                .collect(Collectors.joining(" ")))
                        .filter(section -> !section.isEmpty())
                        .collect(Collectors.joining("\n"));
        return changed[0] && !text.isBlank()
                ? Optional.of(Draft.of(VariantKind.PRIOR_OMITTED, text))
                : Optional.empty();
    }

    /** One sentence without comparison; empty when it said nothing else. */
    String sentence(String written) {
        if (reader.read(written, Section.FINDINGS).isEmpty()) {
            return "";
        }
        if (written.length() > 600) {
            return English.sentence(written);
        }
        var text = written.replace('\n', ' ').replace("  ", " ");
        for (var rule : RULES) {
            text = rule.apply(text);
        }
        text =
                text.replaceAll("^[ ,;]+", "")
                        .replaceAll("(?<=, ),+ ?", "")
                        .replaceAll(" {2,}", " ")
                        .replaceAll("[, ]+\\.$", ".")
                        .strip();
        text = agree(text);
        boolean broken =
                text.isEmpty() || DANGLING.matcher(text).matches() || BROKEN.matcher(text).find();
        // Left as it was, the verifier finds the comparison and refuses it: better no variant than
        // bad English.
        return broken ? English.sentence(written) : English.sentence(text);
    }

    private static String agree(String text) {
        var present = PLURAL_PRESENT.matcher(text);
        if (present.find() && English.plural(firstNoun(present.group(1)))) {
            text = present.replaceFirst("$1 are $2");
        }
        var there = THERE_IS.matcher(text);
        if (there.find() && English.plural(there.group(1))) {
            text = there.replaceFirst("There are $1");
        }
        return text;
    }

    private static String firstNoun(String subject) {
        int of = subject.indexOf(" of ");
        int in = subject.indexOf(" in ");
        int end = of < 0 ? in : in < 0 ? of : Math.min(of, in);
        return subject.contains(" and ") ? "things" : end < 0 ? subject : subject.substring(0, end);
    }
}
