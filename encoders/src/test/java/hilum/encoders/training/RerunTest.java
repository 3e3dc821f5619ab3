package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerunTest {
    /** 10 values kept and 2 of inputs a token; a layer's 3 values in flight take 48 bytes. */
    private static final Rerun.Footprint MODEL = new Rerun.Footprint(40, 8, 3);

    @ParameterizedTest
    @CsvSource({
        "14400, NOTHING", // 100 * 48 for the layer, 200 * 48 kept of all groups
        "14399, GROUPS",
        "9600, GROUPS", // 100 * 48 kept of one group
        "9599, LAYERS",
        "1, LAYERS"
    })
    void theLessMemoryTheMoreRunsTwice(long memory, Rerun expected) {
        assertThat(Rerun.fitting(MODEL, 200, 100, memory)).isEqualTo(expected);
    }
}
