package hilum.encoders.training;

import hilum.encoders.image.Picture;
import hilum.encoders.image.Pixels;
import hilum.encoders.image.Preprocessing;
import java.util.SplittableRandom;

/**
 * Small changes that leave a radiograph's meaning: a crop of at least nine tenths of its area, a
 * little brightness and contrast, a little noise. Never a flip: left and right are findings.
 */
final class Augmentation {
    private static final double LEAST_AREA = 0.9;
    private static final double CONTRAST = 0.1;
    private static final double BRIGHTNESS = 0.1;
    private static final double NOISE = 0.1;

    private Augmentation() {}

    /** Writes the changed picture as normalised values {@code (3, size, size)}. */
    static void fill(Picture picture, int size, SplittableRandom random, float[] values, int from) {
        double area = LEAST_AREA + (1 - LEAST_AREA) * random.nextDouble();
        double stretch = Math.exp((random.nextDouble() - 0.5) * (1 - LEAST_AREA));
        int width = side(picture.width(), Math.sqrt(area * stretch));
        int height = side(picture.height(), Math.sqrt(area / stretch));
        int left = random.nextInt(picture.width() - width + 1);
        int top = random.nextInt(picture.height() - height + 1);
        Pixels crop = Preprocessing.apply(picture, left, top, width, height, size);
        float contrast = (float) (1 + CONTRAST * (2 * random.nextDouble() - 1));
        float brightness = (float) (BRIGHTNESS * (2 * random.nextDouble() - 1));
        float[] normalised = crop.normalised();
        for (int i = 0; i < normalised.length; i++) {
            values[from + i] = normalised[i] * contrast + brightness;
        }
    }

    /** The deviation of the noise on a picture, in normalised units. */
    static float noise(SplittableRandom random) {
        return (float) (NOISE * random.nextDouble());
    }

    private static int side(int whole, double share) {
        return Math.clamp(Math.round(whole * share), 1, whole);
    }
}
