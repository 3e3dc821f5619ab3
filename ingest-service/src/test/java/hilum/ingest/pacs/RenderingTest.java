package hilum.ingest.pacs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {
    private static String query(Map<String, String> header) {
        return Rendering.of(new Attributes(FakePacs.set(header)), 8_192, 4_096 * 4_096).query();
    }

    @Test
    void theHeadersFirstWindowIsAskedFor() {
        assertThat(query(Map.of("00281050", "2048\\1000", "00281051", "4096\\500")))
                .isEqualTo("?window=2048.0,4096.0,linear");
    }

    @Test
    void aSigmoidWindowIsAskedForAsOne() {
        assertThat(
                        query(
                                Map.of(
                                        "00281050", "10",
                                        "00281051", "20",
                                        "00281056", "SIGMOID")))
                .endsWith(",sigmoid");
    }

    @ParameterizedTest
    @CsvSource({"2048,0", "2048,-5", "2048,NaN", "x,100", "Infinity,100"})
    void aWindowThatIsNoneIsNotAskedFor(String centre, String width) {
        assertThat(query(Map.of("00281050", centre, "00281051", width))).isEmpty();
    }

    @Test
    void aPictureThatIsTooLargeIsAskedForSmallerInItsOwnShape() {
        assertThat(query(Map.of("00280010", "5000", "00280011", "4000"))).startsWith("?viewport=");
        String[] viewport =
                query(Map.of("00280010", "5000", "00280011", "4000")).split("=")[1].split(",");
        int columns = Integer.parseInt(viewport[0]);
        int rows = Integer.parseInt(viewport[1]);
        assertThat((long) columns * rows).isLessThanOrEqualTo(4_096L * 4_096);
        assertThat((double) columns / rows)
                .isCloseTo(0.8, org.assertj.core.data.Offset.offset(1e-3));
    }

    @Test
    void anOrdinaryPictureIsAskedForAsItIs() {
        assertThat(query(Map.of("00280010", "2828", "00280011", "2320"))).isEmpty();
    }
}
