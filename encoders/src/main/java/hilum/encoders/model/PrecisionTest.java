package hilum.encoders.model;

import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Pixels;
import hilum.encoders.text.TextOptions;
import hilum.encoders.text.TextTower;
import hilum.encoders.text.Tokens;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The choice of the precision in which a new model version computes: the fastest on this machine
 * whose vectors of the fixed sentences or pictures stay within {@value SelfTest#LEAST_COSINE} of
 * those in float32.
 *
 * @param precision what was chosen
 * @param measured what was measured
 * @param reference the float32 vectors
 */
record PrecisionTest(Precision precision, Measured measured, float[][] reference) {
    private static final int PASSES = 3;

    /** A smaller gain is within the noise of a busy machine, and float32 varies less. */
    private static final double LEAST_GAIN = 1.1;

    /** Tests a text tower; the precision of the options does not count. */
    static PrecisionTest text(Path folder, TextOptions options) throws IOException {
        try (TextTower plain = TextTower.open(folder, in(options, Precision.FLOAT32));
                TextTower bfloat16 = TextTower.open(folder, in(options, Precision.BFLOAT16))) {
            List<Tokens> tokens = SelfTest.tokens(plain);
            return of(() -> plain.embed(tokens), () -> bfloat16.embed(tokens));
        }
    }

    /** Tests an image tower. */
    static PrecisionTest image(Path folder) throws IOException {
        try (ImageTower plain = ImageTower.open(folder, Precision.FLOAT32);
                ImageTower bfloat16 = ImageTower.open(folder, Precision.BFLOAT16)) {
            List<Pixels> pictures = SelfTest.pictures(plain);
            return of(() -> plain.embed(pictures), () -> bfloat16.embed(pictures));
        }
    }

    private static TextOptions in(TextOptions options, Precision precision) {
        return new TextOptions(
                precision,
                options.maxTokens(),
                options.pooling(),
                options.attention(),
                options.unit());
    }

    private static PrecisionTest of(Supplier<float[][]> plain, Supplier<float[][]> bfloat16) {
        Timed first = Timed.of(plain);
        Timed second = Timed.of(bfloat16);
        double cosine = SelfTest.least(second.vectors, first.vectors);
        long plainNanos = first.nanos;
        long bfloat16Nanos = second.nanos;
        // In turns, and the best of each counts: a busy machine disturbs both alike.
        for (int pass = 0; pass < PASSES && cosine >= SelfTest.LEAST_COSINE; pass++) {
            plainNanos = Math.min(plainNanos, Timed.of(plain).nanos);
            bfloat16Nanos = Math.min(bfloat16Nanos, Timed.of(bfloat16).nanos);
        }
        boolean chosen =
                cosine >= SelfTest.LEAST_COSINE && plainNanos >= LEAST_GAIN * bfloat16Nanos;
        double inputs = first.vectors.length * 1e9;
        return new PrecisionTest(
                chosen ? Precision.BFLOAT16 : Precision.FLOAT32,
                new Measured(cosine, inputs / plainNanos, inputs / bfloat16Nanos),
                first.vectors);
    }

    private record Timed(float[][] vectors, long nanos) {
        static Timed of(Supplier<float[][]> pass) {
            long start = System.nanoTime();
            float[][] vectors = pass.get();
            return new Timed(vectors, System.nanoTime() - start);
        }
    }
}
