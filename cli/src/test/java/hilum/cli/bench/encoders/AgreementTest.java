package hilum.cli.bench.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.cli.bench.encoders.Agreement.Vectors;
import hilum.encoders.weights.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final Job JOB = Job.texts("text", "model", Precision.FLOAT32, 1, "texts.jsonl");
    private static final Job RIVAL = JOB.by("transformers");

    @Test
    void oneWrongVectorAmongManyRightOnesFails() {
        Vectors ours = rows(3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        Vectors theirs = rows(3, 1, 0, 0, 0, 1, 0, 0, 1, 0);

        assertThat(Agreement.leastCosine(ours, theirs)).isZero();
        assertThatThrownBy(() -> Agreement.require(comparison(0.999), RIVAL, ours, theirs))
                .hasMessageContaining("transformers")
                .hasMessageContaining("nothing is timed");
    }

    @Test
    void roundingPasses() {
        Vectors ours = rows(2, 0.6f, 0.8f, 0.8f, 0.6f);
        Vectors theirs = rows(2, 0.6001f, 0.7999f, 0.8f, 0.6f);

        assertThatCode(() -> Agreement.require(comparison(0.9999), RIVAL, ours, theirs))
                .doesNotThrowAnyException();
    }

    @Test
    void numbersThatAreNoneFail() {
        Vectors ours = rows(1, 0.6f, 0.8f);
        Vectors theirs = rows(1, Float.NaN, 0.8f);

        assertThatThrownBy(() -> Agreement.require(comparison(0.999), RIVAL, ours, theirs))
                .hasMessageContaining("nothing is timed");
    }

    @Test
    void lossesAreComparedByTheirRelativeDifference() {
        assertThatCode(
                        () ->
                                Agreement.require(
                                        comparison(1e-3), RIVAL, rows(1, 2.001f), rows(1, 2)))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () ->
                                Agreement.require(
                                        comparison(1e-3), RIVAL, rows(1, 2.01f), rows(1, 2)))
                .hasMessageContaining("loss");
    }

    @Test
    void theRatioIsThatOfTheMedians() {
        List<Side.Time> ours =
                List.of(new Side.Time(1, 1), new Side.Time(9, 1), new Side.Time(2, 1));
        List<Side.Time> theirs =
                List.of(new Side.Time(4, 3), new Side.Time(4, 3), new Side.Time(4, 3));

        Measured measured = Measured.of(comparison(0.999), RIVAL, ours, theirs, null);

        assertThat(measured.ratio()).isEqualTo(2);
        assertThat(measured.cpuRatio()).isEqualTo(3);
    }

    private static Vectors rows(int rows, float... values) {
        return new Vectors(values, rows);
    }

    private static Comparison comparison(double agreement) {
        return new Comparison("name", "title", 1, 2, JOB, List.of(RIVAL), agreement, false);
    }
}
