package hilum.encoders.training;

import hilum.encoders.image.Picture;
import hilum.encoders.image.Preprocessing;

/**
 * A radiograph and the vector of its report.
 *
 * @param picture a square, a little larger than the tower's input, from which crops are taken
 * @param text the report itself: equal reports are never each other's negatives
 * @param vector the report's vector; not to be changed
 */
public record ImagePair(Picture picture, String text, float[] vector) {
    /** How much larger the square is than the tower's input, so that a crop is not blown up. */
    private static final double MARGIN = 1.125;

    /** The square of a decoded radiograph that training keeps for a tower's input size. */
    public static Picture square(Picture radiograph, int size) {
        return Preprocessing.apply(radiograph, (int) Math.round(size * MARGIN)).picture();
    }

    public ImagePair {
        if (picture.width() != picture.height()) {
            throw new IllegalArgumentException(
                    "A training picture of %d x %d is no square: make it by ImagePair.square"
                            .formatted(picture.width(), picture.height()));
        }
    }
}
