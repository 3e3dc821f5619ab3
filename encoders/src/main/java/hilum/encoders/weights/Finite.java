package hilum.encoders.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;

/** The check that weights hold numbers: a NaN or an infinity makes every vector one. */
public final class Finite {
    private static final long PIECE = 8 << 20;

    private Finite() {}

    /**
     * Reads all floating tensors once.
     *
     * @throws IOException naming the first that holds something else, and where
     */
    public static void require(Path from, Map<String, StoredTensor> tensors) throws IOException {
        for (var entry : tensors.entrySet()) {
            StoredTensor tensor = entry.getValue();
            if (tensor.type().isFloating()) {
                long at = firstNotFinite(tensor);
                if (at >= 0) {
                    throw new IOException(
                            "%s has no number at place %d of the weight '%s' %s, but NaN or infinity: the model is damaged, get it again"
                                    .formatted(from, at, entry.getKey(), tensor.shape()));
                }
            }
        }
    }

    private static long firstNotFinite(StoredTensor tensor) {
        int bytes = tensor.type().bytes();
        // A number is not finite where all bits of its exponent are set.
        int exponent =
                switch (tensor.type()) {
                    case F32 -> 0x7F800000;
                    case BF16 -> 0x7F80;
                    case F16 -> 0x7C00;
                    case BOOL, U8, I32, I64 -> throw new IllegalArgumentException("not floating");
                };
        for (long from = 0; from < tensor.data().byteSize(); from += PIECE) {
            MemorySegment piece =
                    tensor.data().asSlice(from, Math.min(PIECE, tensor.data().byteSize() - from));
            long count = piece.byteSize() / bytes;
            for (long i = 0; i < count; i++) {
                int bits =
                        bytes == 4
                                ? piece.get(ValueLayout.JAVA_INT_UNALIGNED, i * 4)
                                : piece.get(ValueLayout.JAVA_SHORT_UNALIGNED, i * 2);
                if ((bits & exponent) == exponent) {
                    return from / bytes + i;
                }
            }
            if (piece.isMapped()) {
                piece.unload();
            }
        }
        return -1;
    }
}
