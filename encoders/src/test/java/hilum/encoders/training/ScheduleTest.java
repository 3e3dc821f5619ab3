package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hilum.encoders.training.Schedule.Shape;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "COSINE"})
    void theRateRisesOverTheFirstTenthAndFallsToTheFloor(Shape shape) {
        Schedule schedule = Schedule.of(100, 1e-4, 0.05, shape);

        assertThat(schedule.rate(1)).isCloseTo(1e-5, within(1e-12));
        assertThat(schedule.rate(10)).isCloseTo(1e-4, within(1e-12));
        assertThat(schedule.rate(55)).isCloseTo(5.25e-5, within(1e-12));
        assertThat(schedule.rate(100)).isCloseTo(5e-6, within(1e-12));
    }

    @Test
    void aSingleStepHasThePeak() {
        assertThat(Schedule.of(1, 1e-4, 0.05, Shape.LINEAR).rate(1)).isEqualTo(1e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "INCLUSIVE, 0.5, 1, 0.75, 0.25, 0",
        "TRANSFORMERS, 0, 0.5, 1, 0.75, 0.25",
        "AUTHORS, 0.5, 1, 1, 0.75, 0.25"
    })
    void theConventionsDifferByAStep(
            Schedule.Count count, double a, double b, double c, double d, double e) {
        Schedule schedule = new Schedule(5, 2, 1, 0, Shape.COSINE, count);

        assertThat(IntStream.rangeClosed(1, 5).mapToDouble(schedule::rate).toArray())
                .containsExactly(new double[] {a, b, c, d, e}, within(1e-12));
    }
}
