package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hilum.encoders.training.Schedule.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    @ParameterizedTest
    @EnumSource
    void theRateRisesOverTheFirstTenthAndFallsToTheFloor(Shape shape) {
        Schedule schedule = new Schedule(100, 1e-4, 0.05, shape);

        assertThat(schedule.rate(1)).isCloseTo(1e-5, within(1e-12));
        assertThat(schedule.rate(10)).isCloseTo(1e-4, within(1e-12));
        assertThat(schedule.rate(55)).isCloseTo(5.25e-5, within(1e-12));
        assertThat(schedule.rate(100)).isCloseTo(5e-6, within(1e-12));
    }

    @Test
    void aSingleStepHasThePeak() {
        assertThat(new Schedule(1, 1e-4, 0.05, Shape.LINEAR).rate(1)).isEqualTo(1e-4);
    }
}
