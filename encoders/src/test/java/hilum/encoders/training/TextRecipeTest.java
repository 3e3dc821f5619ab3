package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.training.StudyTexts.Mistake;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextRecipeTest {
    private static final TextRecipe RECIPE = new TextRecipe(2, 8, 0.4, 0.25);

    private static List<StudyTexts> studies(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                new StudyTexts(
                                        "study-%03d".formatted(i),
                                        Optional.of("findings " + "word ".repeat(i) + i),
                                        Optional.of("impression " + i),
                                        "report " + i,
                                        List.of("rewrite " + i),
                                        List.of(
                                                new Mistake(
                                                        "error " + i,
                                                        Optional.of("mirrored findings " + i)),
                                                new Mistake("other error " + i, Optional.empty()))))
                .toList();
    }

    @Test
    void theSameSeedDrawsTheSameBatchesWhateverTheOrderOfTheStudies() {
        var batches = RECIPE.batches(studies(60), 7);

        assertThat(RECIPE.batches(studies(60).reversed(), 7)).isEqualTo(batches);
        assertThat(RECIPE.batches(studies(60), 8)).isNotEqualTo(batches);
    }

    @Test
    void aBatchHoldsPairsOfOneKind() {
        assertThat(RECIPE.batches(studies(60), 7))
                .allSatisfy(
                        batch ->
                                assertThat(
                                                batch.stream()
                                                        .map(p -> p.positive().startsWith("report"))
                                                        .distinct())
                                        .hasSize(1));
    }

    @Test
    void everyStudyGivesOneSummaryPairAnEpochAndTheSharesHold() {
        var pairs =
                new TextRecipe(10, 8, 0.4, 0.25)
                        .batches(studies(64), 7).stream().flatMap(List::stream).toList();

        long similar = pairs.stream().filter(p -> p.query().startsWith("rewrite")).count();
        long mirrored = pairs.stream().filter(p -> p.query().startsWith("mirrored")).count();

        assertThat(pairs.size() - similar).isEqualTo(640);
        assertThat(mirrored / 640.0).isBetween(0.33, 0.47);
        assertThat(similar / 640.0).isBetween(0.19, 0.31);
    }

    @Test
    void inAMirroredPairTheErrorIsRightAndTheTrueImpressionWrong() {
        var pairs = new TextRecipe(1, 8, 1, 0).batches(studies(20), 7);

        assertThat(pairs.stream().flatMap(List::stream))
                .allSatisfy(
                        pair -> {
                            assertThat(pair.positive()).startsWith("error");
                            assertThat(pair.negatives())
                                    .anyMatch(n -> n.startsWith("impression"))
                                    .doesNotContain(pair.positive());
                        });
    }

    @Test
    void aStudyWithoutFindingsGivesNoSummaryPair() {
        var study =
                new StudyTexts("a", Optional.of(" "), Optional.of("x"), "x", List.of(), List.of());

        assertThat(RECIPE.batches(List.of(study), 1)).isEmpty();
    }

    @Test
    void wordingsThatDifferInCaseOrPunctuationOnlyAreTheSame() {
        assertThat(TextPair.sameness("No acute  disease."))
                .isEqualTo(TextPair.sameness("no acute disease"))
                .isNotEqualTo(TextPair.sameness("No acute diseases"));
        assertThat(TextPair.sameness("1.2 cm")).isNotEqualTo(TextPair.sameness("12 cm"));
        assertThat(TextPair.sameness(" — ")).isNotEqualTo(TextPair.sameness("?"));
    }
}
