package hilum.encoders.image;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An image model ready to embed: its weights in memory and the program that computes it.
 *
 * <p>A picture has the same vector whatever its batch-mates. May be used from several threads;
 * computations take turns.
 */
public final class ImageTower implements AutoCloseable {
    /** Patches of a batch: its states stay in the caches of a processor. */
    private static final int PATCHES = 16 * 197;

    private static final String POSITIONS = "pos_embed";

    private final Eva02 configuration;
    private final TorchProgram program;
    private final Weights weights;
    private final boolean unit;

    private ImageTower(Eva02 configuration, TorchProgram program, Weights weights, boolean unit) {
        this.configuration = configuration;
        this.program = program;
        this.weights = weights;
        this.unit = unit;
    }

    /** Opens a folder of {@code config.json} and its weights, for unit vectors. */
    public static ImageTower open(Path folder, Precision precision) throws IOException {
        return open(folder, precision, true);
    }

    /**
     * Opens a folder of {@code config.json} and its weights. Where the configuration's image size
     * makes another grid than the one of the stored positions, these are laid over it.
     *
     * @param unit whether vectors are brought to unit length
     */
    public static ImageTower open(Path folder, Precision precision, boolean unit)
            throws IOException {
        return open(folder, precision, unit, Linear.fastest());
    }

    static ImageTower open(Path folder, Precision precision, Linear linear) throws IOException {
        return open(folder, precision, true, linear);
    }

