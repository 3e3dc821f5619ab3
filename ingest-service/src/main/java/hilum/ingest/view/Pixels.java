package hilum.ingest.view;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Brightness of a picture, from 0 to 255, as the checks look at it.
 *
 * @param width columns
 * @param height rows
 * @param values row by row
 */
public record Pixels(int width, int height, float[] values) {
    /** Of a PNG of ours, made smaller by whole factors until no side is over {@code longest}. */
    public static Pixels of(byte[] png, int longest) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            int by = Math.ceilDiv(Math.max(image.getWidth(), image.getHeight()), longest);
            return reduced(
                    image, Math.max(1, image.getWidth() / by), Math.max(1, image.getHeight() / by));
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory failed", e);
        }
    }

    private static Pixels reduced(BufferedImage image, int width, int height) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        float scale = image.getColorModel().getComponentSize(0) == 16 ? 257f : 1f;
        float[] sums = new float[width * height];
        int[] counts = new int[width * height];
        int[] row = new int[image.getWidth() * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, image.getWidth(), 1, row);
            int to = (int) ((long) y * height / image.getHeight()) * width;
            for (int x = 0; x < image.getWidth(); x++) {
                int at = to + (int) ((long) x * width / image.getWidth());
                float brightest = 0;
                for (int band = 0; band < bands; band++) {
                    brightest = Math.max(brightest, row[x * bands + band] / scale);
                }
                sums[at] += brightest;
                counts[at]++;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= Math.max(1, counts[i]);
        }
        return new Pixels(width, height, sums);
    }

    float at(int x, int y) {
        return values[y * width + x];
    }

    /** The picture as a square of cells, each the mean of what lies in it. */
    float[][] grid(int cells) {
        float[][] sums = new float[cells][cells];
        int[][] counts = new int[cells][cells];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                sums[y * cells / height][x * cells / width] += at(x, y);
                counts[y * cells / height][x * cells / width]++;
            }
        }
        for (int y = 0; y < cells; y++) {
            for (int x = 0; x < cells; x++) {
                sums[y][x] /= Math.max(1, counts[y][x]);
            }
        }
        return sums;
    }

    /** The mean of the box of {@code 2 radius + 1} pixels around each pixel. */
    float[] blurred(int radius) {
        double[] sum = new double[(width + 1) * (height + 1)];
        for (int y = 0; y < height; y++) {
            double row = 0;
            for (int x = 0; x < width; x++) {
                row += at(x, y);
                sum[(y + 1) * (width + 1) + x + 1] = sum[y * (width + 1) + x + 1] + row;
            }
        }
        float[] mean = new float[width * height];
        for (int y = 0; y < height; y++) {
            int top = Math.max(0, y - radius);
            int bottom = Math.min(height, y + radius + 1);
            for (int x = 0; x < width; x++) {
                int left = Math.max(0, x - radius);
                int right = Math.min(width, x + radius + 1);
                double total =
                        sum[bottom * (width + 1) + right]
                                - sum[top * (width + 1) + right]
                                - sum[bottom * (width + 1) + left]
                                + sum[top * (width + 1) + left];
                mean[y * width + x] = (float) (total / ((bottom - top) * (right - left)));
            }
        }
        return mean;
    }

    /** Share of pixels that have the commonest of 256 brightnesses. */
    public double flatness() {
        int[] histogram = new int[256];
        int most = 0;
        for (float value : values) {
            most = Math.max(most, ++histogram[Math.min(255, Math.max(0, Math.round(value)))]);
        }
        return (double) most / values.length;
    }
}
