package hilum.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.transport.http.ProblemException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadiographTest {
    @Test
    void greyPixelsPassUnchanged() throws Exception {
        BufferedImage sent = Images.grey(40, 30);

        Radiograph radiograph = Radiograph.of(Images.encode(sent, "png"));

        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(radiograph.png()));
        assertThat(stored.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
        assertThat(stored.getRaster().getSamples(0, 0, 40, 30, 0, (int[]) null))
                .isEqualTo(sent.getRaster().getSamples(0, 0, 40, 30, 0, (int[]) null));
        assertThat(radiograph.width()).isEqualTo(40);
        assertThat(radiograph.height()).isEqualTo(30);
    }

    @Test
    void sixteenBitsOfGreyStaySixteen() throws Exception {
        BufferedImage sent = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
        sent.getRaster().setSample(3, 4, 0, 4_095);

        Radiograph radiograph = Radiograph.of(Images.encode(sent, "png"));

        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(radiograph.png()));
        assertThat(stored.getRaster().getSample(3, 4, 0)).isEqualTo(4_095);
    }

    @Test
    void aNeutralColourImageIsStoredAsGrey() throws Exception {
        BufferedImage colour = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        colour.setRGB(5, 6, 0x7f7f7f);

        Radiograph radiograph = Radiograph.of(Images.encode(colour, "png"));

        BufferedImage stored = ImageIO.read(new ByteArrayInputStream(radiograph.png()));
        assertThat(stored.getRaster().getNumBands()).isEqualTo(1);
        assertThat(stored.getRaster().getSample(5, 6, 0)).isEqualTo(0x7f);
    }

    @Test
    void theSamePixelsGiveTheSameBytesAndNoMetadata() throws Exception {
        byte[] sent = Images.encode(Images.grey(64, 64), "png");
        byte[] named = Images.withTextChunk(sent, "PatientName\0Jane Roe");

        assertThat(new String(named, StandardCharsets.ISO_8859_1)).contains("Jane Roe");
        assertThat(Radiograph.of(named).png()).isEqualTo(Radiograph.of(sent).png());
        assertThat(new String(Radiograph.of(named).png(), StandardCharsets.ISO_8859_1))
                .doesNotContain("Jane Roe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void aTruncatedImageIsRefusedWhereverItEnds(String format) throws Exception {
        byte[] whole = Images.encode(Images.grey(300, 300), format);
        assertThat(Radiograph.of(whole).width()).isEqualTo(300);

        for (int percent : new int[] {1, 10, 30, 50, 70, 90, 97}) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
            assertRefused(cut, "image");
        }
    }

    @Test
    void aPngBombIsRefusedByItsHeader() throws IOException {
        byte[] bomb = Images.withSize(Images.encode(Images.grey(8, 8), "png"), 60_000, 60_000);

        assertRefused(bomb, "60000 × 60000");
    }

    @Test
    void bytesOfAnotherKindAreRefused() {
        assertRefused(
                "GIF89a, so to say".getBytes(StandardCharsets.US_ASCII), "neither PNG nor JPEG");
        assertRefused(new byte[0], "neither PNG nor JPEG");
    }

    private static void assertRefused(byte[] sent, String... words) {
        assertThatThrownBy(() -> Radiograph.of(sent))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(422))
                .hasMessageContainingAll(words);
    }
}
