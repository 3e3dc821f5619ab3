package hilum.encoders.training;

import ai.djl.ndarray.NDArray;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.TensorType;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The weights in training, AdamW's two moments of each, and the number of steps done: all that the
 * next step depends on. Saved and loaded it is the same to the bit. Used by one thread at a time.
 */
public final class TrainingState implements AutoCloseable {
    private static final String WEIGHT = "weight/";
    private static final String FIRST = "first/";
    private static final String SECOND = "second/";
    private static final String STEP = "step";

    private final Weights weights;
    private final Weights first;
    private final Weights second;
    private int step;

    private TrainingState(Weights weights, Weights first, Weights second, int step) {
        this.weights = weights;
        this.first = first;
        this.second = second;
        this.step = step;
    }

    /** The state before the first step, with copies of these weights. */
    public static TrainingState start(SequencedMap<String, StoredTensor> weights) {
        SequencedMap<String, StoredTensor> zeros = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> zeros.put(name, zeros(tensor)));
        return of(weights, zeros, zeros, 0);
    }

    /**
     * The state that was saved.
     *
     * @throws IOException when the file is damaged or is no training state
     */
    public static TrainingState load(Path file) throws IOException {
        try (Safetensors stored = Safetensors.open(file)) {
            String step = stored.metadata().get(STEP);
            if (step == null) {
                throw new IOException(
                        "%s is no training state: its metadata name no step; train from the plan again"
                                .formatted(file));
            }
            return of(
                    part(stored, WEIGHT),
                    part(stored, FIRST),
                    part(stored, SECOND),
                    Integer.parseInt(step));
        }
    }

    /**
     * Saves the state: the file is complete or not there.
     *
     * @throws IOException when the disk is full or the folder missing
     */
    public void save(Path file) throws IOException {
        SequencedMap<String, StoredTensor> all = new LinkedHashMap<>();
        view(weights).forEach((name, tensor) -> all.put(WEIGHT + name, tensor));
        view(first).forEach((name, tensor) -> all.put(FIRST + name, tensor));
        view(second).forEach((name, tensor) -> all.put(SECOND + name, tensor));
        SafetensorsWriter.write(file, all, Map.of(STEP, Integer.toString(step)));
    }

    /**
     * The weights as they are now. They share memory with the state: written before the next step,
     * or not at all.
     */
    public SequencedMap<String, StoredTensor> weights() {
        return view(weights);
    }

    /** The number of steps done. */
    public int step() {
        return step;
    }

    SequencedMap<String, NDArray> weightTensors() {
        return weights.tensors();
    }

    SequencedMap<String, NDArray> firstMoments() {
        return first.tensors();
    }

    SequencedMap<String, NDArray> secondMoments() {
        return second.tensors();
    }

    /** Counts the step that the program has just done. */
    void advance() {
        step++;
    }

    @Override
    public void close() {
        weights.close();
        first.close();
        second.close();
    }

    private static TrainingState of(
            SequencedMap<String, StoredTensor> weights,
            SequencedMap<String, StoredTensor> first,
            SequencedMap<String, StoredTensor> second,
            int step) {
        return new TrainingState(
                Weights.copyOf(weights, Precision.FLOAT32),
                Weights.copyOf(first, Precision.FLOAT32),
                Weights.copyOf(second, Precision.FLOAT32),
                step);
    }

    private static SequencedMap<String, StoredTensor> part(Safetensors stored, String prefix) {
        SequencedMap<String, StoredTensor> part = new LinkedHashMap<>();
        stored.tensors()
                .forEach(
                        (name, tensor) -> {
                            if (name.startsWith(prefix)) {
                                part.put(name.substring(prefix.length()), tensor);
                            }
                        });
        return part;
    }

    private static SequencedMap<String, StoredTensor> view(Weights weights) {
        SequencedMap<String, StoredTensor> view = new LinkedHashMap<>();
        weights.tensors()
                .forEach(
                        (name, tensor) ->
                                view.put(
                                        name,
                                        new StoredTensor(
                                                TensorType.F32,
                                                Arrays.stream(tensor.getShape().getShape())
                                                        .boxed()
                                                        .toList(),
                                                MemorySegment.ofBuffer(
                                                        tensor.toByteBuffer(true)))));
        return view;
    }

    private static StoredTensor zeros(StoredTensor like) {
        return StoredTensor.of(new float[Math.toIntExact(like.elements())], like.sizes());
    }
}
