package hilum.encoders.model;

/**
 * What a precision test found on the machine that made the version.
 *
 * @param cosine the smallest cosine of a vector in bfloat16 to the same in float32
 * @param float32PerSecond fixed sentences or pictures per second in float32
 * @param bfloat16PerSecond the same in bfloat16
 */
public record Measured(double cosine, double float32PerSecond, double bfloat16PerSecond) {
    public Measured {
        cosine = rounded(cosine, 1e7);
        float32PerSecond = rounded(float32PerSecond, 10);
        bfloat16PerSecond = rounded(bfloat16PerSecond, 10);
    }

    private static double rounded(double value, double to) {
        return Double.isFinite(value) ? Math.rint(value * to) / to : 0;
    }
}
