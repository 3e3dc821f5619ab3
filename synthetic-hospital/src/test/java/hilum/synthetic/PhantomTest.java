package hilum.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PhantomTest {
    private static final Truth HEALTHY = new Truth(List.of(), List.of());

    @Test
    void anEffusionFillsTheCostophrenicAngleOfItsSideOnly() {
        Truth left =
                with(Finding.of(FindingKind.PLEURAL_EFFUSION, Side.LEFT, null, Severity.MODERATE));

        assertThat(difference(left, .75, .85, .57, .66)).isGreaterThan(40);
        assertThat(difference(left, .15, .25, .57, .66)).isBetween(-10.0, 10.0);
    }

    @Test
    void aPneumothoraxDarkensTheRimOfItsSide() {
        Truth right = with(Finding.of(FindingKind.PNEUMOTHORAX, Side.RIGHT, null, Severity.SEVERE));

        assertThat(difference(right, .15, .22, .38, .50)).isLessThan(-10);
    }

    @Test
    void anOpacityBrightensItsZone() {
        Truth upperRight =
                with(Finding.of(FindingKind.OPACITY, Side.RIGHT, Zone.UPPER, Severity.MODERATE));

        assertThat(difference(upperRight, .22, .32, .24, .34)).isGreaterThan(25);
        assertThat(difference(upperRight, .68, .78, .24, .34)).isBetween(-10.0, 10.0);
    }

    @Test
    void aLargerHeartReachesFartherOut() {
        Truth large = with(Finding.of(FindingKind.CARDIOMEGALY, null, null, Severity.SEVERE));

        assertThat(difference(large, .70, .76, .55, .62)).isGreaterThan(25);
    }

    @Test
    void twoImagesOfOneTruthDiffer() {
        assertThat(paint(HEALTHY, 1).png()).isNotEqualTo(paint(HEALTHY, 2).png());
    }

    @Test
    void thePngReadsBackAsTheSamePixelsAndSaysThatItIsSynthetic() throws Exception {
        Radiograph radiograph = paint(HEALTHY, 3);

        byte[] png = radiograph.png();

        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getRaster().getSample(96, 100, 0)).isEqualTo(radiograph.at(96, 100));
        assertThat(image.getWidth()).isEqualTo(radiograph.width());
        assertThat(new String(png, StandardCharsets.ISO_8859_1)).contains("Synthetic phantom");
    }

    private static Truth with(Finding finding) {
        return new Truth(List.of(finding), List.of());
    }

    /**
     * How much brighter a box (in shares of width and height) is with the truth than without, over
     * 20 images.
     */
    private static double difference(
            Truth truth, double left, double right, double top, double bottom) {
        return LongStream.range(0, 20)
                .mapToDouble(
                        seed ->
                                mean(paint(truth, seed), left, right, top, bottom)
                                        - mean(paint(HEALTHY, seed), left, right, top, bottom))
                .average()
                .orElseThrow();
    }

    private static double mean(
            Radiograph radiograph, double left, double right, double top, double bottom) {
        double sum = 0;
        int count = 0;
        for (int y = (int) (top * radiograph.height()); y < bottom * radiograph.height(); y++) {
            for (int x = (int) (left * radiograph.width()); x < right * radiograph.width(); x++) {
                sum += radiograph.at(x, y);
                count++;
            }
        }
        return sum / count;
    }

    private static Radiograph paint(Truth truth, long seed) {
        Patient patient = new Patient("synthetic-patient-test", 50, Scenario.WELL, seed);
        return Phantom.paint(truth, patient, new Detector(1, .03, true), new Chance(seed));
    }
}
