package hilum.radiology.claims.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final Comparison COMPARISON = new Comparison();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ETT and NGT in good position.|The endotracheal and nasogastric tubes are well positioned.",
                "No effusion and no consolidation.|Consolidation is absent, as is effusion.",
                "No acute osseous abnormality.|The bones show no acute abnormality.",
                "Trace right effusion. No left effusion.|Fluid is present in trace amount in the right pleural space and absent on the left.",
                "ETT, NGT and mediastinal drain removed.|The endotracheal tube, the nasogastric tube and the mediastinal drain have been removed.",
                "Cavity, previously 25 mm, now 14 mm.|The cavity has decreased from 2.5 cm to 1.4 cm.",
                "# L clavicle, healed.|Healed fracture of the left clavicle.",
                "Dyspnea, cough 4/7.|Shortness of breath and cough for 4 days.",
                "ETT out. Left drain out, no pneumothorax.|The endotracheal tube has been removed. The left drain has been removed. There is no pneumothorax.",
                "Fractures of the left sixth and seventh ribs, minimally displaced.|The left sixth rib is fractured. The left seventh rib is fractured. Both fractures are minimally displaced.",
                "The right effusion has increased and left lower lobe atelectasis has cleared; heart mildly enlarged.|Mild cardiac enlargement. Atelectasis of the left lower lobe is no longer seen, while there is more fluid in the right pleural space.",
                "No cavity to suggest active tuberculosis.|There is no cavity, and there is nothing to suggest active tuberculosis.",
                "66/M, GCS 6.|66-year-old man with a Glasgow Coma Scale of 6.",
                "Nodule, unchanged over 12 months.|The nodule has not changed over a year.",
                "LLL opac, ? aspiration.|Left lower lobe opacity, questionable aspiration.",
                "2 R CTs, unchanged. ETT 5 cm above carina.|Endotracheal tube 5 cm above the carina. Two right chest tubes, unchanged.",
                "Opacities in both lungs, worse in the lower zones, are unchanged.|Opacification of both lungs, more pronounced in the lower zones, is stable.",
                "Bullae in both upper lobes.|Each upper lobe contains bullae.",
                "Loculated right pleural collection. The air-fluid level within the collection is no longer seen.|Loculated collection in the right pleural space. Its air-fluid level has disappeared.",
                "A vague 8 mm opacity over the left second rib may be degenerative.|There is a vague 8 mm opacity over the left second rib. It may be degenerative.",
                "Right apical mass. Small right effusion.|At the apex of the right lung there is a mass, and on the same side a small effusion.",
                "No effusion. No tracheal deviation.|No effusion, trachea not deviated."
            })
    void sentencesBuiltInAnotherWaySayTheSame(String original, String rewrite) {
        assertThat(COMPARISON.same(original, rewrite)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bilateral hilar and right paratracheal adenopathy.|Adenopathy of both hila and of the left paratracheal region.",
                "Small right and trace left effusions.|Effusions bilaterally, a trace on the right and a small amount on the left.",
                "The right lung is clear, without nodule or consolidation.|The right lung is clear and contains a nodule, but no consolidation.",
                "Balloon pump marker 2 cm below the aortic arch.|The balloon pump marker is 2 cm above the aortic arch.",
                "Widened mediastinum, concerning for aortic syndrome.|Widened mediastinum that could represent an aortic syndrome.",
                "Left PICC in the SVC. Small left effusion.|The left subclavian central line is in the SVC. There is a small left effusion.",
                "The heart is enlarged. The aorta is normal.|The heart is normal. The aorta is enlarged.",
                "Left upper lobe nodule. Right lower lobe opacity.|Nodule of the left upper lobe. There is an opacity of the right upper lobe.",
                "Moderate right effusion. Mild edema.|There is an effusion on the right, mild in amount. There is mild edema.",
                "No pneumothorax or effusion. Clear lungs.|The lungs are clear and there is no effusion.",
                "The left hilum is enlarged; the right hilum is normal.|Right hilum enlarged, left hilum normal.",
                "Large hiatal hernia with an air-fluid level. No pneumoperitoneum. No pneumomediastinum.|Large hiatus hernia, containing an air-fluid level. No pneumoperitoneum.",
                "T8 compression fracture with 40% height loss. Osteopenia.|T8 compression fracture with loss of 40% of height. Osteopenia. Healed left clavicle fracture.",
                "Large mediastinal mass. No effusion.|There is a large mediastinal mass. The mass contains calcifications. There is no effusion.",
                "The right effusion has increased and is now moderate. The pacemaker is unchanged.|The effusion on the right has decreased and is now moderate. The pacemaker has not moved.",
                "Nodule, unchanged over 12 months.|The nodule has not changed over six months."
            })
    void oneExchangedWordIsADifference(String original, String rewrite) {
        assertThat(COMPARISON.same(original, rewrite)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Left PICC retracted to the axillary vein.|Left PICC retracted, ending in the left axillary vein.",
                "Complete collapse of the left lung, new.|The left lung has newly collapsed completely."
            })
    void whatWasDoneSinceIsAReferenceToTime(String original, String rewrite) {
        assertThat(COMPARISON.withoutTime(original, rewrite)).isNotEmpty();
    }
}
