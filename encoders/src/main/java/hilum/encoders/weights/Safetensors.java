package hilum.encoders.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * An open safetensors file, mapped into memory.
 *
 * <p>Whatever its header says is checked before a tensor is handed out: sizes, types, and that the
 * tensors cover the data once, without holes or overlaps. The tensors are valid until it is closed;
 * the file must not be changed meanwhile.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors implements AutoCloseable {
    private static final int MOST_HEADER_BYTES =
            100_000_000; // the limit of the reference implementation
    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    private final Arena arena = Arena.ofShared();
    private final SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private final Path path;

    private Safetensors(Path path) throws IOException {
        this.path = path;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Opens a file.
     *
     * @throws IOException when it cannot be read or its header is not that of a complete
     *     safetensors file
     */
    public static Safetensors open(Path path) throws IOException {
        return new Safetensors(path);
    }

    /** All tensors by name, in the order in which they lie in the file. */
    public SequencedMap<String, StoredTensor> tensors() {
        return java.util.Collections.unmodifiableSequencedMap(tensors);
    }

    /** The tensor of this name; it must be there. */
    public StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "%s has no tensor '%s': it holds %s".formatted(path, name, tensors.keySet()));
        }
        return tensor;
    }

    /** The texts under {@code __metadata__}. */
    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private record Span(String name, TensorType type, List<Long> shape, long begin, long end) {}

    private void read(MemorySegment file) throws IOException {
        if (file.byteSize() < 8) {
            throw refused(
                    "it has %d bytes, fewer than the 8 of a header's length"
                            .formatted(file.byteSize()));
        }
        long length = file.get(LENGTH, 0);
        if (length < 2 || length > MOST_HEADER_BYTES || length > file.byteSize() - 8) {
            throw refused(
                    "its header claims %d bytes in a file of %d"
                            .formatted(length, file.byteSize()));
        }
        MemorySegment data = file.asSlice(8 + length);
        long next = 0;
        for (Span span : spans(file.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE))) {
            if (span.begin != next || span.end > data.byteSize()) {
                throw refused(
                        "tensor '%s' lies at %d to %d, but the next free byte is %d of %d"
                                .formatted(span.name, span.begin, span.end, next, data.byteSize()));
            }
            tensors.put(
                    span.name,
                    new StoredTensor(
                            span.type,
                            span.shape,
                            data.asSlice(span.begin, span.end - span.begin)));
            next = span.end;
        }
        if (next != data.byteSize()) {
            throw refused("its tensors end at byte %d of %d".formatted(next, data.byteSize()));
        }
    }

    private List<Span> spans(byte[] header) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (IOException e) {
            throw refused("its header is not JSON (" + e.getClass().getSimpleName() + ")");
        }
        if (root == null || !root.isObject()) {
            throw refused("its header is not a JSON object");
        }
        List<Span> spans = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                metadata.putAll(texts(entry.getValue()));
            } else {
                spans.add(span(entry.getKey(), entry.getValue()));
            }
        }
        spans.sort(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end));
        return spans;
    }

    private Map<String, String> texts(JsonNode node) throws IOException {
        try {
            return JSON.convertValue(node, new TypeReference<>() {});
        } catch (IllegalArgumentException e) {
            throw refused("its metadata are not texts by name");
        }
    }

    private Span span(String name, JsonNode node) throws IOException {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw refused("tensor '%s' has no shape or offsets".formatted(name));
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : node.path("shape")) {
            shape.add(natural(name, size));
        }
        long begin = natural(name, offsets.get(0));
        long end = natural(name, offsets.get(1));
        TensorType type = type(name, node.path("dtype").asText());
        try {
            if (end < begin
                    || end - begin
                            != Math.multiplyExact(StoredTensor.elements(shape), type.bytes())) {
                throw refused(
                        "tensor '%s' is %s %s but lies at %d to %d"
                                .formatted(name, type, shape, begin, end));
            }
        } catch (ArithmeticException e) {
            throw refused("tensor '%s' has the impossible shape %s".formatted(name, shape));
        }
        return new Span(name, type, shape, begin, end);
    }

    private long natural(String name, JsonNode number) throws IOException {
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
            throw refused("tensor '%s' has the size or offset %s".formatted(name, number));
        }
        return number.asLong();
    }

    private TensorType type(String name, String type) throws IOException {
        try {
            return TensorType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw refused(
                    "tensor '%s' is of type '%s', which Hilum does not read".formatted(name, type));
        }
    }

    private IOException refused(String why) {
        return new IOException(
                "%s is not a usable safetensors file: %s. Write or copy it again."
                        .formatted(path, why));
    }
}
