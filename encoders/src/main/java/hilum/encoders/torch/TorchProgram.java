package hilum.encoders.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * A TorchScript program: one class with entry methods, compiled by libtorch from text. It holds
 * configuration but no tensors: weights are arguments of each call.
 *
 * <p>Arguments may be tensors, {@code Integer}, {@code Long}, {@code Double}, {@code Boolean},
 * {@code String}, lists of tensors and maps of named tensors (whose order is kept). Autograd is off
 * unless the program turns it on. A program may be called from any thread; calls take turns (see
 * {@link Torch}).
 */
public final class TorchProgram implements AutoCloseable {
    private final String main;
    private final TensorScope scope = TensorScope.lasting();
    private final PtSymbolBlock block;

    private TorchProgram(String main, Map<String, ?> configuration, ProgramText text) {
        this.main = main;
        byte[] archive = TorchArchive.of(main, configuration, text);
        try (Torch.Turn turn = Torch.turn()) {
            block =
                    JniUtils.loadModule(
                            scope.manager(), new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compiles a program.
     *
     * @param main the class of the entry methods, as {@code bert_tower.BertTower} in the file
     *     {@code bert_tower.py}
     * @param configuration values of the class's attributes: {@code Integer}, {@code Double} or
     *     {@code Boolean}
     * @param text all files that the class reaches
     * @throws IllegalArgumentException with libtorch's message and the line it names when the text
     *     does not compile
     */
    public static TorchProgram load(String main, Map<String, ?> configuration, ProgramText text) {
        try {
            return new TorchProgram(main, configuration, text);
        } catch (EngineException e) {
            throw new IllegalArgumentException(
                    "The program %s does not compile: %s".formatted(main, e.getMessage()), e);
        }
    }

    /** Calls a method that returns one tensor. */
    public NDArray tensor(TensorScope owner, String method, Object... arguments) {
        return call(method, arguments, result -> result.toTensor(owner.manager()));
    }

    /** Calls a method that returns a tuple or list of tensors. */
    public List<NDArray> tensors(TensorScope owner, String method, Object... arguments) {
        return call(method, arguments, result -> List.copyOf(result.toNDList(owner.manager())));
    }

    /** Calls a method that returns a {@code Dict[str, Tensor]}; keeps the dict's order. */
    public SequencedMap<String, NDArray> named(
            TensorScope owner, String method, Object... arguments) {
        return call(
                method,
                arguments,
                result -> new LinkedHashMap<>(TorchCall.named(result, owner.manager())));
    }

    @Override
    public void close() {
        try (Torch.Turn turn = Torch.turn()) {
            block.close();
        }
        scope.close();
    }

    private <T> T call(String method, Object[] arguments, Function<IValue, T> read) {
        IValue[] values = new IValue[arguments.length];
        try (Torch.Turn turn = Torch.turn()) {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = value(arguments[i]);
            }
            try (IValue result = TorchCall.run(block, method, values)) {
                return read.apply(result);
            }
        } catch (EngineException e) {
            throw new IllegalStateException(
                    "%s.%s failed: %s".formatted(main, method, e.getMessage()), e);
        } finally {
            Arrays.stream(values).filter(v -> v != null).forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case PtNDArray tensor -> IValue.from(tensor);
            case Integer number -> IValue.from(number.longValue());
            case Long number -> IValue.from(number);
            case Double number -> IValue.from(number);
            case Boolean flag -> IValue.from(flag);
            case String string -> IValue.from(string);
            case Map<?, ?> map -> {
                Map<String, PtNDArray> named = new LinkedHashMap<>();
                map.forEach((name, tensor) -> named.put((String) name, (PtNDArray) tensor));
                yield IValue.stringMapFrom(named);
            }
            case List<?> list -> IValue.listFrom(list.toArray(PtNDArray[]::new));
            default ->
                    throw new IllegalArgumentException(
                            "TorchScript has no value for a %s: pass a tensor, number, flag, string, list or map of tensors"
                                    .formatted(argument.getClass().getName()));
        };
    }
}
