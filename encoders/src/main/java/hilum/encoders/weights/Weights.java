package hilum.encoders.weights;

import ai.djl.ndarray.NDArray;
import hilum.encoders.torch.NativeHeap;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Named tensors in libtorch's memory: what a program gets as its {@code Dict[str, Tensor]}.
 *
 * <p>They own their memory (the file they came from may go) and live until closed.
 */
public final class Weights implements AutoCloseable {
    private static final String MAIN = "tensors.Tensors";

    private static final Pattern NUMBER = Pattern.compile("\\.\\d+\\.");

    private final TensorScope scope;
    private final SequencedMap<String, NDArray> tensors;

    private Weights(TensorScope scope, SequencedMap<String, NDArray> tensors) {
        this.scope = scope;
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
    }

    /** Takes over a scope with the tensors that live in it. */
    public static Weights of(TensorScope scope, SequencedMap<String, NDArray> tensors) {
        return new Weights(scope, new LinkedHashMap<>(tensors));
    }

    /** All floating tensors of a file, in a precision. */
    public static Weights load(Path file, Precision precision) throws IOException {
        try (Safetensors stored = Safetensors.open(file)) {
            return copyOf(stored.tensors(), precision);
        }
    }

    /** Copies of floating tensors, in a precision; tensors of other types are left out. */
    public static Weights copyOf(SequencedMap<String, StoredTensor> stored, Precision precision) {
        TensorScope scope = TensorScope.lasting();
        try (Copies copies = new Copies()) {
            SequencedMap<String, NDArray> tensors = new LinkedHashMap<>();
            stored.forEach(
                    (name, tensor) -> {
                        if (tensor.type().isFloating()) {
                            tensors.put(name, copies.of(tensor, precision, scope));
                        }
                    });
            return new Weights(scope, tensors);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** Tensors that are computed in one precision. */
    public record Part(SequencedMap<String, StoredTensor> tensors, Precision precision) {}

    /**
     * Weights in the form in which a program computes, made by its method {@code pack} layer by
     * layer, whichever parts a layer's tensors are in: beside what is loaded, memory holds one
     * layer twice at most, and pages of the files that were read are given back.
     */
    public static Weights load(TorchProgram program, Part... parts) {
        TensorScope scope = TensorScope.lasting();
        try (Copies copies = new Copies()) {
            SequencedMap<String, NDArray> packed = new LinkedHashMap<>();
            for (SequencedMap<String, Typed> layer : layers(parts)) {
                try (TensorScope step = TensorScope.open()) {
                    SequencedMap<String, NDArray> plain = new LinkedHashMap<>();
                    layer.forEach(
                            (name, typed) ->
                                    plain.put(
                                            name, copies.of(typed.tensor, typed.precision, step)));
                    packed.putAll(program.named(scope, "pack", plain));
                }
                NativeHeap.trim(); // what a layer leaves free, the next one may not fit into
            }
            return new Weights(scope, packed);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private record Typed(StoredTensor tensor, Precision precision) {}

    /** What has to be packed together: the weights of a numbered layer, or of a module without. */
    private static Collection<SequencedMap<String, Typed>> layers(Part... parts) {
        SequencedMap<String, SequencedMap<String, Typed>> layers = new LinkedHashMap<>();
        for (Part part : parts) {
            part.tensors.forEach(
                    (name, tensor) -> {
                        Matcher number = NUMBER.matcher(name);
                        int end = number.find() ? number.end() : name.indexOf('.') + 1;
                        layers.computeIfAbsent(name.substring(0, end), l -> new LinkedHashMap<>())
                                .put(name, new Typed(tensor, part.precision));
                    });
        }
        return layers.values();
    }

    /** The tensors by name, in order. */
    public SequencedMap<String, NDArray> tensors() {
        return tensors;
    }

    /** The tensors as float32 in the form that {@link SafetensorsWriter} takes. */
    public SequencedMap<String, StoredTensor> stored() {
        return stored(tensors);
    }

    /** Floating tensors as float32 in the form that {@link SafetensorsWriter} takes. */
    public static SequencedMap<String, StoredTensor> stored(SequencedMap<String, NDArray> tensors) {
        SequencedMap<String, StoredTensor> stored = new LinkedHashMap<>();
        try (TensorScope step = TensorScope.open();
                TorchProgram program =
                        TorchProgram.load(MAIN, Map.of(), ProgramText.of("tensors"))) {
            program.named(step, "copy", tensors, Precision.FLOAT32.dtype())
                    .forEach(
                            (name, tensor) ->
                                    stored.put(
                                            name,
                                            StoredTensor.of(
                                                    tensor.toFloatArray(),
                                                    tensor.getShape().getShape())));
        }
        return stored;
    }

    @Override
    public void close() {
        scope.close();
    }
}
