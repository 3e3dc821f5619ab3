package hilum.ingest.intake;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One de-identified image: the pixels of what was sent, encoded anew as PNG, so that no metadata
 * chunk (EXIF, text, a device's serial number) passes the door. Greyscale stays greyscale at its
 * depth of 8 or 16 bits; colour is 8 bits sRGB. The same pixels give the same bytes.
 *
 * @param png the encoded image
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record Radiograph(byte[] png, int width, int height) {
    /** Columns and rows at most; a chest radiograph has up to about 4,300. */
    public static final int LONGEST_SIDE = 8_192;

    /** Pixels at most: 16.8 million, checked in the header before anything is decoded. */
    public static final int MOST_PIXELS = 4_096 * 4_096;

    /** Decoding takes up to 200 MB an image: one at a time bounds the memory whatever is sent. */
    private static final Semaphore DECODER = new Semaphore(1);

    /**
     * Decodes and re-encodes an image.
     *
     * @param sent PNG or JPEG
     * @throws hilum.transport.http.ProblemException 422 if it is neither, too large, or broken
     */
    public static Radiograph of(byte[] sent) throws InterruptedException {
        DECODER.acquire();
        try {
            BufferedImage pixels = plain(decode(sent));
            return new Radiograph(encode(pixels), pixels.getWidth(), pixels.getHeight());
        } finally {
            DECODER.release();
        }
    }

    private static BufferedImage decode(byte[] sent) {
        ImageReader reader = reader(sent);
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(sent))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > LONGEST_SIDE
                    || height > LONGEST_SIDE
                    || (long) width * height > MOST_PIXELS) {
                throw Refusal.image(
                        "The image says it has %d × %d pixels where at most %d, no side over %d, are taken: send it at the size of a radiograph"
                                .formatted(width, height, MOST_PIXELS, LONGEST_SIDE));
            }
            AtomicBoolean broken = new AtomicBoolean();
            // The JPEG reader fills what is missing with grey and only warns.
            reader.addIIOReadWarningListener(
                    (IIOReadWarningListener)
                            (source, warning) -> broken.compareAndSet(false, tells(warning)));
            BufferedImage image = reader.read(0);
            if (broken.get()) {
                throw Refusal.image(
                        "The image is broken or ends too early: send the whole file again");
            }
            return image;
        } catch (IOException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw Refusal.image(
                    "The image can't be decoded, it is broken or ends too early: send the whole file again");
        } finally {
            reader.dispose();
        }
    }

    private static boolean tells(String warning) {
        String words = warning.toLowerCase(java.util.Locale.ROOT);
        return words.contains("premature")
                || words.contains("corrupt")
                || words.contains("truncated");
    }

    private static ImageReader reader(byte[] sent) {
        String format = format(sent);
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException(
                    "Java's image reader for %s is missing: run on a full JDK".formatted(format));
        }
        return readers.next();
    }

    private static String format(byte[] sent) {
        if (sent.length > 8
                && sent[0] == (byte) 0x89
                && sent[1] == 'P'
                && sent[2] == 'N'
                && sent[3] == 'G') {
            return "png";
        }
        if (sent.length > 3
                && sent[0] == (byte) 0xff
                && sent[1] == (byte) 0xd8
                && sent[2] == (byte) 0xff) {
            return "jpeg";
        }
        throw Refusal.image(
                "The image is neither PNG nor JPEG: convert it, or send DICOM through the PACS");
    }

    /** The samples alone: grey as they are, everything else as sRGB without transparency. */
    private static BufferedImage plain(BufferedImage image) {
        Raster raster = image.getRaster();
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int bits = image.getColorModel().getComponentSize(0);
        if (grey && raster.getNumBands() == 1 && (bits == 8 || bits == 16)) {
            return grey(raster, bits);
        }
        BufferedImage colour =
                new BufferedImage(
                        image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        boolean neutral = true;
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int pixel : row) {
                neutral &=
                        (pixel >> 16 & 0xff) == (pixel & 0xff)
                                && (pixel >> 8 & 0xff) == (pixel & 0xff);
            }
            colour.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return neutral ? fromRed(colour) : colour;
    }

    private static BufferedImage grey(Raster raster, int bits) {
        BufferedImage grey =
                new BufferedImage(
                        raster.getWidth(),
                        raster.getHeight(),
                        bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
        WritableRaster to = grey.getRaster();
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            to.setSamples(
                    0,
                    y,
                    row.length,
                    1,
                    0,
                    raster.getSamples(
                            raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row));
        }
        return grey;
    }

    private static BufferedImage fromRed(BufferedImage colour) {
        return grey(colour.getRaster(), 8);
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Writing to memory failed", e);
        }
        return out.toByteArray();
    }
}
