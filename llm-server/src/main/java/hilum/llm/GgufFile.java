package hilum.llm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What can be said of a model's file before llama.cpp, which may abort on it, reads it. */
final class GgufFile {
    private static final int HEAD = 24;
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final long MEGABYTE = 1 << 20;

    /** What a model takes beside its weights, at least. */
    private static final long BESIDE = 256;

    private GgufFile() {}

    /**
     * @throws IllegalArgumentException if the file is no model that can be served here: what is
     *     wrong and what to do
     */
    static void check(Path file) {
        check(file, available());
    }

    static void check(Path file, OptionalLong availableMegabytes) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "Model %s is not there: name a GGUF file with --gguf".formatted(file));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && channel.read(head) > 0) {
                // until the head is full or the file ends
            }
            head.flip();
            if (head.remaining() < HEAD
                    || !"GGUF".equals(new String(head.array(), 0, 4, StandardCharsets.US_ASCII))) {
                throw new IllegalArgumentException(
                        "Model %s (%d bytes) is no GGUF file: name one, or convert the model with llama.cpp"
                                .formatted(file, channel.size()));
            }
            int version = head.getInt(4);
            long tensors = head.getLong(8);
            if (version < OLDEST || version > NEWEST || tensors < 1) {
                throw new IllegalArgumentException(
                        "Model %s is GGUF of version %d with %d tensors: this llama.cpp reads versions %d and %d with at least one"
                                .formatted(file, version, tensors, OLDEST, NEWEST));
            }
            long needed = channel.size() / MEGABYTE + BESIDE;
            if (availableMegabytes.isPresent() && needed > availableMegabytes.getAsLong()) {
                throw new IllegalArgumentException(
                        "Model %s needs about %d MB and the machine has %d MB free: stop something, or name a smaller model"
                                .formatted(file, needed, availableMegabytes.getAsLong()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Model %s cannot be read (%s): check its rights"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static OptionalLong available() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
