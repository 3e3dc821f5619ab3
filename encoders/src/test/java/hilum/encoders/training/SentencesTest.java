package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private static final String REPORT =
            "[FINDINGS] Heart is large. Lungs are clear. No effusion.\n[IMPRESSION] One. Two.";

    @Test
    void sentencesChangePlacesWithinTheirSectionOnly() {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            String shuffled = Sentences.shuffled(REPORT, 1, new SplittableRandom(seed));
            seen.add(shuffled);

            String[] sections = shuffled.split("\n");
            assertThat(sections[0]).startsWith("[FINDINGS] ");
            assertThat(sorted(sections[0].substring(11)))
                    .isEqualTo(sorted("Heart is large. Lungs are clear. No effusion."));
            assertThat(sections[1]).isIn("[IMPRESSION] One. Two.", "[IMPRESSION] Two. One.");
        }
        assertThat(seen).hasSize(12);
    }

    @Test
    void aSectionIsShuffledWithTheProbability() {
        long changed =
                IntStream.range(0, 4000)
                        .filter(
                                seed ->
                                        !Sentences.shuffled(
                                                        "One. Two. Three. Four. Five.",
                                                        0.3,
                                                        new SplittableRandom(seed))
                                                .equals("One. Two. Three. Four. Five."))
                        .count();

        assertThat(changed / 4000.0).isBetween(0.26, 0.34);
    }

    private static String[] sorted(String text) {
        return Arrays.stream(text.split("(?<=\\.) ")).sorted().toArray(String[]::new);
    }
}
