package hilum.encoders.image;

import hilum.encoders.weights.StoredTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/**
 * The weights with which an image tower starts to learn: the same for the same configuration and
 * seed, on any machine.
 *
 * <p>Linear weights are normal with deviation fan-in<sup>-½</sup>, cut at two deviations; those
 * that write into the residual stream are smaller by (2 · block)<sup>½</sup>, as in EVA. Positions
 * and class token have deviation 0.02.
 */
public final class EvaInitialiser {
    private static final double TOKEN_DEVIATION = 0.02;

    private final Random random;

    private EvaInitialiser(long seed) {
        random = new Random(seed); // its algorithm is part of its specification
    }

    /** All weights of a tower, in the order of {@link Eva02#weights()}. */
    public static SequencedMap<String, StoredTensor> initialise(Eva02 configuration, long seed) {
        EvaInitialiser initialiser = new EvaInitialiser(seed);
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> weight : configuration.weights().entrySet()) {
            weights.put(weight.getKey(), initialiser.initial(weight.getKey(), weight.getValue()));
        }
        return weights;
    }

    private StoredTensor initial(String name, long[] shape) {
        int count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, Math.toIntExact(size));
        }
        float[] values = new float[count];
        if (name.equals("cls_token") || name.equals("pos_embed")) {
            fill(values, TOKEN_DEVIATION);
        } else if (shape.length > 1) {
            int fanIn = Math.toIntExact(count / shape[0]);
            fill(values, Math.sqrt(1.0 / fanIn) / residualScale(name));
        } else if (name.endsWith(".weight")) {
            java.util.Arrays.fill(values, 1f); // of a norm
        }
        return StoredTensor.of(values, shape);
    }

    private static double residualScale(String name) {
        if (!name.endsWith("attn.proj.weight") && !name.endsWith("mlp.w3.weight")) {
            return 1;
        }
        int block = Integer.parseInt(name.split("\\.")[1]);
        return Math.sqrt(2.0 * (block + 1));
    }

    private void fill(float[] values, double deviation) {
        for (int i = 0; i < values.length; i++) {
            double value = random.nextGaussian();
            while (Math.abs(value) > 2) {
                value = random.nextGaussian();
            }
            values[i] = (float) (value * deviation);
        }
    }
}
