package hilum.encoders.training;

import hilum.encoders.text.Pooling;
import hilum.encoders.text.TextArchitecture;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.AdapterConfig;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.SafetensorsWriter;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * A text tower's folder as training takes it: all weights under the architecture's names, those of
 * an adapter and of a projection among them, mapped into memory until it is closed.
 */
final class TowerFolder implements AutoCloseable {
    private static final String PROJECTION_FILE = "projection.safetensors";
    private static final String LATENTS = "latent_attn.";
    private static final String HEAD = "lm_head.weight";

    private final Path folder;
    private final TextArchitecture architecture;
    private final Checkpoint checkpoint;
    private final Optional<Checkpoint> projection;
    private final Optional<Adapter> adapter;

    private TowerFolder(
            Path folder,
            TextArchitecture architecture,
            Checkpoint checkpoint,
            Optional<Checkpoint> projection,
            Optional<Adapter> adapter) {
        this.folder = folder;
        this.architecture = architecture;
        this.checkpoint = checkpoint;
        this.projection = projection;
        this.adapter = adapter;
    }

    static TowerFolder open(Path folder) throws IOException {
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        Optional<Adapter> adapter =
                Adapter.isIn(folder)
                        ? Optional.of(Adapter.read(folder, architecture::canonical))
                        : Optional.empty();
        if (adapter.isPresent()) {
            AdapterConfig config = adapter.get().config();
            if (!config.ranks().isEmpty() || !config.alphas().isEmpty() || config.rootScaled()) {
                throw new IOException(
                        "%s has an adapter whose layers differ in rank or factor: training goes on with adapters of one rank and alpha only"
                                .formatted(folder));
            }
            adapter.get().requireFits(folder.toString(), architecture.weights());
        }
        Path file = folder.resolve(PROJECTION_FILE);
        Optional<Checkpoint> projection =
                Files.exists(file) ? Optional.of(Checkpoint.of(file)) : Optional.empty();
        try {
            return new TowerFolder(
                    folder, architecture, Checkpoint.open(folder), projection, adapter);
        } catch (IOException | RuntimeException e) {
            projection.ifPresent(Checkpoint::close);
            throw e;
        }
    }

    TextArchitecture architecture() {
        return architecture;
    }

    /**
     * The weights that a stage needs.
     *
     * @param head whether the head of the language model is one of them
     */
    SequencedMap<String, StoredTensor> weights(Pooling pooling, boolean head) throws IOException {
        SequencedMap<String, StoredTensor> weights = core(pooling, head);
        projection.ifPresent(p -> weights.putAll(p.tensors()));
        adapter.ifPresent(a -> weights.putAll(a.tensors()));
        return weights;
    }

    private SequencedMap<String, StoredTensor> core(Pooling pooling, boolean head)
            throws IOException {
        SequencedMap<String, long[]> shapes = architecture.weights();
        checkpoint
                .tensors()
                .forEach(
                        (stored, tensor) -> {
                            String name = architecture.canonical(stored);
                            boolean attends = pooling == Pooling.LATENT_ATTENTION;
                            if ((head && name.equals(HEAD))
                                    || (attends && name.startsWith(LATENTS))) {
                                shapes.put(name, tensor.sizes());
                            }
                        });
        return checkpoint.fitted(shapes, architecture::canonical, architecture::ignorable);
    }

    /**
     * Checks that what is there can go on to train so.
     *
     * @throws IOException when an adapter would be trained over, or by another rank or alpha
     */
    void requireTrainable(Trains trains) throws IOException {
        if (adapter.isEmpty()) {
            return;
        }
        AdapterConfig config = adapter.get().config();
        switch (trains) {
            case Trains.All all ->
                    throw new IOException(
                            "%s has a LoRA adapter, so its own weights stay: train by LoRA, or merge the adapter first"
                                    .formatted(folder));
            case Trains.Lora lora -> {
                boolean same =
                        config.rank() == lora.rank()
                                && config.alpha() == lora.alpha()
                                && Adapter.targets(adapter.get().modules())
                                        .equals(new TreeSet<>(lora.targets()));
                if (!same) {
                    throw new IOException(
                            "%s has an adapter of rank %d and alpha %s on %s: go on with these, a lineage has one adapter"
                                    .formatted(
                                            folder,
                                            config.rank(),
                                            config.alpha(),
                                            Adapter.targets(adapter.get().modules())));
                }
            }
        }
    }

    /** Writes the folder with trained weights: what did not train stays the same file. */
    void write(Path into, Trains trains, SequencedMap<String, StoredTensor> trained)
            throws IOException {
        Files.createDirectories(into);
        for (String file :
                new String[] {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            if (Files.exists(folder.resolve(file))) {
                linked(folder.resolve(file), into.resolve(file));
            }
        }
        SequencedMap<String, StoredTensor> changes = part(trained, name -> name.contains(".lora_"));
        SequencedMap<String, StoredTensor> projected =
                part(trained, name -> name.startsWith("text.projection."));
        switch (trains) {
            case Trains.All all -> {
                SequencedMap<String, StoredTensor> core =
                        new LinkedHashMap<>(core(Pooling.LATENT_ATTENTION, true));
                core.replaceAll((name, tensor) -> trained.getOrDefault(name, tensor));
                SafetensorsWriter.write(
                        into.resolve(Checkpoint.FILE), core, Map.of("format", "pt"));
            }
            case Trains.Lora lora -> {
                // Shards keep their names.
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        String name = file.getFileName().toString();
                        if (name.startsWith("model") && name.contains(".safetensors")) {
                            linked(file, into.resolve(name));
                        }
                    }
                }
                AdapterConfig config =
                        AdapterConfig.of(
                                lora.rank(),
                                lora.alpha(),
                                lora.dropout(),
                                new TreeSet<>(lora.targets()));
                new Adapter(config, changes).write(into);
            }
        }
        if (!projected.isEmpty()) {
            SafetensorsWriter.write(
                    into.resolve(PROJECTION_FILE), projected, Map.of("format", "pt"));
        } else if (projection.isPresent()) {
            linked(folder.resolve(PROJECTION_FILE), into.resolve(PROJECTION_FILE));
        }
    }

    @Override
    public void close() {
        checkpoint.close();
        projection.ifPresent(Checkpoint::close);
    }

    private static void linked(Path from, Path to) throws IOException {
        Files.deleteIfExists(to); // of a round that was killed while it wrote
        hilum.encoders.model.ModelFolder.link(from, to);
    }

    private static SequencedMap<String, StoredTensor> part(
            SequencedMap<String, StoredTensor> weights,
            java.util.function.Predicate<String> which) {
        SequencedMap<String, StoredTensor> part = new LinkedHashMap<>();
        weights.forEach(
                (name, tensor) -> {
                    if (which.test(name)) {
                        part.put(name, tensor);
                    }
                });
        return part;
    }
}
