package hilum.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantileTest {
    private static final double[] HUNDRED =
            IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

    @Test
    void theMedianLeavesHalfBehindIt() {
        assertThat(Quantile.of(HUNDRED, 0.5)).isEqualTo(50);
        assertThat(Quantile.of(new double[] {1, 2, 9}, 0.5)).isEqualTo(2);
    }

    @Test
    void theNinetyNinthPercentileOfFewValuesIsTheLargest() {
        assertThat(Quantile.of(HUNDRED, 0.99)).isEqualTo(99);
        assertThat(Quantile.of(new double[] {1, 2, 9}, 0.99)).isEqualTo(9);
    }

    @Test
    void noValuesHaveNoQuantile() {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantile.of(new double[0], 0.5));
    }
}
