package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.Sentences;
import hilum.radiology.reading.Assertion;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.words.English;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes one finding per sentence. A sentence is taken apart only where its parts together read as
 * it did; any other stays as it is.
 */
final class SplitRules {

    private static final int DEPTH = 4;

    private static final String SEEN =
            "(?:(?: is| are| was| were| has been| have been)?,? "
                    + "(?:seen|identified|noted|demonstrated|visualized|appreciated|present|evident|detected|observed|found))?";

    private static final Pattern DENIALS =
            Pattern.compile(
                    "(?i)(?<head>(?:there (?:is|are|was|were) )?no(?: (?:definite|radiographic|convincing|obvious|visible))?(?: (?:evidence|signs?|findings?) of)?"
                            + "|(?:there is )?no evidence for|negative for|without(?: evidence of)?) (?<list>.+?)"
                            + SEEN
                            + "\\.?");

    private static final Pattern CLAUSE_AND_DENIALS =
            Pattern.compile(
                    "(?i)(?<clause>.+?),? (?:without|with no|and without|and no|but no)(?: (?:definite|radiographic))?(?: (?:evidence|signs?) of)? (?<list>.+?)"
                            + SEEN
                            + "\\.?");

    private static final Pattern STATES =
            Pattern.compile(
                    "(?i)(?<article>the |both )?(?<list>[^,.;:]+(?:, [^,.;:]+?)*,? and [^,.;:]+?) (?<verb>is|are|appears?|remains?|was|were|demonstrates?) (?<state>[^,;:]+?)\\.?");

    private static final Pattern NORMAL_FIRST =
            Pattern.compile(
                    "(?i)(?<state>normal|clear|stable|unremarkable) (?<list>[^,.;:]+(?:, [^,.;:]+?)*,? and [^,.;:]+?)\\.?");

    private static final Pattern CLAUSES =
            Pattern.compile(
                    "(?i); ?(?:and |but )?|, (?:but|however|and|while|although) (?=there |the |no |an? |mild |small |large )| and (?=there (?:is|are) )|, (?=there (?:is|are) )|, (?=no )");

    private static final Pattern FINDINGS =
            Pattern.compile(
                    "(?i)(?<head>there (?:is|are) )?(?<list>[^,.;:]+(?:, [^,.;:]+?)*,? and [^,.;:]+?)\\.?");

    private static final Pattern ITEMS =
            Pattern.compile(
                    "(?i),\\s*(?:and/or|and|or|nor)\\s+|,\\s*|\\s+(?:and/or|and|or|nor)\\s+");

    private static final Pattern LEADING_NO =
            Pattern.compile("(?i)^(?:no|the|a|an|any|there is no) ");

    /** Words that leave an item without its noun: "cardiac and mediastinal contours". */
    private static final Pattern HEADLESS =
            Pattern.compile(
                    "(?i)(?:.*\\b)?(?:cardiac|mediastinal|hilar|pulmonary|pleural|pericardial|bony|osseous|left|right|upper|lower|mid|bilateral|thoracic|acute|active|focal|visualized|vascular|interstitial|heart,?)$");

    /** What an item of a list doesn't hold: a clause of its own, or the tail of one. */
    private static final Pattern STRAY =
            Pattern.compile(
                    "(?i)^with |\\b(?:combination|mixture|either|both|between|suggests?|represents?|represent|may|likely due|consistent|compatible|is|are|was|were|has|have)\\b");

    private final ReportReader reader;
    private final Sameness sameness;

    SplitRules(ReportReader reader, Sameness sameness) {
        this.reader = reader;
        this.sameness = sameness;
    }

    /** The whole report with every list taken apart; empty when nothing came apart. */
    Optional<Draft> split(Report report) {
        var changed = new boolean[1];
        var text =
                Stream.of(report.findings(), report.impression())
                        .filter(s -> !s.isEmpty())
                        .map(
                                section ->
                                        Sentences.split(section).stream()
                                                .flatMap(
                                                        sentence -> {
                                                            var parts = parts(sentence.text());
                                                            changed[0] |= parts.size() > 1;
                                                            return parts.stream();
                                                        })
                                                .collect(Collectors.joining(" ")))
                        .collect(Collectors.joining("\n"));
        return changed[0] ? Optional.of(Draft.of(VariantKind.SPLIT, text)) : Optional.empty();
    }

