package hilum.radiology.variant.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.Report;
import hilum.radiology.variant.words.Abbreviations.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpandRulesTest {
    private final ExpandRules rules = Rules.expand();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTE | s/p CT placed to WS | Status post chest tube placed to water seal.",
                "NOTE | CT chest for nodule | Computed tomography chest for nodule.",
                "NOTE | 71M SOB, cough x3d, h/o CHF | 71-year-old man, shortness of breath, cough for 3 days, history of congestive heart failure.",
                "NOTE | 54yof with CP, r/o PNA | 54-year-old woman with chest pain, rule out pneumonia.",
                "NOTE | h/o RA, on HD | History of rheumatoid arthritis, on hemodialysis.",
                "NOTE | s/p CABG, POD2 | Status post coronary artery bypass grafting, postoperative day 2.",
                "IMAGE | R IJ CVC tip in RA. | Right internal jugular central venous catheter tip in the right atrium.",
                "IMAGE | RULF opac, BLLF clr | Right upper lung field opacity, bilateral lower lung fields clear.",
                "IMAGE | Sm bil pl eff, L>R. | Small bilateral pleural effusions, greater on the left than the right.",
                "IMAGE | No PTX w/ L CT in place. | No pneumothorax with left chest tube in place.",
                "IMAGE | 6 mm nod LUL, ?mets. | 6 mm nodule in the left upper lobe, possible metastases.",
                "IMAGE | Hrt sz nl. | Heart size is normal.",
                "IMAGE | No eff. | No effusion.",
            })
    void anAbbreviationMeansWhatTheWordsBesideItSay(Place place, String note, String spelled) {
        assertThat(rules.spelled(note, place)).isEqualTo(spelled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMAGE | The RA is enlarged with PE.",
                "NOTE | MS for years.",
                "IMAGE | The patient left at 4 L of oxygen.",
                "IMAGE | Mild edema at T8.",
            })
    void whatIsNotAbbreviatedOrHasTwoMeaningsStays(Place place, String note) {
        assertThat(rules.spelled(note, place)).isEqualTo(note);
    }

    @Test
    void anAbbreviatedIndicationComesFirst() {
        var report = new Report("SOB.", "", "", "The lungs are clear.", "No acute disease.");

        assertThat(rules.expand(report).orElseThrow().text())
                .isEqualTo(
                        "Indication: Shortness of breath.\nThe lungs are clear.\nNo acute disease.");
    }

    @Test
    void anIndicationInFullIsNotRepeated() {
        var report = new Report("Cough.", "", "", "No PTX.", "No PTX.");

        assertThat(rules.expand(report).orElseThrow().text())
                .isEqualTo("No pneumothorax.\nNo pneumothorax.");
    }

    @Test
    void aNumberedImpressionInFullIsNoAbbreviation() {
        assertThat(rules.expand(Report.of("", "1. Small left effusion.\n2. Mild cardiomegaly.")))
                .isEmpty();
    }
}
