package hilum.encoders.image;

import java.awt.Rectangle;

/**
 * How a picture becomes a tower's input, the same for training and serving: CLIP's, as Pillow and
 * torchvision do it.
 *
 * <p>The shorter side is resized to the tower's size (bicubic, antialiased), the longer one in
 * proportion, and the middle is cropped.
 */
public final class Preprocessing {
    /** The name of this preprocessing in a manifest; another arithmetic needs another name. */
    public static final String VERSION = "clip-1";

    private Preprocessing() {}

    /** The input that a picture is served with. */
    public static Pixels apply(Picture picture, int size) {
        int shorter = Math.min(picture.width(), picture.height());
        int width = (int) ((long) size * picture.width() / shorter);
        int height = (int) ((long) size * picture.height() / shorter);
        return new Pixels(
                Bicubic.resize(
                        picture,
                        width,
                        height,
                        new Rectangle(half(width - size), half(height - size), size, size)));
    }

    /** The input from one part of a picture, stretched to the square: a training augmentation. */
    public static Pixels apply(
            Picture picture, int left, int top, int width, int height, int size) {
        return new Pixels(Bicubic.resize(picture.crop(left, top, width, height), size, size));
    }

    /** Half, rounded to even as Python does. */
    private static int half(int difference) {
        return (int) Math.rint(difference / 2.0);
    }
}
