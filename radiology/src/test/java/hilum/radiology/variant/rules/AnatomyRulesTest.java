package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Report;
import hilum.radiology.reading.Lexicon;
import hilum.radiology.variant.verification.Region;
import hilum.radiology.variant.verification.Regions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnatomyRulesTest {
    private final AnatomyRules rules = Rules.anatomy();

    private String grouped(String findings, String impression) {
        return rules.group(Report.of(findings, impression)).orElseThrow().text();
    }

    @Test
    void eachRegionHasItsLineInTheOrderOfTheChest() {
        assertThat(
                        grouped(
                                "The heart is normal in size. No pneumothorax or focal consolidation. Old rib fracture.",
                                "Left PICC tip in the superior vena cava. No acute cardiopulmonary abnormality."))
                .isEqualTo(
                        """
                        Lungs: No focal consolidation.
                        Pleura: No pneumothorax.
                        Heart: The heart is normal in size.
                        Bones: Old rib fracture.
                        Devices: Left PICC tip in the superior vena cava.
                        Other: No acute cardiopulmonary abnormality.""");
    }

    @Test
    void whatRefersToTheSentenceBeforeStaysBehindIt() {
        assertThat(
                        grouped(
                                "There is a nodule in the left upper lobe. It measures 8 mm. The heart is normal in size.",
                                ""))
                .startsWith("Lungs: There is a nodule in the left upper lobe. It measures 8 mm.\n");
    }

    @Test
    void aSentenceOfBothSectionsStandsOnce() {
        assertThat(grouped("Small left effusion. The heart is enlarged.", "Small left effusion."))
                .containsOnlyOnce("effusion");
    }

    @Test
    void aReportOfOneRegionIsNotGrouped() {
        assertThat(rules.group(Report.of("No effusion.", "No pneumothorax."))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LUNGS | Patchy opacity at the left base.",
                "PLEURA | Biapical pleural thickening.",
                "PLEURA | Pleural effusion beside the right lung.",
                "HEART | Cardiomegaly.",
                "MEDIASTINUM_AND_HILA | The main pulmonary artery is prominent.",
                "MEDIASTINUM_AND_HILA | Hiatal hernia behind the heart.",
                "DEVICES | The pulmonary artery catheter ends in the main pulmonary artery.",
                "DEVICES | Sternotomy wires are intact.",
                "BONES | Degenerative change of the thoracic spine.",
                "OTHER | Free air under the diaphragm.",
            })
    void theFirstAndLongestWordDecides(Region region, String sentence) {
        assertThat(new Regions().first(sentence)).contains(region);
    }

    @Test
    void nearlyEveryFindingOfTheLexiconHasARegion() {
        var regions = new Regions();
        var without =
                Lexicon.standard().concepts().stream()
                        .map(concept -> concept.name())
                        .filter(name -> regions.first(name).isEmpty())
                        .toList();

        assertThat(without.size())
                .as(without.toString())
                .isLessThanOrEqualTo(Lexicon.standard().concepts().size() / 10);
    }
}
