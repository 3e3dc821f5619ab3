package hilum.encoders.image;

/**
 * The input of an image tower, before normalisation: a square picture in the tower's size.
 *
 * @param picture the square
 */
public record Pixels(Picture picture) {
    // OpenAI CLIP's statistics of red, green and blue.
    private static final float[] MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
    private static final float[] DEVIATION = {0.26862954f, 0.26130258f, 0.27577711f};

    public Pixels {
        if (picture.width() != picture.height()) {
            throw new IllegalArgumentException(
                    "A picture of %d x %d is no tower's input: crop it to a square"
                            .formatted(picture.width(), picture.height()));
        }
    }

    /** Width and height. */
    public int size() {
        return picture.width();
    }

    /**
     * Three channels first, {@code (3, size, size)}: levels / 255, less the mean, by the deviation.
     */
    public float[] normalised() {
        float[] values = new float[3 * size() * size()];
        fill(values, 0);
        return values;
    }

    void fill(float[] values, int from) {
        int area = size() * size();
        int channels = picture.channels();
        byte[] levels = picture.levels();
        for (int c = 0; c < 3; c++) {
            int source = channels == 1 ? 0 : c;
            for (int i = 0; i < area; i++) {
                float level = (levels[i * channels + source] & 0xFF) / 255f;
                values[from + c * area + i] = (level - MEAN[c]) / DEVIATION[c];
            }
        }
    }
}
