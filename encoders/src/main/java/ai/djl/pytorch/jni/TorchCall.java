package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The call of a TorchScript method with every kind of argument, outside inference mode.
 *
 * <p>DJL's own {@code runMethod} always runs in inference mode, where autograd is off whatever the
 * program says, and loses the order of dicts. What is needed to do otherwise is package-private
 * there: this is the only class of ours in that package.
 */
public final class TorchCall {
    private TorchCall() {}

    /** Runs a method of a loaded program. The caller closes the result. */
    public static IValue run(PtSymbolBlock block, String method, IValue... arguments) {
        long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
        return new IValue(
                PyTorchLibrary.LIB.moduleRunMethod(
                        block.getHandle(), method, handles, true, false));
    }

    /**
     * The tensors of a {@code Dict[str, Tensor]} in the dict's order. They belong to the manager.
     */
    public static SequencedMap<String, PtNDArray> named(IValue dict, PtNDManager manager) {
        long[] handles = PyTorchLibrary.LIB.iValueToMap(dict.getHandle());
        SequencedMap<String, PtNDArray> tensors = new LinkedHashMap<>();
        for (int i = 0; i < handles.length; i += 2) {
            try (IValue key = new IValue(handles[i]);
                    IValue value = new IValue(handles[i + 1])) {
                tensors.put(key.toStringValue(), value.toTensor(manager));
            }
        }
        return tensors;
    }
}
