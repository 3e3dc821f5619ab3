package hilum.encoders.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The weights of a Hugging Face folder, mapped into memory: {@code model.safetensors}, or the
 * shards that {@code model.safetensors.index.json} names.
 *
 * <p>Names are those of the file until a caller maps them to its own. The tensors are valid until
 * it is closed; the files must not be changed meanwhile.
 */
public final class Checkpoint implements AutoCloseable {
    /** The file of an unsharded checkpoint. */
    public static final String FILE = "model.safetensors";

    private final Path path;
    private final List<Safetensors> files;
    private final SequencedMap<String, StoredTensor> tensors;

    private Checkpoint(
            Path path, List<Safetensors> files, SequencedMap<String, StoredTensor> tensors) {
        this.path = path;
        this.files = files;
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
    }

    /**
     * Opens a folder. Where it has both one file and an index of shards, the file counts.
     *
     * @throws IOException when it holds no weights in safetensors, or damaged ones
     */
    public static Checkpoint open(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve(FILE))) {
            return of(folder.resolve(FILE));
        }
        if (Files.isRegularFile(folder.resolve(ShardIndex.FILE))) {
            return sharded(folder);
        }
        throw new IOException(
                "%s holds no weights: it needs %s, or %s with its shards%s"
                        .formatted(
                                folder,
                                FILE,
                                ShardIndex.FILE,
                                Files.exists(folder.resolve("pytorch_model.bin"))
                                        ? "; pytorch_model.bin is a pickle, convert it to safetensors first"
                                        : ""));
    }

    /** Opens a single safetensors file. */
    public static Checkpoint of(Path file) throws IOException {
        Safetensors opened = Safetensors.open(file);
        return new Checkpoint(file, List.of(opened), opened.tensors());
    }

    private static Checkpoint sharded(Path folder) throws IOException {
        ShardIndex index = ShardIndex.read(folder);
        List<Safetensors> files = new ArrayList<>();
        try {
            SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (String shard : index.shards()) {
                Safetensors file = Safetensors.open(folder.resolve(shard));
                files.add(file);
                index.requireSame(shard, file.tensors().keySet());
                tensors.putAll(file.tensors());
            }
            return new Checkpoint(folder, files, tensors);
        } catch (IOException | RuntimeException e) {
            files.forEach(Safetensors::close);
            throw e;
        }
    }

    /** All tensors under the names that they have in the files. */
    public SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Whether there is a tensor of this name, mapped by {@code canonical}. */
    public boolean holds(String name, UnaryOperator<String> canonical) {
        return tensors.containsKey(name)
                || tensors.keySet().stream().anyMatch(n -> canonical.apply(n).equals(name));
    }

    /**
     * The weights that a model asks for, in its order and under its names.
     *
     * @param shapes what the model asks for
     * @param canonical from a name in the file to the model's name for it
     * @param ignorable which others may lie beside them, by the model's name
     * @throws IOException when any is missing, of another shape, not of floating numbers or not
     *     asked for: it names all of them
     */
    public SequencedMap<String, StoredTensor> fitted(
            SequencedMap<String, long[]> shapes,
            UnaryOperator<String> canonical,
            Predicate<String> ignorable)
            throws IOException {
        return fitted(path, tensors, shapes, canonical, ignorable);
    }

    /** As {@link #fitted} of tensors that came from a file or folder. */
    public static SequencedMap<String, StoredTensor> fitted(
            Path from,
            SequencedMap<String, StoredTensor> tensors,
            SequencedMap<String, long[]> shapes,
            UnaryOperator<String> canonical,
            Predicate<String> ignorable)
            throws IOException {
        return Fit.of(from, named(from, tensors, canonical), shapes, ignorable);
    }

    /** Whether it is one file, marked as other readers ask for: {@code format} is {@code pt}. */
    public boolean isOneFileOfTorch() {
        return files.size() == 1
                && Files.isRegularFile(path)
                && "pt".equals(files.getFirst().metadata().get("format"));
    }

    /** As {@link #fitted}, copied into memory of its own in a precision. */
    public Weights load(
            SequencedMap<String, long[]> shapes,
            UnaryOperator<String> canonical,
            Predicate<String> ignorable,
            Precision precision)
            throws IOException {
        return Weights.copyOf(fitted(shapes, canonical, ignorable), precision);
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    private static SequencedMap<String, StoredTensor> named(
            Path path, SequencedMap<String, StoredTensor> tensors, UnaryOperator<String> canonical)
            throws IOException {
        SequencedMap<String, StoredTensor> named = new LinkedHashMap<>();
        for (var entry : tensors.entrySet()) {
            String name = canonical.apply(entry.getKey());
            StoredTensor twin = named.putIfAbsent(name, entry.getValue());
            if (twin != null && !twin.sameAs(entry.getValue())) {
                throw new IOException(
                        "%s holds the weight '%s' twice with different values, the second as '%s': keep one"
                                .formatted(path, name, entry.getKey()));
            }
        }
        return named;
    }
}
