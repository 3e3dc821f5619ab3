package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Report;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimilarRulesTest {
    private final SimilarRules rules = Rules.similar();

    private List<String> wordings(String sentence) {
        return IntStream.range(0, 40)
                .mapToObj(seed -> rules.sentence(sentence, new Random(seed)))
                .distinct()
                .toList();
    }

    @Test
    void aDenialTakesOtherForms() {
        assertThat(wordings("No pneumothorax."))
                .contains("There is no pneumothorax.", "No pneumothorax is seen.");
    }

    @Test
    void theNumberOfTheVerbFollowsTheNoun() {
        assertThat(wordings("No acute rib fractures."))
                .contains("There are no acute rib fractures.")
                .noneMatch(s -> s.contains("is no acute rib fractures"));
    }

    @Test
    void abbreviationsGoBothWays() {
        assertThat(wordings("Consolidation in the right lower lobe."))
                .contains("Consolidation in the RLL.");
        assertThat(wordings("Consolidation in the RLL."))
                .contains("Consolidation in the right lower lobe.");
    }

    @Test
    void anArticleSuitsTheWordBehindIt() {
        assertThat(wordings("There is a right upper lobe nodule."))
                .anyMatch(s -> s.contains("RUL"))
                .noneMatch(s -> s.toLowerCase(java.util.Locale.ROOT).contains("a rul "));
    }

    @Test
    void noSentenceHasTwoVerbsAfterRecasting() {
        assertThat(wordings("No acute abnormality is identified."))
                .noneMatch(s -> s.contains("identified is") || s.contains("seen is"))
                .noneMatch(s -> s.startsWith("There is") && s.endsWith("seen."));
    }

    @Test
    void findingsThatStandAloneAreReordered() {
        var report =
                Report.of(
                        "The sternum is intact. Bibasilar scarring. Calcified hilar nodes. Old rib fractures.",
                        "");

        var orders =
                IntStream.range(0, 20)
                        .mapToObj(seed -> rules.reword(report, seed).orElseThrow().text())
                        .map(text -> text.indexOf("ibs") < text.indexOf("scarring"))
                        .distinct();

        assertThat(orders).hasSizeGreaterThanOrEqualTo(1);
        assertThat(rules.reword(report, 3).orElseThrow().text()).isNotEqualTo(report.findings());
    }

    @Test
    void sentencesThatLeanOnEachOtherKeepTheirOrder() {
        var report =
                Report.of(
                        "Linear scar at the left base. The lungs are otherwise clear. No fracture. No effusion.",
                        "");
        for (int seed = 0; seed < 30; seed++) {
            rules.reword(report, seed)
                    .ifPresent(
                            draft ->
                                    assertThat(draft.text())
                                            .startsWith("Linear scar at the left base. "));
        }
    }
}
