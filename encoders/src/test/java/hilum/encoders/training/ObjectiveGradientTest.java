package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Llama;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.Rotary;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every objective's gradient against finite differences in double precision. */
class ObjectiveGradientTest {
    private static final double H = 1e-6;
    private static final int ROWS = 3;
    private static final int TOKENS = 6;
    private static final Eva02 IMAGE = new Eva02(32, 16, 2, 16, 8, 24, 16, 12);

    private enum Tower {
        BERT_ALL(TinyBert.ARCHITECTURE, new Trains.All(0.1), Pooling.MEAN),
        LLAMA_ALL(llama(true), new Trains.All(0), Pooling.EOS),
        LLAMA_UNTIED(llama(false), new Trains.All(0), Pooling.MEAN),
        LLAMA_LORA(
                llama(true),
                new Trains.Lora(2, 4, 0.2, List.of("q_proj", "v_proj", "o_proj", "down_proj")),
                Pooling.MEAN),
        LLAMA_LATENT(
                llama(true),
                new Trains.Lora(
                        3,
                        5,
                        0,
                        List.of(
                                "q_proj",
                                "k_proj",
                                "v_proj",
                                "o_proj",
                                "gate_proj",
                                "up_proj",
                                "down_proj")),
                Pooling.LATENT_ATTENTION);

        private final TextArchitecture architecture;
        private final Trains trains;
        private final Pooling pooling;

        Tower(TextArchitecture architecture, Trains trains, Pooling pooling) {
            this.architecture = architecture;
            this.trains = trains;
            this.pooling = pooling;
        }

        private static Llama llama(boolean tied) {
            return new Llama(2, 16, 4, 2, 8, 24, 64, 32, 1e-5, Rotary.plain(10_000), tied);
        }

        SequencedMap<String, StoredTensor> weights(Random random) {
            SequencedMap<String, long[]> shapes = architecture.weights();
            shapes.put("text.projection.0.weight", new long[] {16});
            shapes.put("text.projection.0.bias", new long[] {16});
            shapes.put("text.projection.1.weight", new long[] {12, 16});
            shapes.put("text.projection.1.bias", new long[] {12});
            if (this == LLAMA_UNTIED) {
                shapes.put("lm_head.weight", new long[] {64, 16});
            }
            if (pooling == Pooling.LATENT_ATTENTION) {
                shapes.put("latent_attn.latents", new long[] {5, 16});
                shapes.put("latent_attn.multihead_attn.in_proj_weight", new long[] {48, 16});
                shapes.put("latent_attn.multihead_attn.in_proj_bias", new long[] {48});
                for (String name : List.of("multihead_attn.out_proj", "mlp.0", "mlp.2")) {
                    shapes.put("latent_attn." + name + ".weight", new long[] {16, 16});
                    shapes.put("latent_attn." + name + ".bias", new long[] {16});
                }
            }
            if (trains instanceof Trains.Lora lora) {
                Map<String, long[]> changes = new LinkedHashMap<>();
                shapes.forEach(
                        (name, shape) -> {
                            String module = name.replaceFirst("\\.weight$", "");
                            if (lora.changes(module)) {
                                changes.put(
                                        module + ".lora_A.weight",
                                        new long[] {lora.rank(), shape[1]});
                                changes.put(
                                        module + ".lora_B.weight",
                                        new long[] {shape[0], lora.rank()});
                            }
                        });
                shapes.putAll(changes);
            }
            SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
            shapes.forEach(
                    (name, shape) -> {
                        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                        float[] values = new float[size];
                        boolean norm = name.toLowerCase(java.util.Locale.ROOT).contains("norm");
                        for (int i = 0; i < size; i++) {
                            values[i] =
                                    (norm && name.endsWith("weight") ? 1 : 0)
                                            + 0.3f * (float) random.nextGaussian();
                        }
                        weights.put(name, StoredTensor.of(values, shape));
                    });
            return weights;
        }

