package hilum.synthetic;

/**
 * A site's X-ray equipment: how it renders density, and where its side marker sits. Exposure,
 * collimation and noise vary from image to image as well.
 *
 * @param gamma of the tone curve, about 1
 * @param noise standard deviation, as a share of the full range
 * @param markerOnLeft whether the marker is an "L" on the patient's left, else an "R" on the
 *     patient's right
 */
record Detector(double gamma, double noise, boolean markerOnLeft) {
    private static final int[] L = {0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111};
    private static final int[] R = {0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001};

    static Detector ofSite(long seed) {
        Chance chance = new Chance(seed);
        return new Detector(chance.between(.85, 1.15), chance.between(.025, .045), chance.of(.5));
    }

    /** Turns densities into pixels, 0 to 255. */
    Radiograph expose(Canvas canvas, Chance chance) {
        int size = canvas.size;
        byte[] pixels = new byte[size * size];
        double contrast = chance.between(.85, 1.12);
        double offset = chance.between(-.06, .06);
        double[] tone = toneCurve(gamma * chance.between(.88, 1.14), contrast, offset);
        int left = collimation(chance);
        int right = size - collimation(chance);
        int top = collimation(chance);
        int bottom = size - collimation(chance);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double value = tone[(int) Math.clamp(canvas.density[y * size + x] * 1000, 0, 1199)];
                value += chance.grain() * noise;
                pixels[y * size + x] = (byte) Math.clamp((int) (value * 255 + .5), 0, 255);
            }
        }
        stamp(
                pixels,
                size,
                markerOnLeft ? L : R,
                markerOnLeft ? size - 26 : 12,
                12 + chance.below(8));
        return new Radiograph(size, size, pixels);
    }

    private static double[] toneCurve(double gamma, double contrast, double offset) {
        double[] tone = new double[1200];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = .03 + .92 * (.5 + contrast * (Math.pow(i / 1200.0, gamma) - .5) + offset);
        }
        return tone;
    }

    private static int collimation(Chance chance) {
        return chance.of(.3) ? chance.below(12) : 0;
    }

    private static void stamp(byte[] pixels, int size, int[] letter, int x0, int y0) {
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 10; x++) {
                if ((letter[y / 2] >> (4 - x / 2) & 1) == 1) {
                    pixels[(y0 + y) * size + x0 + x] = (byte) 250;
                }
            }
        }
    }
}
