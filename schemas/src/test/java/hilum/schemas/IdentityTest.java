package hilum.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void aPointIdIsTheUuid5OfRfc9562() {
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(PointId.uuid5(dns, "www.example.com"))
                .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }

    @Test
    void aPointIdDiffersByStudyItemAndModel() {
        assertThat(PointId.of("a", "report", "m"))
                .isEqualTo(PointId.of("a", "report", "m"))
                .isNotEqualTo(PointId.of("b", "report", "m"))
                .isNotEqualTo(PointId.of("a", "findings", "m"))
                .isNotEqualTo(PointId.of("a", "report", "n"));
    }

    @Test
    void oneStudyInFiveIsHeldOut() {
        long held = IntStream.range(0, 10_000).filter(i -> HeldOut.test("study-" + i)).count();
        assertThat(held).isBetween(1_850L, 2_150L);
    }

    /** Values computed with Python's hashlib. */
    @Test
    void theSplitIsThatOfTheFirstEightBytesOfSha256() {
        assertThat(IntStream.rangeClosed(1, 20).filter(i -> HeldOut.test("CXR" + i)))
                .containsExactly(HELD_OUT_OF_THE_FIRST_TWENTY);
    }

    private static final Integer[] HELD_OUT_OF_THE_FIRST_TWENTY = {3, 5, 12};
}
