package hilum.encoders.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The lifetime of native memory: tensors made in it or returned into it live until it is closed.
 *
 * <p>One scope per step for its inputs and results, one per model for its weights. A step's scope
 * belongs to one thread. A lasting one may be closed by any thread: it waits for the computation
 * that is running, and a later one that asks for its tensors fails with an exception.
 */
public final class TensorScope implements AutoCloseable {
    private final PtNDManager manager = Torch.newManager();
    private final Arena arena = Arena.ofShared();

    private final boolean lasting;

    private TensorScope(boolean lasting) {
        this.lasting = lasting;
    }

    /** A new, empty scope for a step. */
    public static TensorScope open() {
        return new TensorScope(false);
    }

    /** A new, empty scope for tensors that several threads compute with. */
    public static TensorScope lasting() {
        return new TensorScope(true);
    }

    /** An INT64 tensor of these values in row-major order. */
    public NDArray longs(long[] values, long... shape) {
        return tensor(copy(MemorySegment.ofArray(values), Long.BYTES), DataType.INT64, shape);
    }

    /** A FLOAT32 tensor of these values in row-major order. */
    public NDArray floats(float[] values, long... shape) {
        return tensor(copy(MemorySegment.ofArray(values), Float.BYTES), DataType.FLOAT32, shape);
    }

    /** A BOOLEAN tensor of these values in row-major order. */
    public NDArray booleans(boolean[] values, long... shape) {
        MemorySegment bytes = arena.allocate(Math.max(values.length, 1));
        for (int i = 0; i < values.length; i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (values[i] ? 1 : 0));
        }
        return tensor(buffer(bytes.asSlice(0, values.length)), DataType.BOOLEAN, shape);
    }

    /** A tensor of these little-endian bytes. */
    public NDArray bytes(byte[] values, DataType type, long... shape) {
        return tensor(copy(MemorySegment.ofArray(values), Long.BYTES), type, shape);
    }

    /**
     * A tensor over little-endian memory that is not copied (on a CPU): it must outlive the tensor,
     * and a program that keeps the values must clone them.
     */
    public NDArray over(MemorySegment memory, DataType type, long... shape) {
        return tensor(buffer(memory), type, shape);
    }

    /** Releases the tensors. A second time it does nothing. */
    @Override
    public void close() {
        if (lasting) {
            try (Torch.Turn turn = Torch.turn()) {
                release();
            }
        } else {
            release();
        }
    }

    private void release() {
        manager.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    PtNDManager manager() {
        return manager;
    }

    private NDArray tensor(ByteBuffer data, DataType type, long... shape) {
        return Torch.device().isGpu()
                ? sent(data, type, shape)
                : manager.create(data, new Shape(shape), type);
    }

    /**
     * Queues the copy to the GPU and returns at once: what is computed with the tensor comes after
     * it in the queue. libtorch keeps the page-locked memory until the copy has run.
     */
    private NDArray sent(ByteBuffer data, DataType type, long... shape) {
        try (PtNDManager host = Torch.newHostManager()) {
            NDArray waiting = host.create(data, new Shape(shape), type);
            return Staging.PROGRAM.tensor(
                    this, "send", waiting, "cuda:" + Torch.device().getDeviceId());
        }
    }

    private static final class Staging {
        private static final TorchProgram PROGRAM =
                TorchProgram.load("staging.Staging", Map.of(), ProgramText.of("staging"));
    }

    private ByteBuffer copy(MemorySegment values, long alignment) {
        MemorySegment memory =
                arena.allocate(Math.max(values.byteSize(), 1), alignment)
                        .asSlice(0, values.byteSize());
        return buffer(memory.copyFrom(values));
    }

    private static ByteBuffer buffer(MemorySegment memory) {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
