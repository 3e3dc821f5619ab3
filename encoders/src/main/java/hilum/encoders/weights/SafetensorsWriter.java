package hilum.encoders.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Writes safetensors files that are either complete or not there: into a file beside, flushed to
 * the disk, then renamed.
 *
 * <p>The same tensors in the same order and the same metadata give the same bytes.
 */
public final class SafetensorsWriter {
    private static final int PIECE = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SafetensorsWriter() {}

    /**
     * Writes the tensors in the given order.
     *
     * @throws IOException when the disk is full or the folder missing; nothing is left behind then
     */
    public static void write(
            Path path, SequencedMap<String, StoredTensor> tensors, Map<String, String> metadata)
            throws IOException {
        Path beside =
                path.resolveSibling(
                        "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            beside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                writeFully(channel, header(tensors, metadata));
                for (StoredTensor tensor : tensors.values()) {
                    writeFully(channel, tensor.data());
                }
                channel.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static ByteBuffer header(
            SequencedMap<String, StoredTensor> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            entries.put("__metadata__", new TreeMap<>(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            StoredTensor tensor = entry.getValue();
            long end = offset + tensor.data().byteSize();
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("dtype", tensor.type().name());
            described.put("shape", tensor.shape());
            described.put("data_offsets", List.of(offset, end));
            entries.put(entry.getKey(), described);
            offset = end;
        }
        byte[] json = JSON.writeValueAsString(entries).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8; // readers map the data; keep it aligned
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    /** In pieces: the channel would copy a whole tensor of the heap at once. */
    private static void writeFully(FileChannel channel, MemorySegment data) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        for (long from = 0; from < data.byteSize(); from += PIECE) {
            int size = (int) Math.min(PIECE, data.byteSize() - from);
            piece.clear().limit(size);
            MemorySegment.ofBuffer(piece).copyFrom(data.asSlice(from, size));
            writeFully(channel, piece);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