        TorchProgram program() {
            return TextTrainee.program(
                    architecture, Attention.BIDIRECTIONAL, pooling, trains, Products.PLAIN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theContrastiveGradientIsThatOfFiniteDifferences(Tower tower) {
        check(
                tower,
                "contrastive",
                Map.of(),
                (scope, random) -> {
                    Groups groups = new Groups(scope, random, List.of(ROWS, ROWS, 2));
                    boolean[] all = new boolean[ROWS * (ROWS + 2)];
                    Arrays.fill(all, true);
                    all[1] = false;
                    return List.of(
                            groups.ids,
                            groups.valid,
                            groups.pooled,
                            scope.booleans(all, ROWS, ROWS + 2),
                            5.0,
                            7L);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"BERT_ALL", "LLAMA_ALL", "LLAMA_UNTIED", "LLAMA_LORA"})
    void theGradientOfMaskedPredictionIsThatOfFiniteDifferences(Tower tower) {
        check(
                tower,
                "mntp",
                Map.of(),
                (scope, random) -> {
                    Groups groups = new Groups(scope, random, List.of(ROWS));
                    long[] labels = new long[ROWS * TOKENS];
                    Arrays.fill(labels, -100);
                    for (int i : new int[] {0, 2, 3, 7, 11, 14}) {
                        labels[i] = random.nextInt(64);
                    }
                    return List.of(
                            groups.ids,
                            groups.valid,
                            List.of(scope.longs(labels, ROWS, TOKENS)),
                            7L);
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"BERT_ALL", "LLAMA_LORA"})
    void theGradientOfBothTowersIsThatOfFiniteDifferences(Tower tower) {
        for (boolean raw : new boolean[] {false, true}) {
            SequencedMap<String, StoredTensor> image = new LinkedHashMap<>();
            EvaInitialiser.initialise(IMAGE, 3)
                    .forEach((name, tensor) -> image.put("visual." + name, tensor));
            image.put("logit_scale", StoredTensor.of(new float[] {1.2f}));
            check(
                    tower,
                    "dual",
                    image,
                    (scope, random) -> {
                        Groups groups = new Groups(scope, random, List.of(2, 1));
                        boolean[] all = new boolean[ROWS * ROWS];
                        Arrays.fill(all, true);
                        int size = IMAGE.size();
                        double[] pixels =
                                random.doubles((long) ROWS * 3 * size * size, -1, 1).toArray();
                        return List.of(
                                groups.ids,
                                groups.valid,
                                groups.pooled,
                                doubles(scope, pixels, ROWS, 3, size, size),
                                scope.booleans(all, ROWS, ROWS),
                                IMAGE.configuration().get("layers"),
                                IMAGE.configuration().get("heads"),
                                IMAGE.configuration().get("patch"),
                                IMAGE.configuration().get("pretrained_grid"),
                                raw,
                                7L);
                    });
        }
    }

    private interface Arguments {
        List<Object> of(TensorScope scope, Random random);
    }

    /** Texts of random tokens, some of them padded, in groups of so many rows. */
    private static final class Groups {
        private final List<NDArray> ids = new ArrayList<>();
        private final List<NDArray> valid = new ArrayList<>();
        private final List<NDArray> pooled = new ArrayList<>();

        Groups(TensorScope scope, Random random, List<Integer> rows) {
            for (int count : rows) {
                ids.add(
                        scope.longs(
                                random.longs((long) count * TOKENS, 0, 64).toArray(),
                                count,
                                TOKENS));
                boolean[] real = new boolean[count * TOKENS];
                boolean[] chosen = new boolean[count * TOKENS];
                for (int i = 0; i < real.length; i++) {
                    real[i] = i % TOKENS < TOKENS - 1 || i < TOKENS;
                    chosen[i] = real[i] && i % TOKENS > 0;
                }
                valid.add(scope.booleans(real, count, TOKENS));
                pooled.add(scope.booleans(chosen, count, TOKENS));
            }
        }
    }

    private static void check(
            Tower tower, String objective, Map<String, StoredTensor> more, Arguments arguments) {
        Random random = new Random(5);
        SequencedMap<String, StoredTensor> weights = tower.weights(random);
        SequencedMap<String, StoredTensor> initial =
                new LinkedHashMap<>(TextTrainee.initial(weights, tower.trains, 1));
        initial.putAll(more);
        try (TensorScope scope = TensorScope.open();
                TorchProgram program = tower.program()) {
            SequencedMap<String, NDArray> frozen = new LinkedHashMap<>();
            weights.forEach(
                    (name, tensor) -> {
                        if (!initial.containsKey(name)) {
                            frozen.put(name, shifted(scope, tensor, new double[0], 0));
                        }
                    });
            SequencedMap<String, NDArray> here = new LinkedHashMap<>();
            SequencedMap<String, NDArray> higher = new LinkedHashMap<>();
            SequencedMap<String, NDArray> lower = new LinkedHashMap<>();
            Map<String, double[]> direction = new LinkedHashMap<>();
            initial.forEach(
                    (name, tensor) -> {
                        double[] d = random.doubles(tensor.elements(), -1, 1).toArray();
                        direction.put(name, d);
                        here.put(name, shifted(scope, tensor, d, 0));
                        higher.put(name, shifted(scope, tensor, d, H));
                        lower.put(name, shifted(scope, tensor, d, -H));
                    });
            List<Object> rest = arguments.of(scope, random);

            Map<String, NDArray> gradients =
                    program.named(
                            scope,
                            objective + "_gradients",
                            all(here, frozen, rest, Rerun.LAYERS.number()));

            double slope = 0;
            for (var gradient : gradients.entrySet()) {
                double[] g = gradient.getValue().toDoubleArray();
                double[] d = direction.get(gradient.getKey());
                for (int i = 0; i < g.length; i++) {
                    slope += g[i] * d[i];
                }
            }
            List<Object> single = rest;
            if (objective.equals("mntp")) { // its loss takes one group
                single = new ArrayList<>(rest);
                single.replaceAll(a -> a instanceof List<?> list ? list.getFirst() : a);
            }
            double up =
                    program.tensor(scope, objective + "_loss", all(higher, frozen, single))
                            .getDouble();
            double down =
                    program.tensor(scope, objective + "_loss", all(lower, frozen, single))
                            .getDouble();
            assertThat(slope)
                    .isCloseTo((up - down) / (2 * H), within(1e-6 * Math.max(1, Math.abs(slope))));
            assertThat(gradients.keySet())
                    .as("weights that the loss depends on")
                    .hasSizeGreaterThan(initial.size() / 2);
        }
    }

    private static Object[] all(
            Map<String, NDArray> trained,
            Map<String, NDArray> frozen,
            List<Object> rest,
            Object... last) {
        List<Object> all = new ArrayList<>(List.of(trained, frozen));
        all.addAll(rest);
        all.addAll(Arrays.asList(last));
        return all.toArray();
    }

    private static NDArray shifted(
            TensorScope scope, StoredTensor tensor, double[] direction, double step) {
        float[] values = tensor.floats();
        double[] shifted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            shifted[i] = values[i] + (step == 0 ? 0 : step * direction[i]);
        }
        return doubles(scope, shifted, tensor.sizes());
    }

    private static NDArray doubles(TensorScope scope, double[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return scope.bytes(bytes.array(), DataType.FLOAT64, shape);
    }
}