    private static ImageTower open(Path folder, Precision precision, boolean unit, Linear linear)
            throws IOException {
        Eva02 configuration = Eva02.read(folder.resolve("config.json"));
        TorchProgram program =
                TorchProgram.load(
                        "eva_tower.EvaTower",
                        configuration.configuration(),
                        Eva02.program().with(linear));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new ImageTower(
                    configuration,
                    program,
                    Weights.load(
                            program,
                            new Weights.Part(
                                    fitted(checkpoint, configuration, program), precision)),
                    unit);
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /**
     * Lays the stored positions of a tower's folder over the grid of its configuration, in its
     * file: what trains the tower then meets them in their size. Where they fit, nothing changes.
     */
    public static void fitPositions(Path folder) throws IOException {
        Eva02 configuration = Eva02.read(folder.resolve("config.json"));
        Path file = folder.resolve(Checkpoint.FILE);
        Path fresh = folder.resolve(Checkpoint.FILE + ".fitted");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            long[] asked = configuration.weights().get(POSITIONS);
            boolean fits =
                    checkpoint.tensors().entrySet().stream()
                            .filter(e -> Eva02.canonical(e.getKey()).equals(POSITIONS))
                            .allMatch(e -> Arrays.equals(e.getValue().sizes(), asked));
            if (fits) {
                return;
            }
            try (TorchProgram program =
                    TorchProgram.load(
                            "eva_tower.EvaTower",
                            configuration.configuration(),
                            Eva02.program().with(Linear.PLAIN))) {
                write(fresh, fitted(checkpoint, configuration, program));
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SequencedMap<String, StoredTensor> fitted(
            Checkpoint checkpoint, Eva02 configuration, TorchProgram program) throws IOException {
        SequencedMap<String, long[]> shapes = configuration.weights();
        long[] asked = shapes.get(POSITIONS);
        long stored =
                checkpoint.tensors().entrySet().stream()
                        .filter(e -> Eva02.canonical(e.getKey()).equals(POSITIONS))
                        .filter(e -> e.getValue().shape().size() == 3)
                        .mapToLong(e -> e.getValue().shape().get(1))
                        .findFirst()
                        .orElse(asked[1]);
        long side = Math.round(Math.sqrt(stored - 1.0));
        boolean other = stored != asked[1] && side > 0 && side * side == stored - 1;
        if (other) {
            shapes.put(POSITIONS, new long[] {1, stored, configuration.width()});
        }
        SequencedMap<String, StoredTensor> weights =
                checkpoint.fitted(shapes, Eva02::canonical, Eva02::ignorable);
        if (other) {
            try (TensorScope step = TensorScope.open()) {
                StoredTensor positions = weights.get(POSITIONS);
                NDArray resized =
                        program.tensor(
                                step,
                                "resized",
                                step.floats(positions.floats(), positions.sizes()),
                                configuration.grid());
                weights.put(POSITIONS, StoredTensor.of(resized.toFloatArray(), asked));
            }
        }
        return weights;
    }

    /**
     * Writes a folder that {@link #open} reads. The weights have the names of {@link
     * Eva02#weights()}.
     */
    public static void write(
            Path folder, Eva02 configuration, SequencedMap<String, StoredTensor> weights)
            throws IOException {
        Files.write(
                folder.resolve("config.json"),
                new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(configuration.json()));
        write(folder.resolve(Checkpoint.FILE), weights);
    }

    private static void write(Path file, SequencedMap<String, StoredTensor> weights)
            throws IOException {
        SequencedMap<String, StoredTensor> named = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> named.put(Eva02.nameInFile(name), tensor));
        SafetensorsWriter.write(file, named, Map.of("format", "pt"));
    }

    /**
     * The weights that a file holds, under the names of {@link Eva02#weights()}; valid while the
     * file is open.
     */
    public static SequencedMap<String, StoredTensor> weights(
            Safetensors file, Eva02 configuration) {
        Map<String, StoredTensor> byName = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> byName.put(Eva02.canonical(name), tensor));
        SequencedMap<String, StoredTensor> weights = new LinkedHashMap<>();
        configuration.weights().keySet().forEach(name -> weights.put(name, byName.get(name)));
        return weights;
    }

    /** The input that a picture is served with. */
    public Pixels preprocess(Picture picture) {
        return Preprocessing.apply(picture, configuration.size());
    }

    /**
     * Vectors in the order of the inputs.
     *
     * @throws IllegalArgumentException for an input of another size than the tower's
     */
    public float[][] embed(List<Pixels> inputs) {
        float[][] vectors = new float[inputs.size()][];
        int most = Math.max(1, PATCHES / (configuration.grid() * configuration.grid() + 1));
        for (int from = 0; from < inputs.size(); from += most) {
            List<Pixels> batch = inputs.subList(from, Math.min(from + most, inputs.size()));
            float[] values = run(unit ? "embed" : "features", batch);
            for (int row = 0; row < batch.size(); row++) {
                vectors[from + row] =
                        finite(
                                Arrays.copyOfRange(
                                        values, row * dimension(), (row + 1) * dimension()));
            }
        }
        return vectors;
    }

    /** The length of a vector. */
    public int dimension() {
        return configuration.dimension();
    }

    /** The tower's configuration. */
    public Eva02 configuration() {
        return configuration;
    }

    @Override
    public void close() {
        program.close();
        weights.close();
    }

    private float[] run(String method, List<Pixels> batch) {
        int size = configuration.size();
        float[] values = new float[batch.size() * 3 * size * size];
        for (int row = 0; row < batch.size(); row++) {
            if (batch.get(row).size() != size) {
                throw new IllegalArgumentException(
                        "An input of %d pixels does not fit a tower of %d: preprocess the picture with this tower"
                                .formatted(batch.get(row).size(), size));
            }
            batch.get(row).fill(values, row * 3 * size * size);
        }
        return run(method, values, batch.size());
    }

    /**
     * The result of an entry method for normalised values {@code (batch, 3, size, size)},
     * row-major.
     */
    float[] run(String method, float[] values, int batch) {
        try (TensorScope step = TensorScope.open()) {
            NDArray pixels =
                    step.floats(values, batch, 3, configuration.size(), configuration.size());
            return program.tensor(step, method, weights.tensors(), pixels).toFloatArray();
        }
    }

    private static float[] finite(float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException(
                        "The model computed a vector with %s in it: its weights are damaged, publish it again"
                                .formatted(value));
            }
        }
        return vector;
    }
}
