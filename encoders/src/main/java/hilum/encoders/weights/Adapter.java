package hilum.encoders.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter: for some linear layers of a base model a low-rank change, {@code y = W x + s · B
 * (A x)} with {@code A} of {@code (rank, in)} and {@code B} of {@code (out, rank)}.
 *
 * <p>At rest it is a PEFT folder: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}. Here its tensors have the base's names for the modules: {@code
 * layers.0.self_attn.q_proj.lora_A.weight}.
 *
 * @param config what {@code adapter_config.json} says
 * @param tensors A and B of each module by name, in the order of the names; float32, float16 or
 *     bfloat16
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al., LoRA</a>
 */
public record Adapter(AdapterConfig config, SequencedMap<String, StoredTensor> tensors) {
    /** The file of its tensors. */
    public static final String FILE = "adapter_model.safetensors";

    static final String A = ".lora_A.weight";
    static final String B = ".lora_B.weight";

    private static final String PEFT = "base_model.model.";
    private static final Pattern NAME =
            Pattern.compile("(?<module>.+)\\.lora_(?<side>[AB])(\\.[A-Za-z0-9_-]+)?\\.weight");

    public Adapter {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(new TreeMap<>(tensors)));
        for (String name : tensors.keySet()) {
            if (!name.endsWith(A) && !name.endsWith(B)) {
                throw new IllegalArgumentException(
                        "'%s' is no weight of a LoRA adapter: name it as <module>%s or <module>%s"
                                .formatted(name, A, B));
            }
        }
    }

    /** An adapter without patterns, as training makes it; its targets are those of the tensors. */
    public static Adapter of(
            int rank, double alpha, double dropout, SequencedMap<String, StoredTensor> tensors) {
        AdapterConfig config = AdapterConfig.of(rank, alpha, dropout, new TreeSet<>());
        return new Adapter(
                config.targeting(targets(new Adapter(config, tensors).modules())), tensors);
    }

    /** Whether a folder holds an adapter. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(AdapterConfig.FILE));
    }

    /**
     * Reads a PEFT folder; its tensors are copied, the file may go.
     *
     * @param canonical from a name of the base model in a file to the model's own name for it
     * @throws IOException when the folder holds something other than plain LoRA
     */
    public static Adapter read(Path folder, UnaryOperator<String> canonical) throws IOException {
        AdapterConfig config = AdapterConfig.read(folder.resolve(AdapterConfig.FILE));
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s has no %s: save the adapter with safe_serialization=True"
                            .formatted(folder, FILE));
        }
        try (Safetensors stored = Safetensors.open(file)) {
            return new Adapter(config, named(file, stored.tensors(), canonical));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The tensors of an adapter under this library's names, copied, whatever PEFT put around. */
    static SequencedMap<String, StoredTensor> named(
            Path file, Map<String, StoredTensor> stored, UnaryOperator<String> canonical)
            throws IOException {
        SequencedMap<String, StoredTensor> named = new LinkedHashMap<>();
        for (var entry : stored.entrySet()) {
            Matcher name = NAME.matcher(entry.getKey());
            if (!name.matches() || !entry.getValue().type().isFloating()) {
                throw new IOException(
                        "%s holds '%s', which is no part of plain LoRA on linear layers: train the adapter with lora_A and lora_B alone"
                                .formatted(file, entry.getKey()));
            }
            String own =
                    moduleOf(name.group("module"), canonical)
                            + (name.group("side").equals("A") ? A : B);
            if (named.put(own, entry.getValue().copy()) != null) {
                throw new IOException(
                        "%s holds two adapters, both with '%s': save each in a folder of its own"
                                .formatted(file, own));
            }
        }
        return named;
    }

    private static String moduleOf(String name, UnaryOperator<String> canonical) {
        String inner = name.startsWith(PEFT) ? name.substring(PEFT.length()) : name;
        String weight = canonical.apply(inner + ".weight");
        return weight.substring(0, weight.length() - ".weight".length());
    }

    /**
     * Writes a folder that PEFT loads over the model without a head ({@code AutoModel}).
     *
     * @param folder an existing folder
     */
    public void write(Path folder) throws IOException {
        SequencedMap<String, StoredTensor> named = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> named.put(PEFT + name, tensor));
        // Where PEFT was given a pattern, the names that it found do the same.
        (config.targets().isEmpty() ? config.targeting(targets(modules())) : config)
                .write(folder.resolve(AdapterConfig.FILE));
        SafetensorsWriter.write(folder.resolve(FILE), named, Map.of("format", "pt"));
    }

    /** The modules that it changes. */
    public SequencedSet<String> modules() {
        SequencedSet<String> modules = new LinkedHashSet<>();
        tensors.keySet()
                .forEach(name -> modules.add(name.substring(0, name.length() - A.length())));
        return modules;
    }

    /** The factor of the change to a module. */
    public double scaling(String module) {
        return config.scaling(module);
    }

    /** The factor of the change to a module that no pattern names. */
    public double scaling() {
        return config.scaling();
    }

    /**
     * The tensors for a program that multiplies every change by one factor: B makes up for the
     * difference to a module's own. With 1, B carries all of it.
     */
    public SequencedMap<String, StoredTensor> tensorsFor(double factor) {
        SequencedMap<String, StoredTensor> even = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) -> {
                    double ratio =
                            name.endsWith(B)
                                    ? scaling(name.substring(0, name.length() - B.length()))
                                            / factor
                                    : 1;
                    even.put(name, ratio == 1 ? tensor : tensor.times(ratio));
                });
        return even;
    }

    /**
     * Checks that it was made for a base model of these weights.
     *
     * @param base the base model, as a message should name it
     * @param shapes the base model's weights
     * @throws IOException when a module is not in the base, has another width or rank, or one that
     *     it targets is left out
     */
    public void requireFits(String base, Map<String, long[]> shapes) throws IOException {
        AdapterFit.require(this, base, shapes);
    }

    /** The module names that PEFT needs to find the same layers: the last parts of the names. */
    public static SequencedSet<String> targets(Iterable<String> modules) {
        SequencedSet<String> targets = new TreeSet<>();
        modules.forEach(module -> targets.add(module.substring(module.lastIndexOf('.') + 1)));
        return targets;
    }
}
