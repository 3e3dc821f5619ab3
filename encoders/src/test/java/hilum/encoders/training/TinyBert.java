package hilum.encoders.training;

import hilum.encoders.text.Bert;
import hilum.encoders.text.Tokens;
import hilum.encoders.weights.StoredTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/** A BERT small enough to train in a test, with random weights. */
final class TinyBert {
    static final Bert ARCHITECTURE = new Bert(2, 16, 2, 32, 64, 32, 2, 1e-12);

    private TinyBert() {}

    static SequencedMap<String, StoredTensor> weights(long seed) {
        Random random = new Random(seed);
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        ARCHITECTURE
                .weights()
                .forEach(
                        (name, shape) -> {
                            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                            float[] values = new float[size];
                            boolean norm = name.endsWith("LayerNorm.weight");
                            for (int i = 0; i < size; i++) {
                                values[i] = (norm ? 1 : 0) + 0.2f * (float) random.nextGaussian();
                            }
                            weights.put(name, StoredTensor.of(values, shape));
                        });
        return weights;
    }

    /** One token a character. */
    static Tokens tokenize(String text) {
        return Tokens.of(text.chars().limit(32).map(c -> c % 64).toArray());
    }
}
