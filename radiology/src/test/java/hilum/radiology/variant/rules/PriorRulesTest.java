package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriorRulesTest {
    private final PriorRules rules = Rules.prior();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mild edema has improved since the previous day. | Mild edema is present.",
                "The small left effusion is no longer seen. | No left effusion.",
                "Right effusion resolved, small left effusion unchanged. | No right effusion; small left effusion.",
                "The right chest tube has been removed; the left PICC remains in place. | No right chest tube; the left PICC is in place.",
                "Left basilar opacity has decreased and is now minimal. | Left basilar opacity is minimal.",
                "No change in the moderate cardiomegaly or the small effusions. | There is moderate cardiomegaly and small effusions.",
                "Left apical pneumothorax, now 5 mm (was 14 mm). | Left apical pneumothorax, 5 mm.",
                "The mass measures 4.2 cm, previously 3.1 cm. | The mass measures 4.2 cm.",
                "The lungs remain hyperinflated. | The lungs are hyperinflated.",
                "Stable and normal mediastinal contours. | Normal mediastinal contours.",
                "Bone density is decreased. | Bone density is low.",
                "Surgical clips from prior CABG are unchanged. | Surgical clips from CABG are present.",
                "Prior granulomatous disease. | Granulomatous disease.",
                "No new consolidation. | No other consolidation.",
                "Interval development of a left effusion. | There is a left effusion.",
            })
    void aClauseLosesItsComparisonAndNothingElse(String written, String without) {
        assertThat(rules.sentence(written)).contains(without);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No significant change since the prior study.",
                "Comparison is made with the previous radiograph.",
                "Heart size is unchanged.",
            })
    void aSentenceAboutNothingButTheComparisonGoes(String written) {
        assertThat(rules.sentence(written)).isEqualTo(Optional.of(""));
    }
}
