package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Bert;
import hilum.encoders.text.Llama;
import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A text tower in training: the program of its steps and, in memory, those of its weights that
 * stay. Those that train are in a {@link TrainingState}.
 *
 * <p>Frozen linear layers are brought into the type of the products once. Used by one thread at a
 * time.
 */
public final class TextTrainee implements AutoCloseable {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String PROJECTION = "text.projection.";
    private static final int LATENT_HEADS = 8;

    private final TextArchitecture architecture;
    private final Products products;
    private final TorchProgram program;
    private final Weights layers;
    private final Weights others;
    private final SequencedMap<String, StoredTensor> initial;
    private Optional<TowerFolder> folder = Optional.empty();

    private TextTrainee(
            TextArchitecture architecture,
            Products products,
            TorchProgram program,
            SequencedMap<String, StoredTensor> staying,
            SequencedMap<String, StoredTensor> initial) {
        this.architecture = architecture;
        this.products = products;
        this.program = program;
        SequencedMap<String, long[]> shapes = architecture.weights();
        Predicate<String> multiplies =
                name -> shapes.containsKey(name) && isLinear(name, shapes.get(name));
        this.layers = Weights.copyOf(only(staying, multiplies), products.weights());
        this.others = Weights.copyOf(only(staying, multiplies.negate()), Precision.FLOAT32);
        this.initial = initial;
    }

    /**
     * Takes the tower of a folder in Hugging Face layout into training, with the adapter and the
     * projection that lie in it.
     *
     * @param attention which tokens a token sees
     * @param pooling from token states to a vector
     * @param trains which of its weights train
     * @param precision of the products of linear layers
     * @param head whether the head of the language model is needed: for masked prediction
     * @param seed of the changes that LoRA starts with
     * @throws IOException when the folder cannot be read, or holds an adapter that the stage would
     *     not go on with
     */
    public static TextTrainee open(
            Path folder,
            Attention attention,
            Pooling pooling,
            Trains trains,
            Precision precision,
            boolean head,
            long seed)
            throws IOException {
        TowerFolder tower = TowerFolder.open(folder);
        try {
            tower.requireTrainable(trains);
            TextTrainee trainee =
                    of(
                            tower.architecture(),
                            attention,
                            pooling,
                            tower.weights(pooling, head),
                            trains,
                            precision,
                            seed);
            trainee.folder = Optional.of(tower);
            return trainee;
        } catch (IOException | RuntimeException e) {
            tower.close();
            throw e;
        }
    }

    /**
     * The state before the first step of a stage that trains the tower of a folder, without the
     * weights that stay in memory. Parameters as of {@link #open}.
     *
     * @param more what trains besides; an image tower's weights as {@link DualStage#initial} names
     *     them
     */
    public static TrainingState start(
            Path folder,
            Pooling pooling,
            Trains trains,
            boolean head,
            long seed,
            SequencedMap<String, StoredTensor> more)
            throws IOException {
        try (TowerFolder tower = TowerFolder.open(folder)) {
            tower.requireTrainable(trains);
            SequencedMap<String, StoredTensor> all =
                    new LinkedHashMap<>(initial(tower.weights(pooling, head), trains, seed));
            all.putAll(more);
            return TrainingState.start(all);
        }
    }

    /**
     * Writes the folder of a tower with trained weights: all weights anew, or beside the same
     * weights a PEFT adapter.
     *
     * @param from the folder that was taken into training
     * @param into the folder to write; files of an earlier attempt are replaced
     * @param trained what the training state holds
     */
    public static void write(
            Path from, Path into, Trains trains, SequencedMap<String, StoredTensor> trained)
            throws IOException {
        try (TowerFolder tower = TowerFolder.open(from)) {
            tower.write(into, trains, trained);
        }
    }

    /**
     * Takes a tower into training.
     *
     * @param attention which tokens a token sees
     * @param pooling from token states to a vector
     * @param weights all weights of the tower under the architecture's names; a projection, latent
     *     attention and {@code lm_head.weight} may be among them, and the weights of an adapter to
     *     go on with. They must stay valid as long as {@link #initial} is used
     * @param trains which of them train; the projection does in any case
     * @param precision of the products
     * @param seed of the changes that LoRA starts with
     */
    public static TextTrainee of(
            TextArchitecture architecture,
            Attention attention,
            Pooling pooling,
            SequencedMap<String, StoredTensor> weights,
            Trains trains,
            Precision precision,
            long seed) {
        return of(architecture, attention, pooling, weights, trains, Products.of(precision), seed);
    }

    static TextTrainee of(
            TextArchitecture architecture,
            Attention attention,
            Pooling pooling,
            SequencedMap<String, StoredTensor> weights,
            Trains trains,
            Products products,
            long seed) {
        SequencedMap<String, StoredTensor> initial = initial(weights, trains, seed);
        SequencedMap<String, StoredTensor> staying =
                only(weights, name -> !initial.containsKey(name));
        return new TextTrainee(
                architecture,
                products,
                program(architecture, attention, pooling, trains, products),
                staying,
                initial);
    }

