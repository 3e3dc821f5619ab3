package hilum.eval.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.eval.rank.Item;
import hilum.eval.task.Evaluation;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rule against candidates whose worth is known. */
class PromotionTest {
    private static final int DIMENSION = 24;

    /** How far a version's vectors of a study lie from where they should. */
    private interface Noise {
        double of(int study);
    }

    private static String site(int study) {
        return study % 3 == 0 ? "small" : "large";
    }

    private static Evaluation version(long seed, int studies, Noise noise, double images) {
        Evaluation evaluation = new Evaluation();
        for (int study = 0; study < studies; study++) {
            Random random = new Random(seed * 100_003 + study);
            float[] truth = near(new float[DIMENSION], new Random(study), 1);
            double scale = noise.of(study);
            put(evaluation, study, "report", near(truth, random, scale));
            put(evaluation, study, "findings", near(truth, random, scale));
            put(evaluation, study, "impression", near(truth, random, scale));
            put(evaluation, study, "variant:PRIOR_OMITTED-1", near(truth, random, scale / 2));
            for (int error = 1; error <= 3; error++) {
                put(evaluation, study, "variant:ERROR-" + error, near(truth, random, scale * 1.5));
            }
            if (images > 0) {
                put(evaluation, study, "image:0", near(truth, random, images));
            }
        }
        return evaluation;
    }

    private static void put(Evaluation evaluation, int study, String name, float[] vector) {
        String id = "%032x".formatted(study);
        evaluation.put(new Item(id, 1, name, site(study), name + id, vector));
    }

    private static float[] near(float[] centre, Random random, double scale) {
        float[] vector = centre.clone();
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) (random.nextGaussian() * scale);
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    private static Decision decide(Evaluation candidate, Evaluation live) {
        return Promotion.DEFAULT.decide(candidate, "live", live);
    }

    @Test
    void aClearlyBetterVersionIsPromoted() {
        Decision decision = decide(version(1, 90, s -> 0.5, 0), version(2, 90, s -> 1.5, 0));
        assertThat(decision.reasons()).first().asString().startsWith("better overall");
        assertThat(decision.promoted()).isTrue();
        assertThat(decision.low()).isPositive();
    }

    @Test
    void theSameVersionAgainIsNotBetter() {
        Decision decision = decide(version(1, 90, s -> 1, 0), version(1, 90, s -> 1, 0));
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.mean()).isZero();
        assertThat(decision.reasons()).singleElement().asString().contains("not better overall");
    }

    @Test
    void aVersionThatLosesOneSiteIsRejectedThoughItGainsOverall() {
        Decision decision =
                decide(
                        version(1, 150, s -> s % 3 == 0 ? 3 : 0.3, 0),
                        version(2, 150, s -> s % 3 == 0 ? 0.5 : 1.5, 0));
        assertThat(decision.low()).isPositive();
        assertThat(decision.promoted()).isFalse();
        assertThat(decision.reasons()).allSatisfy(r -> assertThat(r).contains("site small"));
    }

    @Test
    void aSiteWithFewQueriesIsReportedAndDoesNotDecide() {
        Decision decision =
                decide(
                        version(1, 27, s -> s % 3 == 0 ? 3 : 0.2, 0),
                        version(2, 27, s -> s % 3 == 0 ? 0.5 : 2.5, 0));
        assertThat(decision.comparisons())
                .filteredOn(each -> each.site().equals("small"))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.verdict()).isEqualTo("reported"));
    }

    @Test
    void firstImagesMustBeFoundAboveChance() {
        Evaluation live = version(2, 90, s -> 1.5, 0);
        Decision blind = decide(version(1, 90, s -> 0.5, 1000), live);
        Decision seeing = decide(version(1, 90, s -> 0.5, 0.5), live);
        assertThat(seeing.promoted()).isTrue();
        assertThat(blind.promoted()).isFalse();
        assertThat(blind.reasons()).singleElement().asString().contains("chance");
    }

    @Test
    void onlyStudiesThatBothKnowAreCompared() {
        Decision decision = decide(version(1, 60, s -> 0.5, 0), version(2, 90, s -> 1.5, 0));
        assertThat(decision.studies()).isEqualTo(60);
        assertThat(decision.comparisons())
                .filteredOn(each -> each.site().equals("all"))
                .allSatisfy(each -> assertThat(each.n()).isEqualTo(60));
    }
}
