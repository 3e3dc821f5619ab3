package hilum.encoders.image;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded picture: 8-bit levels, row-major, channels together (grey, or red green blue).
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 for grey, 3 for colour
 * @param levels width · height · channels levels; not to be changed
 */
public record Picture(int width, int height, int channels, byte[] levels) {
    /** A side below this shows nothing. */
    public static final int LEAST_SIDE = 16;

    /** More pixels than the largest radiographs have; decoding more could take all memory. */
    public static final long MOST_PIXELS = 40_000_000;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    public Picture {
        if (channels != 1 && channels != 3
                || levels.length
                        != Math.multiplyExact(Math.multiplyExact(width, height), channels)) {
            throw new IllegalArgumentException(
                    "%d levels are no picture of %d x %d with %d channels: give width * height * 1 or 3"
                            .formatted(levels.length, width, height, channels));
        }
    }

    /**
     * Decodes a PNG or JPEG. Its size is read from the header and checked before anything is
     * decoded; 16-bit levels are scaled to 8, transparency is dropped, colour profiles are not
     * applied.
     *
     * @throws UnreadableImageException for other formats, pictures too small or too large, and
     *     incomplete ones
     */
    public static Picture decode(byte[] bytes) throws UnreadableImageException {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            return decoded(in, bytes.length);
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException e) {
            throw undecodable(bytes.length, e);
        }
    }

    /** As {@link #decode}, from a file, which is not read into memory as a whole. */
    public static Picture read(Path file) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            return decoded(in, Files.size(file));
        }
    }

    /**
     * Reads no more than the head of a file.
     *
     * @throws UnreadableImageException for other formats, and pictures too small or too large
     */
    public static void check(Path file) throws IOException {
        long bytes = Files.size(file);
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            ImageReader reader = reader(in, bytes);
            try {
                open(reader, in);
            } catch (UnreadableImageException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw undecodable(bytes, e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static Picture decoded(ImageInputStream in, long bytes) throws IOException {
        ImageReader reader = reader(in, bytes);
        try {
            open(reader, in);
            // Decoders fill what is missing with grey and only warn.
            reader.addIIOReadWarningListener(
                    (source, warning) -> {
                        throw new DamagedException(warning);
                    });
            return of(reader.read(0));
        } catch (UnreadableImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw undecodable(bytes, e);
        } finally {
            reader.dispose();
        }
    }

    /** Reads the head and refuses a size before anything is decoded. */
    private static void open(ImageReader reader, ImageInputStream in) throws IOException {
        reader.setInput(in, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0));
    }

    private static UnreadableImageException undecodable(long bytes, Exception e) {
        return new UnreadableImageException(
                "The picture of %d bytes cannot be decoded: %s; send it again complete"
                        .formatted(bytes, e.getMessage()),
                e);
    }

    /** The part of a picture inside a rectangle. */
    public Picture crop(int left, int top, int cropWidth, int cropHeight) {
        if (!new Rectangle(width, height)
                .contains(new Rectangle(left, top, cropWidth, cropHeight))) {
            throw new IllegalArgumentException(
                    "A crop of %d x %d at (%d, %d) leaves the picture of %d x %d: keep it inside"
                            .formatted(cropWidth, cropHeight, left, top, width, height));
        }
        byte[] cropped = new byte[cropWidth * cropHeight * channels];
        for (int y = 0; y < cropHeight; y++) {
            int from = ((top + y) * width + left) * channels;
            System.arraycopy(levels, from, cropped, y * cropWidth * channels, cropWidth * channels);
        }
        return new Picture(cropWidth, cropHeight, channels, cropped);
    }

    private static final class DamagedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        DamagedException(String warning) {
            super(warning);
        }
    }

    private static ImageReader reader(ImageInputStream in, long bytes) throws IOException {
        byte[] head = new byte[PNG.length];
        int read = Math.max(in.read(head), 0);
        in.seek(0);
        for (var format : List.of(Map.entry("png", PNG), Map.entry("jpeg", JPEG))) {
            byte[] magic = format.getValue();
            if (read >= magic.length
                    && Arrays.equals(head, 0, magic.length, magic, 0, magic.length)) {
                return ImageIO.getImageReadersByFormatName(format.getKey()).next();
            }
        }
        throw new UnreadableImageException(
                "The %d bytes are neither PNG nor JPEG: convert the picture".formatted(bytes));
    }

    private static void checkSize(int width, int height) throws UnreadableImageException {
        if (width < LEAST_SIDE || height < LEAST_SIDE) {
            throw new UnreadableImageException(
                    "The picture has %d x %d pixels: send one of at least %d x %d"
                            .formatted(width, height, LEAST_SIDE, LEAST_SIDE));
        }
        if ((long) width * height > MOST_PIXELS) {
            throw new UnreadableImageException(
                    "The picture claims %d x %d pixels: send one of at most %d million"
                            .formatted(width, height, MOST_PIXELS / 1_000_000));
        }
    }

    private static Picture of(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return ofPalette(image.getRaster(), palette);
        }
        Raster raster = image.getRaster();
        int channels =
                raster.getNumBands() >= 3 ? 3 : 1; // a last band beyond these is transparency
        int bits = raster.getSampleModel().getSampleSize(0);
        int most = (1 << bits) - 1;
        int width = raster.getWidth();
        byte[] levels = new byte[width * raster.getHeight() * channels];
        int[] row = new int[width];
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(0, y, width, 1, channel, row);
                for (int x = 0; x < width; x++) {
                    int level = bits == 8 ? row[x] : (row[x] * 255 + most / 2) / most;
                    levels[(y * width + x) * channels + channel] = (byte) level;
                }
            }
        }
        return new Picture(width, raster.getHeight(), channels, levels);
    }

    private static Picture ofPalette(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        byte[] levels = new byte[width * raster.getHeight() * 3];
        int[] row = new int[width];
        boolean grey = true;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                levels[at] = (byte) palette.getRed(row[x]);
                levels[at + 1] = (byte) palette.getGreen(row[x]);
                levels[at + 2] = (byte) palette.getBlue(row[x]);
                grey &= levels[at] == levels[at + 1] && levels[at] == levels[at + 2];
            }
        }
        if (!grey) {
            return new Picture(width, raster.getHeight(), 3, levels);
        }
        byte[] single = new byte[levels.length / 3];
        for (int i = 0; i < single.length; i++) {
            single[i] = levels[3 * i];
        }
        return new Picture(width, raster.getHeight(), 1, single);
    }
}
