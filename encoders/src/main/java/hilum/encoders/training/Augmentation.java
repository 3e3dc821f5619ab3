package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.image.Picture;
import hilum.encoders.image.Pixels;
import hilum.encoders.image.Preprocessing;
import hilum.encoders.torch.TensorScope;
import java.util.List;
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

    /**
     * Changed pictures as a step takes them.
     *
     * @param pixels normalised values {@code (pictures, 3, size, size)}
     * @param noise deviation of the noise on each picture in normalised units, {@code (pictures, 1,
     *     1, 1)}
     */
    record Changed(NDArray pixels, NDArray noise) {}

    /** Each picture changed, one after the other drawing from the same random numbers. */
    static Changed all(
            TensorScope scope, List<Picture> pictures, int size, SplittableRandom random) {
        int count = pictures.size();
        float[] pixels = new float[count * 3 * size * size];
        float[] noise = new float[count];
        for (int row = 0; row < count; row++) {
            fill(pictures.get(row), size, random, pixels, row * 3 * size * size);
            noise[row] = (float) (NOISE * random.nextDouble());
        }
        return new Changed(
                scope.floats(pixels, count, 3, size, size), scope.floats(noise, count, 1, 1, 1));
    }

    /** Writes the changed picture as normalised values {@code (3, size, size)}. */
    private static void fill(
            Picture picture, int size, SplittableRandom random, float[] values, int from) {
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

    private static int side(int whole, double share) {
        return Math.clamp(Math.round(whole * share), 1, whole);
    }
}