    static TorchProgram program(
            TextArchitecture architecture,
            Attention attention,
            Pooling pooling,
            Trains trains,
            Products products) {
        String model =
                switch (architecture) {
                    case Bert bert -> "bert";
                    case Llama llama -> "llama";
                };
        Map<String, Object> configuration = new HashMap<>(architecture.configuration());
        configuration.put("causal", attention == Attention.CAUSAL);
        configuration.put("pooling", pooling.number());
        configuration.put("latent_heads", LATENT_HEADS);
        switch (trains) {
            case Trains.All all -> {
                configuration.put("dropout", all.dropout());
                configuration.put("lora_scale", 1.0);
                configuration.put("lora_dropout", 0.0);
            }
            case Trains.Lora lora -> {
                configuration.put("dropout", 0.0);
                configuration.put("lora_scale", lora.scaling());
                configuration.put("lora_dropout", lora.dropout());
            }
        }
        return TorchProgram.load("tower.Tower", configuration, text(model, products));
    }

    private static ProgramText text(String model, Products products) {
        return ProgramText.of(
                        "text_training",
                        model,
                        "eva",
                        "pooling",
                        "contrastive",
                        "tape",
                        "lora",
                        "autograd",
                        "adamw")
                .with("tower", "tower_" + model, "tower_objectives")
                .with("linear", "linear_taped")
                .with("product", products.text());
    }

    /**
     * The weights that train, as they are before the first step; valid until the trainee is closed.
     */
    public SequencedMap<String, StoredTensor> initial() {
        return initial;
    }

    TextArchitecture architecture() {
        return architecture;
    }

    TorchProgram program() {
        return program;
    }

    SequencedMap<String, NDArray> frozen() {
        SequencedMap<String, NDArray> frozen = new LinkedHashMap<>(layers.tensors());
        frozen.putAll(others.tensors());
        return frozen;
    }

    /** What a token of a text costs while it is on its way. */
    Rerun.Footprint footprint() {
        SequencedMap<String, long[]> shapes = architecture.weights();
        long outputs =
                shapes.keySet().stream()
                        .filter(name -> isLinear(name, shapes.get(name)))
                        .mapToLong(name -> shapes.get(name)[0])
                        .sum();
        int layers = (Integer) architecture.configuration().get("layers");
        return new Rerun.Footprint(
                outputs * products.bytes(),
                (long) layers * architecture.hidden() * Float.BYTES,
                outputs / layers);
    }

    @Override
    public void close() {
        program.close();
        layers.close();
        others.close();
        folder.ifPresent(TowerFolder::close);
    }

    static SequencedMap<String, StoredTensor> initial(
            SequencedMap<String, StoredTensor> weights, Trains trains, long seed) {
        return switch (trains) {
            case Trains.All all -> new LinkedHashMap<>(weights);
            case Trains.Lora lora -> {
                SequencedMap<String, StoredTensor> initial = new LinkedHashMap<>();
                weights.forEach(
                        (name, tensor) -> {
                            String module = module(name);
                            if (tensor.shape().size() == 2
                                    && lora.changes(module)
                                    && !name.endsWith(A)
                                    && !name.endsWith(B)) {
                                change(weights, module, tensor, lora.rank(), seed, initial);
                            } else if (name.startsWith(PROJECTION)) {
                                initial.put(name, tensor);
                            }
                        });
                if (initial.isEmpty()) {
                    throw new IllegalArgumentException(
                            "LoRA on %s changes nothing: the model's linear layers are called %s"
                                    .formatted(lora.targets(), linear(weights)));
                }
                yield initial;
            }
        };
    }

    /** The change of one layer: the one at hand, or A from a Kaiming-uniform draw and B zero. */
    private static void change(
            Map<String, StoredTensor> weights,
            String module,
            StoredTensor layer,
            int rank,
            long seed,
            Map<String, StoredTensor> initial) {
        if (weights.containsKey(module + A)) {
            StoredTensor a = weights.get(module + A);
            if (a.shape().getFirst() != rank) {
                throw new IllegalArgumentException(
                        "The adapter's change of %s has rank %d, the plan says %d: go on with the adapter's rank"
                                .formatted(module, a.shape().getFirst(), rank));
            }
            initial.put(module + A, a);
            initial.put(module + B, weights.get(module + B));
            return;
        }
        int out = Math.toIntExact(layer.shape().getFirst());
        int in = Math.toIntExact(layer.shape().getLast());
        SplittableRandom random = Draw.of(seed, "LoRA of " + module, 0);
        double bound = 1 / Math.sqrt(in); // Kaiming-uniform with a = sqrt(5), as PEFT
        float[] a = new float[rank * in];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        initial.put(module + A, StoredTensor.of(a, rank, in));
        initial.put(module + B, StoredTensor.of(new float[out * rank], out, rank));
    }

    /** The weights of the linear layers inside the layers: not those of embeddings. */
    private static boolean isLinear(String name, long[] shape) {
        return shape.length == 2 && name.contains("layer");
    }

    private static String linear(Map<String, StoredTensor> weights) {
        return weights.entrySet().stream()
                .filter(e -> isLinear(e.getKey(), e.getValue().sizes()))
                .map(e -> module(e.getKey()))
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String module(String weight) {
        int end = weight.length() - ".weight".length();
        return weight.endsWith(".weight") ? weight.substring(0, end) : weight;
    }

    private static SequencedMap<String, StoredTensor> only(
            SequencedMap<String, StoredTensor> weights, Predicate<String> which) {
        SequencedMap<String, StoredTensor> some = new LinkedHashMap<>();
        weights.forEach(
                (name, tensor) -> {
                    if (which.test(name)) {
                        some.put(name, tensor);
                    }
                });
        return some;
    }
}