    /** A sentence as sentences of one finding each; itself when it doesn't come apart. */
    List<String> parts(String sentence) {
        var parts = parts(sentence, DEPTH);
        return parts.size() < 2
                        || sameness.said(VariantKind.SPLIT, sentence, String.join(" ", parts))
                ? parts
                : List.of(English.sentence(sentence));
    }

    /** A sentence as sentences of one finding each, taken apart so often at most. */
    List<String> parts(String sentence, int depth) {
        var whole = English.sentence(sentence);
        var said = statements(whole);
        if (depth == 0 || said.size() < 2 || sentence.length() > 600) {
            return List.of(whole);
        }
        for (var attempt :
                List.of(
                        clauses(sentence),
                        denials(sentence),
                        clauseAndDenials(sentence),
                        states(sentence),
                        normalFirst(sentence),
                        findings(sentence))) {
            if (attempt.size() > 1
                    && said.equals(statements(String.join(" ", attempt)))
                    && attempt.stream().noneMatch(part -> statements(part).isEmpty())) {
                return attempt.stream().flatMap(part -> parts(part, depth - 1).stream()).toList();
            }
        }
        return List.of(whole);
    }

    private Set<Assertion.Statement> statements(String text) {
        return reader.read(text, Section.FINDINGS).stream()
                .map(Assertion::statement)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<String> denials(String sentence) {
        var match = DENIALS.matcher(sentence);
        if (!match.matches()) {
            return List.of();
        }
        var head = match.group("head");
        var items = items(match.group("list"));
        return items.size() < 2
                ? List.of()
                : items.stream()
                        .map(item -> English.sentence(agree(head, item) + " " + item))
                        .toList();
    }

    private static List<String> clauseAndDenials(String sentence) {
        var match = CLAUSE_AND_DENIALS.matcher(sentence);
        if (!match.matches()) {
            return List.of();
        }
        var parts = new ArrayList<String>();
        parts.add(English.sentence(match.group("clause")));
        items(match.group("list")).forEach(item -> parts.add(English.sentence("No " + item)));
        return parts;
    }

    private static List<String> states(String sentence) {
        var match = STATES.matcher(sentence);
        if (!match.matches()) {
            return List.of();
        }
        var article = match.group("article") == null ? "" : "The ";
        var verb = match.group("verb").toLowerCase(java.util.Locale.ROOT);
        var items = items(match.group("list"));
        return items.stream()
                .map(
                        item ->
                                English.sentence(
                                        article
                                                + item
                                                + " "
                                                + verb(verb, item)
                                                + " "
                                                + match.group("state")))
                .toList();
    }

    private static List<String> normalFirst(String sentence) {
        var match = NORMAL_FIRST.matcher(sentence);
        return match.matches()
                ? items(match.group("list")).stream()
                        .map(item -> English.sentence(match.group("state") + " " + item))
                        .toList()
                : List.of();
    }

    private static List<String> findings(String sentence) {
        var match = FINDINGS.matcher(sentence);
        if (!match.matches()) {
            return List.of();
        }
        var head = match.group("head") == null ? "" : match.group("head");
        return items(match.group("list")).stream()
                .map(item -> English.sentence(agree(head, item) + " " + item))
                .toList();
    }

    private static List<String> clauses(String sentence) {
        var parts = CLAUSES.split(sentence);
        return parts.length < 2 ? List.of() : Stream.of(parts).map(English::sentence).toList();
    }

    private static List<String> items(String list) {
        var items =
                Stream.of(ITEMS.split(list))
                        .map(item -> LEADING_NO.matcher(item.strip()).replaceFirst(""))
                        .toList();
        boolean whole =
                items.stream()
                        .noneMatch(
                                item ->
                                        item.isBlank()
                                                || HEADLESS.matcher(item).matches()
                                                || STRAY.matcher(item).find());
        return whole ? items : List.of();
    }

    private static String agree(String head, String item) {
        var words = head.strip();
        var article = words.matches("(?i)there (is|are|was|were).*");
        if (!article) {
            return words;
        }
        return words.replaceFirst(
                "(?i)there (?:is|are)",
                words.substring(0, 1).equals("T") || words.startsWith("t")
                        ? "There " + English.be(item)
                        : "");
    }

    private static String verb(String verb, String item) {
        return switch (verb) {
            case "is", "are" -> English.be(item);
            case "was", "were" -> English.plural(item) ? "were" : "was";
            default -> {
                var stem = verb.endsWith("s") ? verb.substring(0, verb.length() - 1) : verb;
                yield English.plural(item) ? stem : stem + "s";
            }
        };
    }
}
