package hilum.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {
    private static final int DELAY_SECONDS = 3;
    private static final long MOST = 40;

    private final Throttle throttle = new Throttle(MOST);
    private final Deque<Long> onTheirWay = new ArrayDeque<>(Collections.nCopies(DELAY_SECONDS, 0L));
    private long behind;

    /** One second of stages that see what was sent three seconds later. */
    private long second(long capacity) {
        long sent = throttle.allow(behind, 1);
        onTheirWay.addLast(sent);
        long arrived = onTheirWay.removeFirst();
        long done = Math.min(behind + arrived, capacity);
        behind += arrived - done;
        return done;
    }

    private static final int SETTLED = 60;

    @ParameterizedTest
    @ValueSource(longs = {12, 55, 400})
    void theStagesAreKeptBusyAndALiveStudyFindsHardlyAQueue(long capacity) {
        long done = 0;
        double waited = 0;
        int seconds = 600;
        for (int i = 0; i < seconds; i++) {
            long now = second(capacity);
            if (i >= SETTLED) {
                done += now;
                waited += (double) behind / capacity;
            }
        }

        assertThat((double) done / (seconds - SETTLED) / capacity).isGreaterThan(0.85);
        assertThat(waited / (seconds - SETTLED)).isLessThan(2.5);
    }

    @Test
    void aStageThatStandsGetsNothingAndIsGoneOnWith() {
        for (int i = 0; i < 30; i++) {
            second(55);
        }
        long sent = 0;
        for (int i = 0; i < 120; i++) {
            second(0);
            sent += i > 10 ? onTheirWay.peekLast() : 0;
        }
        assertThat(sent).isZero();

        long done = 0;
        for (int i = 0; i < 60; i++) {
            done += second(55);
        }
        assertThat(done).isGreaterThan(60 * 55 / 2);
    }

    /** Asking a busy broker takes a while, in which nothing is sent. */
    @Test
    void whatAQuestionTakesDoesNotLowerTheRate() {
        long allowed = 0;
        for (int i = 0; i < 10; i++) {
            allowed = throttle.allow(0, 2.5);
        }

        assertThat(allowed / 2.5).isGreaterThan(20);
    }

    @Test
    void aDoorThatIsSlowerThanTheStagesSetsTheRate() {
        long allowed = 0;
        double seconds = 1;
        for (int i = 0; i < 100; i++) {
            allowed = throttle.allow(0, seconds);
            seconds = Math.max(1, allowed / 100.0);
        }

        assertThat(allowed / seconds).isLessThanOrEqualTo(100);
        assertThat(seconds).isLessThan(5);
    }
}
