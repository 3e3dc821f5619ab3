package hilum.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static BufferedImage image(int type, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(
                        x,
                        y,
                        0xFF000000 | (x * 5 & 0xFF) << 16 | (y * 7 & 0xFF) << 8 | (x * y & 0xFF));
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /** A valid header that claims a size, and nothing behind it. */
    private static byte[] pngHeader(int width, int height) {
        byte[] chunk =
                ByteBuffer.allocate(17)
                        .put("IHDR".getBytes())
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 0, 0, 0, 0})
                        .array();
        CRC32 crc = new CRC32();
        crc.update(chunk);
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                .putInt(13)
                .put(chunk)
                .putInt((int) crc.getValue())
                .array();
    }

    @Test
    void greyLevelsAreThoseOfTheFile() throws IOException {
        BufferedImage image = new BufferedImage(40, 50, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(7, 3, 0, 201);

        Picture picture = Picture.decode(encoded(image, "png"));

        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.levels()[3 * 40 + 7]).isEqualTo((byte) 201);
    }

    @Test
    void sixteenBitLevelsAreScaledToEight() throws IOException {
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 65_535);
        image.getRaster().setSample(1, 0, 0, 32_896);

        Picture picture = Picture.decode(encoded(image, "png"));

        assertThat(Arrays.copyOf(picture.levels(), 3))
                .containsExactly((byte) 255, (byte) 128, (byte) 0);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_3BYTE_BGR
            })
    void coloursKeepTheirOrder(int type) throws IOException {
        Picture picture = Picture.decode(encoded(image(type, 40, 33), "png"));

        assertThat(picture.channels()).isEqualTo(3);
        int at = (2 * 40 + 9) * 3;
        assertThat(Arrays.copyOfRange(picture.levels(), at, at + 3)).containsExactly(45, 14, 18);
    }

    @Test
    void aPaletteOfGreysIsGrey() throws IOException {
        byte[] ramp = {0, 85, (byte) 170, (byte) 255};
        BufferedImage image =
                new BufferedImage(
                        40,
                        40,
                        BufferedImage.TYPE_BYTE_BINARY,
                        new IndexColorModel(2, 4, ramp, ramp, ramp));
        image.getRaster().setSample(1, 0, 0, 2);

        Picture picture = Picture.decode(encoded(image, "png"));

        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.levels()[1]).isEqualTo((byte) 170);
    }

    @Test
    void aJpegIsDecoded() throws IOException {
        Picture picture =
                Picture.decode(encoded(image(BufferedImage.TYPE_BYTE_GRAY, 64, 48), "jpeg"));

        assertThat(picture.width()).isEqualTo(64);
        assertThat(picture.height()).isEqualTo(48);
        assertThat(picture.channels()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"20000, 20000", "2147483647, 2147483647", "1, 1", "15, 4000"})
    void aSizeOutOfBoundsIsRefusedFromTheHeader(int width, int height) {
        assertThatThrownBy(() -> Picture.decode(pngHeader(width, height)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("%d x %d pixels".formatted(width, height));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void aTruncatedFileIsRefused(String format) throws IOException {
        byte[] whole = encoded(image(BufferedImage.TYPE_INT_RGB, 200, 200), format);

        for (int kept : new int[] {whole.length / 2, whole.length * 9 / 10, 30}) {
            assertThatThrownBy(() -> Picture.decode(Arrays.copyOf(whole, kept)))
                    .as("%d of %d bytes", kept, whole.length)
                    .isInstanceOf(UnreadableImageException.class);
        }
    }

    @Test
    void otherFormatsAreRefused() {
        assertThatThrownBy(() -> Picture.decode("GIF89a".getBytes()))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageContaining("neither PNG nor JPEG");
        assertThatThrownBy(() -> Picture.decode(new byte[0]))
                .isInstanceOf(UnreadableImageException.class);
    }

    @Test
    void anyDamageIsAnUnreadableImageAndNothingElse() throws IOException {
        java.util.Random random = new java.util.Random(4);
        byte[][] files = {
            encoded(image(BufferedImage.TYPE_INT_RGB, 64, 64), "png"),
            encoded(image(BufferedImage.TYPE_BYTE_GRAY, 64, 64), "jpeg")
        };
        for (int i = 0; i < 400; i++) {
            byte[] damaged = files[i % 2].clone();
            for (int n = 0; n < 4; n++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Picture.decode(damaged);
            } catch (UnreadableImageException expected) {
                assertThat(expected).hasMessageNotContaining("null;");
            }
        }
    }
}
