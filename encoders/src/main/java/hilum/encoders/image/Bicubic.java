package hilum.encoders.image;

import java.awt.Rectangle;

/**
 * Pillow's bicubic resampling with antialiasing, to the bit: along the width, then along the
 * height, each pass in 22-bit fixed point with 8 bits between them.
 *
 * <p>A float implementation differs by up to 13 levels at hard edges: models would see other
 * pictures than they were trained on.
 */
final class Bicubic {
    private static final int PRECISION = 22;
    private static final double A = -0.5;
    private static final double SUPPORT = 2;

    private Bicubic() {}

    /** The picture in another size; a pass whose size stays is left out. */
    static Picture resize(Picture picture, int width, int height) {
        return resize(picture, width, height, new Rectangle(width, height));
    }

    /**
     * A part of the picture in another size. Only that part is computed, so that a narrow strip
     * takes no more memory than its middle.
     */
    static Picture resize(Picture picture, int width, int height, Rectangle part) {
        if (!new Rectangle(width, height).contains(part)) {
            throw new IllegalArgumentException(
                    "The part %s leaves the picture of %d x %d: keep it inside"
                            .formatted(part, width, height));
        }
        Taps first = Taps.of(part.y, picture.height(), height);
        Taps last = Taps.of(part.y + part.height - 1, picture.height(), height);
        boolean sameHeight = height == picture.height();
        int top = sameHeight ? part.y : first.first;
        int bottom = sameHeight ? part.y + part.height : last.first + last.weights.length;
        Picture rows = picture.crop(0, top, picture.width(), bottom - top);
        Picture wide =
                width == picture.width()
                        ? rows.crop(part.x, 0, part.width, rows.height())
                        : horizontal(rows, width, part);
        return sameHeight ? wide : vertical(wide, top, picture.height(), height, part);
    }

    private static Picture horizontal(Picture in, int width, Rectangle part) {
        int channels = in.channels();
        byte[] out = new byte[part.width * in.height() * channels];
        for (int x = 0; x < part.width; x++) {
            Taps taps = Taps.of(part.x + x, in.width(), width);
            for (int y = 0; y < in.height(); y++) {
                for (int c = 0; c < channels; c++) {
                    int from = (y * in.width() + taps.first) * channels + c;
                    out[(y * part.width + x) * channels + c] =
                            taps.apply(in.levels(), from, channels);
                }
            }
        }
        return new Picture(part.width, in.height(), channels, out);
    }

    /**
     * @param top the row of the whole picture with which {@code in} begins
     * @param whole the height of the whole picture
     */
    private static Picture vertical(Picture in, int top, int whole, int height, Rectangle part) {
        int row = in.width() * in.channels();
        byte[] out = new byte[row * part.height];
        for (int y = 0; y < part.height; y++) {
            Taps taps = Taps.of(part.y + y, whole, height);
            for (int x = 0; x < row; x++) {
                out[y * row + x] = taps.apply(in.levels(), (taps.first - top) * row + x, row);
            }
        }
        return new Picture(in.width(), part.height, in.channels(), out);
    }

    /**
     * The inputs of one output and their weights, as integers of {@value #PRECISION} fractional
     * bits.
     */
    private record Taps(int first, int[] weights) {
        static Taps of(int place, int in, int out) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double centre = (place + 0.5) * scale;
            int first = Math.max((int) (centre - SUPPORT * stretch + 0.5), 0);
            int end = Math.min((int) (centre + SUPPORT * stretch + 0.5), in);
            double[] weights = new double[end - first];
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = kernel((i + first - centre + 0.5) * (1 / stretch));
                sum += weights[i];
            }
            int[] fixed = new int[weights.length];
            for (int i = 0; i < weights.length; i++) {
                double weight = weights[i] / sum * (1 << PRECISION);
                fixed[i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return new Taps(first, fixed);
        }

        byte apply(byte[] levels, int from, int stride) {
            int sum = 1 << (PRECISION - 1);
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * (levels[from + i * stride] & 0xFF);
            }
            return (byte) Math.clamp(sum >> PRECISION, 0, 255);
        }

        private static double kernel(double distance) {
            double x = Math.abs(distance);
            if (x < 1) {
                return ((A + 2) * x - (A + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
        }
    }
}
