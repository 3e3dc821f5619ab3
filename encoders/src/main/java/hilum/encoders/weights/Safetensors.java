package hilum.encoders.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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
    /**
     * The reference implementation reads headers of up to 100 MB. The largest published model takes
     * a few: here a service with a small heap must survive a hostile one.
     */
    static final int MOST_HEADER_BYTES = 16 << 20;

    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_SIZES = 64;
    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final JsonFactory JSON = parsers();

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

    /**
     * Parsers for JSON from anywhere: names are not kept, nesting is short, no name comes twice.
     */
    static JsonFactory parsers() {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(8)
                                .maxNameLength(4_096)
                                .maxNumberLength(32)
                                .build())
                .build();
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
        if (length < 2 || length > file.byteSize() - 8) {
            throw refused(
                    "its header claims %d bytes in a file of %d"
                            .formatted(length, file.byteSize()));
        }
        if (length > MOST_HEADER_BYTES) {
            throw refused(
                    "its header claims %d bytes, at most %d are read"
                            .formatted(length, MOST_HEADER_BYTES));
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

    /** Token by token: a tree of a hostile header would take many times its size. */
    private List<Span> spans(byte[] header) throws IOException {
        List<Span> spans = new ArrayList<>();
        try (JsonParser json = JSON.createParser(header)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused("its header is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw refused("'%s' is described by no JSON object".formatted(name));
                }
                if (name.equals("__metadata__")) {
                    readMetadata(json);
                } else if (spans.size() < MOST_TENSORS) {
                    spans.add(span(name, json));
                } else {
                    throw refused("it has more than %d tensors".formatted(MOST_TENSORS));
                }
            }
            if (json.nextToken() != null) {
                throw refused("its header goes on after its JSON object");
            }
        } catch (JsonProcessingException e) {
            throw refused("its header is not JSON (" + e.getClass().getSimpleName() + ")");
        }
        spans.sort(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end));
        return spans;
    }

    private void readMetadata(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            String value = json.nextTextValue();
            if (value == null) {
                throw refused("its metadata are not texts by name");
            }
            metadata.put(key, value);
        }
    }

    private Span span(String name, JsonParser json) throws IOException {
        TensorType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = type(name, json.getText());
                case "shape" -> shape = naturals(name, json);
                case "data_offsets" -> offsets = naturals(name, json);
                default -> json.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw refused("tensor '%s' has no type, shape or offsets".formatted(name));
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
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
        return new Span(name, type, List.copyOf(shape), begin, end);
    }

    private List<Long> naturals(String name, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw refused("tensor '%s' has no array of sizes or offsets".formatted(name));
        }
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean isLong =
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!isLong || json.getLongValue() < 0) {
                throw refused(
                        "tensor '%s' has the size or offset %s".formatted(name, json.getText()));
            }
            if (numbers.size() == MOST_SIZES) {
                throw refused("tensor '%s' has more than %d sizes".formatted(name, MOST_SIZES));
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private TensorType type(String name, String type) throws IOException {
        try {
            return TensorType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw refused(
                    "tensor '%s' is of type '%.40s', which Hilum does not read"
                            .formatted(name, type));
        }
    }

    private IOException refused(String why) {
        return new IOException(
                "%s is not a usable safetensors file: %s. Write or copy it again."
                        .formatted(path, why));
    }
}
