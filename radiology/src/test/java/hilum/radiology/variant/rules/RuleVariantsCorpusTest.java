package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Report;
import hilum.radiology.Rewrites;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules over the fictional reports: what they write, how much of it is accepted, how it reads.
 */
class RuleVariantsCorpusTest {

    private static final Pattern BROKEN =
            Pattern.compile(
                    "(?i)\\b(?!xxxx|had|that)(\\w+) \\1\\b|\\b(?:the|an?|no) (?:is|are|of|in|an?|the)\\b|\\bthere is an? \\w+s are\\b"
                            + "|\\b(?:is|are) (?:seen|noted) (?:is|are)\\b| ,|,,|\\.,|;\\.|\\( ");

    private static final Map<String, Outcome> OUTCOMES = new java.util.LinkedHashMap<>();
    private static final Map<String, Report> REPORTS = Rewrites.reports();

    @BeforeAll
    static void write() {
        REPORTS.forEach(
                (id, report) ->
                        OUTCOMES.put(id, RuleVariants.outcome(report, RuleVariants.seed(id))));
    }

    @Test
    void nearlyAllDraftsOfEveryKindAreAccepted() {
        var accepted = counted(true);
        var rejected = counted(false);

        assertThat(accepted.keySet()).containsExactlyInAnyOrder(VariantKind.values());
        for (var kind : VariantKind.values()) {
            int all = accepted.get(kind) + rejected.getOrDefault(kind, 0);
            assertThat((double) accepted.get(kind) / all)
                    .as("share of accepted %s: %d of %d", kind, accepted.get(kind), all)
                    .isGreaterThanOrEqualTo(kind == VariantKind.PRIOR_OMITTED ? 0.85 : 0.9);
        }
    }

    @Test
    void everyImpressionHasThreeDifferentErrors() {
        OUTCOMES.forEach(
                (id, outcome) -> {
                    if (!REPORTS.get(id).impression().isEmpty()) {
                        assertThat(outcome.accepted())
                                .as(id)
                                .filteredOn(v -> v.kind() == VariantKind.ERROR)
                                .extracting(VerifiedVariant::text)
                                .hasSize(3)
                                .doesNotHaveDuplicates();
                    }
                });
    }

    @Test
    void mostAbbreviatedWordsOfANoteAreSpelledOut() {
        var left = new ArrayList<String>();
        for (var id : List.of("R005", "R013", "R053", "R065", "R066")) {
            var text =
                    OUTCOMES.get(id).accepted().stream()
                            .filter(v -> v.kind() == VariantKind.EXPANDED)
                            .findFirst()
                            .orElseThrow()
                            .text();
            Pattern.compile("(?i)\\b(?:PTX|PNA|eff|atx|opac|CMG|sm|nl|w/|h/o|RLL|LLL|SOB)\\b")
                    .matcher(text)
                    .results()
                    .forEach(match -> left.add(id + " " + match.group()));
        }

        assertThat(left).isEmpty();
    }

    @Test
    void nothingReadsAsIfTwoTextsMet() {
        OUTCOMES.forEach(
                (id, outcome) -> {
                    for (var variant : outcome.accepted()) {
                        var match = BROKEN.matcher(variant.text());
                        boolean ours =
                                match.find()
                                        && !REPORTS.get(id).text().contains(match.group())
                                        && variant.kind() != VariantKind.ERROR;
                        assertThat(ours).as(id + " " + variant).isFalse();
                    }
                });
    }

    private static Map<VariantKind, Integer> counted(boolean accepted) {
        var counts = new EnumMap<VariantKind, Integer>(VariantKind.class);
        for (var outcome : OUTCOMES.values()) {
            for (var variant : accepted ? outcome.accepted() : outcome.rejected()) {
                counts.merge(variant.kind(), 1, Integer::sum);
            }
        }
        return counts;
    }
}
