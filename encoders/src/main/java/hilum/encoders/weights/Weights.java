package hilum.encoders.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Named tensors in libtorch's memory: what a program gets as its {@code Dict[str, Tensor]}.
 *
 * <p>They own their memory (the file they came from may go) and live until closed.
 */
public final class Weights implements AutoCloseable {
    private static final String MAIN = "tensors.Tensors";

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
        try (TensorScope step = TensorScope.open();
                TorchProgram program =
                        TorchProgram.load(MAIN, Map.of(), ProgramText.of("tensors"))) {
            SequencedMap<String, NDArray> plain = new LinkedHashMap<>();
            SequencedMap<String, NDArray> bfloat16 = new LinkedHashMap<>();
            stored.forEach(
                    (name, tensor) -> {
                        switch (tensor.type()) {
                            case F32 -> plain.put(name, borrow(step, tensor, DataType.FLOAT32));
                            case F16 -> plain.put(name, borrow(step, tensor, DataType.FLOAT16));
                            case BF16 -> bfloat16.put(name, borrow(step, tensor, DataType.FLOAT16));
                            case BOOL, U8, I32, I64 -> {}
                        }
                    });
            Map<String, NDArray> copies =
                    new LinkedHashMap<>(program.named(scope, "copy", plain, precision.dtype()));
            copies.putAll(program.named(scope, "copy_bfloat16_bits", bfloat16, precision.dtype()));
            SequencedMap<String, NDArray> inOrder = new LinkedHashMap<>();
            stored.keySet().stream()
                    .filter(copies::containsKey)
                    .forEach(name -> inOrder.put(name, copies.get(name)));
            return new Weights(scope, inOrder);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
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

    private static NDArray borrow(TensorScope step, StoredTensor tensor, DataType type) {
        MemorySegment data = tensor.data();
        if (!data.isNative()) {
            byte[] bytes = data.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            return step.bytes(bytes, type, tensor.sizes());
        }
        return step.over(data, type, tensor.sizes());
    }
}
