package hilum.encoders.training;

import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The type of the products of linear layers while training; weights, moments and losses are float32
 * in any case. It belongs into the plan: the two give different weights.
 */
public final class TrainingPrecision {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private TrainingPrecision() {}

    /** Bfloat16 where this processor multiplies it natively, else float32. */
    public static Precision fastest() {
        try {
            boolean bfloat16 =
                    Files.readAllLines(PROCESSOR).stream()
                            .filter(line -> line.startsWith("flags"))
                            .flatMap(line -> Arrays.stream(line.split("\\s+")))
                            .anyMatch(f -> f.equals("avx512_bf16") || f.equals("amx_bf16"));
            return bfloat16 ? Precision.BFLOAT16 : Precision.FLOAT32;
        } catch (IOException e) {
            return Precision.FLOAT32; // not Linux: nothing says what the processor can
        }
    }

    static Linear linear(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> Linear.PLAIN;
            case BFLOAT16 -> Linear.BFLOAT16;
        };
    }
}
