package hilum.ingest.view;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.FakePacs;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BurnedInTextTest {
    private static Pixels with(Color ink, String... lines) {
        BufferedImage image = new BufferedImage(800, 700, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        for (int y = 0; y < 700; y++) {
            pen.setColor(new Color(90 + y / 10, 90 + y / 10, 90 + y / 10));
            pen.drawLine(0, y, 800, y);
        }
        pen.setColor(ink);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
        for (int i = 0; i < lines.length; i++) {
            pen.drawString(lines[i], 60, 80 + 26 * i);
        }
        pen.dispose();
        int[] grey = image.getRaster().getSamples(0, 0, 800, 700, 0, (int[]) null);
        float[] values = new float[grey.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = grey[i];
        }
        return new Pixels(800, 700, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "L", "R", "AP", "PORTABLE", "SUPINE"})
    void aRadiographersMarkIsNoName(String mark) {
        assertThat(BurnedInText.seen(with(Color.WHITE, mark))).isFalse();
    }

    @Test
    void aLineWithNameAndNumberIsFoundInLightAndInDarkPrint() {
        assertThat(BurnedInText.seen(with(Color.WHITE, "ROE, JANE 1963-05-01"))).isTrue();
        assertThat(BurnedInText.seen(with(Color.BLACK, "ROE, JANE 1963-05-01"))).isTrue();
    }

    @Test
    void severalShortLinesAreFound() {
        assertThat(BurnedInText.seen(with(Color.WHITE, "ROE JANE", "MRN 778", "1963"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "00280301, YES, marked as annotated",
        "00080016, 1.2.840.10008.5.1.4.1.1.7, secondary capture",
        "00080016, 1.2.840.10008.5.1.4.1.1.7.2, secondary capture",
        "00080064, WSD, secondary capture",
    })
    void theHeaderAloneCallsForALook(String key, String value, String reason) {
        assertThat(BurnedInText.marked(new Attributes(FakePacs.set(Map.of(key, value)))))
                .contains(reason);
    }

    @Test
    void aHeaderThatDeniesAnnotationsCallsForNothing() {
        assertThat(BurnedInText.marked(new Attributes(FakePacs.set(Map.of("00280301", "NO")))))
                .isEmpty();
    }
}
