package hilum.eval.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Intervals over studies against what theory says of them. */
class BootstrapTest {
    private static Ratio coin(int studies, double probability, int queriesEach) {
        Random random = new Random(7);
        double[] sums = new double[studies];
        int[] counts = new int[studies];
        for (int i = 0; i < studies; i++) {
            sums[i] = random.nextDouble() < probability ? queriesEach : 0;
            counts[i] = queriesEach;
        }
        return new Ratio(sums, counts);
    }

    @Test
    void theIntervalOfAShareIsThatOfTheBinomial() {
        Ratio share = coin(400, 0.3, 1);
        var interval = new Bootstrap(List.of(share), Bootstrap.RESAMPLES).of(0, 0.95);
        double spread = 1.96 * Math.sqrt(share.value() * (1 - share.value()) / 400);
        assertThat(interval.low()).isCloseTo(share.value() - spread, within(0.01));
        assertThat(interval.high()).isCloseTo(share.value() + spread, within(0.01));
    }

    @Test
    void queriesOfOneStudyDoNotNarrowTheInterval() {
        var one = new Bootstrap(List.of(coin(100, 0.5, 1)), 1000).of(0, 0.95);
        var five = new Bootstrap(List.of(coin(100, 0.5, 5)), 1000).of(0, 0.95);
        assertThat(five).isEqualTo(one);
    }

    @Test
    void theMeanOfMeasuresHasAnIntervalOfItsOwn() {
        Ratio share = coin(200, 0.5, 1);
        double[] rest = Arrays.stream(share.sums()).map(sum -> 1 - sum).toArray();
        Ratio opposite = new Ratio(rest, share.counts());
        var mean = new Bootstrap(List.of(share, opposite), 1000).ofMean(0.95);
        assertThat(mean.low()).isCloseTo(0.5, within(1e-12));
        assertThat(mean.high()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theSameInputGivesTheSameInterval() {
        var first = new Bootstrap(List.of(coin(50, 0.5, 1)), 1000).of(0, 0.95);
        var second = new Bootstrap(List.of(coin(50, 0.5, 1)), 1000).of(0, 0.95);
        assertThat(second).isEqualTo(first);
    }
}
