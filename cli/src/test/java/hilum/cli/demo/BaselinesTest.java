package hilum.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hilum.cli.demo.SentStudies.FinalStudy;
import hilum.radiology.Report;
import hilum.schemas.HeldOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private final List<FinalStudy> studies = new ArrayList<>();
    private int ids;

    private void heldOut(String findings, String impression) {
        add(true, findings, impression);
    }

    private void training(String findings, String impression) {
        add(false, findings, impression);
    }

    private void add(boolean heldOut, String findings, String impression) {
        String id =
                Stream.generate(() -> "%032x".formatted(ids++))
                        .filter(each -> HeldOut.test(each) == heldOut)
                        .findFirst()
                        .orElseThrow();
        studies.add(new FinalStudy(id, Report.of(findings, impression), List.of()));
    }

    private Map<String, Object> figure(String model, String measure) {
        return new Baselines(studies)
                .metrics().stream()
                        .filter(metric -> metric.get("model").equals(model))
                        .filter(metric -> metric.get("measure").equals(measure))
                        .findFirst()
                        .orElseThrow();
    }

    private static void assertNumber(Map<String, Object> figure, String field, double value) {
        assertThat((double) figure.get(field)).as(field).isCloseTo(value, within(1e-12));
    }

    @Test
    void sharedWordsFindTheImpressionAndEqualWordsShareTheFirstPlace() {
        heldOut("Effusion left.", "Left effusion."); // level with the next one: 1/2
        heldOut("Effusion left.", "Effusion, LEFT"); // 1/2
        heldOut("Heart large.", "Cardiomegaly heart."); // the same text twice: 1
        heldOut("Heart.", "Cardiomegaly \n heart."); // 1
        heldOut("Heart large.", "Scar."); // both of the heart above it: 0
        training("Heart.", "Heart.");

        Map<String, Object> first = figure(Baselines.TF_IDF, "recall@1");

        assertNumber(first, "value", 3 / 5.0);
        assertNumber(first, "chance", (1 + 1 + 2 + 2 + 1) / 25.0);
        assertThat(first).containsEntry("n", 5).containsEntry("site", "all");
        assertThat((double) first.get("low")).isBetween(0.0, 0.6);
        assertThat((double) first.get("high")).isBetween(0.6, 1.0);
        assertNumber(figure(Baselines.TF_IDF, "recall@10"), "value", 1);
    }

    @Test
    void theCommonestTrainingImpressionsComeFirstWhateverTheFindingsSay() {
        for (int i = 0; i < 3; i++) {
            training("", "No acute\ndisease.");
            training("Blunting.", "Effusion.");
        }
        training("", "Scar.");
        heldOut("Clear.", "No acute disease."); // 2 right, 1 wrong level: 2/3
        heldOut("Fine.", "No acute  disease."); // 2/3
        heldOut("Blunting.", "Effusion."); // 1 right, 2 wrong level: 1/3
        heldOut("Line.", "Scar."); // 3 above: 0
        heldOut("Round.", "Mass."); // 0
        heldOut("Neither query", ""); // nor candidate
        heldOut("", "No acute disease."); // nor candidate

        Map<String, Object> first = figure(Baselines.COMMONEST, "recall@1");

        assertNumber(first, "value", (2 / 3.0 + 2 / 3.0 + 1 / 3.0) / 5);
        assertThat(first).containsEntry("n", 5);
    }

    @Test
    void impressionsNeverTrainedOnAreFoundAsOftenAsByChance() {
        for (int i = 0; i < 12; i++) {
            heldOut("Findings.", "Impression %d.".formatted(i));
        }

        Map<String, Object> ten = figure(Baselines.COMMONEST, "recall@10");

        assertNumber(ten, "value", 10 / 12.0);
        assertNumber(ten, "chance", 10 / 12.0);
        assertNumber(ten, "low", 10 / 12.0);
        assertNumber(ten, "high", 10 / 12.0);
    }

    @Test
    void withoutHeldOutStudiesThereAreNoFigures() {
        training("Clear.", "Normal.");

        assertThat(new Baselines(studies).metrics()).isEmpty();
    }

    @Test
    void aWordWeighsByItsTextAndByTheTextsFittedOn() {
        TfIdf words = TfIdf.fit(List.of("heart large", "Heart clear, heart."));

        assertThat(words.idf("heart")).isEqualTo(1);
        assertThat(words.idf("large")).isCloseTo(1.405465, within(1e-6)); // 1 + ln(3/2)
        assertThat(words.idf("nodule")).isCloseTo(2.098612, within(1e-6)); // 1 + ln 3
        // (1 + ln 2) / sqrt((1 + ln 2)² + 1.405465²)
        assertThat(TfIdf.cosine(words.vector("HEART heart large"), words.vector("heart")))
                .isCloseTo(0.769447f, within(1e-6f));
        assertThat(TfIdf.cosine(words.vector("…"), words.vector("heart"))).isZero();
    }
}
