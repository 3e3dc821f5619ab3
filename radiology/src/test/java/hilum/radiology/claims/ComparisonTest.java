package hilum.radiology.claims;

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
                "66/M, GCS 6.|66-year-old man with a Glasgow Coma Scale of 6."
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
                "No pneumothorax or effusion. Clear lungs.|The lungs are clear and there is no effusion."
            })
    void oneExchangedWordIsADifference(String original, String rewrite) {
        assertThat(COMPARISON.same(original, rewrite)).isNotEmpty();
    }
}
