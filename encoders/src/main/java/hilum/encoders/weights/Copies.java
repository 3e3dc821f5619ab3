package hilum.encoders.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import hilum.encoders.torch.ProgramText;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/**
 * Copies stored tensors into libtorch's memory, in another type where asked, a piece of rows at a
 * time: a tensor may be of any size, and its pages in memory are given back once they are read.
 */
final class Copies implements AutoCloseable {
    private static final long PIECE = 8 << 20;

    private final TorchProgram program =
            TorchProgram.load("tensors.Tensors", Map.of(), ProgramText.of("tensors"));

    /** A copy that lives in the given scope. */
    NDArray of(StoredTensor tensor, Precision precision, TensorScope scope) {
        long rows = tensor.shape().isEmpty() ? 1 : tensor.shape().getFirst();
        long width = rows == 0 ? 0 : tensor.elements() / rows;
        NDArray copy;
        try (TensorScope step = TensorScope.open()) {
            copy =
                    program.tensor(
                            scope,
                            "room",
                            step.longs(tensor.sizes(), tensor.shape().size()),
                            precision.dtype());
        }
        long most = Math.max(1, PIECE / Math.max(1, width * tensor.type().bytes()));
        for (long from = 0; from < rows && width > 0; from += most) {
            long count = Math.min(most, rows - from);
            MemorySegment piece =
                    tensor.data()
                            .asSlice(
                                    from * width * tensor.type().bytes(),
                                    count * width * tensor.type().bytes());
            fill(copy, from, tensor.type(), piece, count, width);
            if (piece.isMapped()) {
                piece.unload();
            }
        }
        return copy;
    }

    private void fill(
            NDArray copy, long from, TensorType type, MemorySegment piece, long rows, long width) {
        try (TensorScope step = TensorScope.open()) {
            // Java has no bfloat16: a float16 tensor carries its bits.
            DataType carrier = type == TensorType.F32 ? DataType.FLOAT32 : DataType.FLOAT16;
            NDArray values =
                    piece.isNative()
                            ? step.over(piece, carrier, rows, width)
                            : step.bytes(
                                    piece.toArray(ValueLayout.JAVA_BYTE), carrier, rows, width);
            program.tensor(step, "fill", copy, from, values, type == TensorType.BF16);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
