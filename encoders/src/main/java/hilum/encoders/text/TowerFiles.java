package hilum.encoders.text;

import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The folder of a text tower and how it is used: what weights are loaded from, once or again.
 *
 * @param folder in Hugging Face layout
 * @param architecture what its {@code config.json} says
 * @param options how the model is used
 * @param adaptation how it carries an adapter
 * @param dimension the length of a vector
 * @param more weights of the files that vectors do not need, with their shapes
 */
record TowerFiles(
        Path folder,
        TextArchitecture architecture,
        TextOptions options,
        Adaptation adaptation,
        int dimension,
        SequencedMap<String, long[]> more) {

    static TowerFiles of(
            Path folder,
            TextOptions options,
            Adaptation adaptation,
            SequencedMap<String, long[]> more)
            throws IOException {
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        if (!architecture.computes(options.attention())) {
            throw new IOException(
                    "%s is a %s, which has no %s attention: use the other"
                            .formatted(folder, architecture.name(), options.attention()));
        }
        if (!architecture.carries(adaptation)) {
            throw new IOException(
                    "%s is a %s, which carries no adapter beside its weights: merge it"
                            .formatted(folder, architecture.name()));
        }
        if (options.maxTokens() > architecture.positions()) {
            throw new IOException(
                    "%s cannot take texts of %d tokens: its model has %d positions"
                            .formatted(folder, options.maxTokens(), architecture.positions()));
        }
        try (TextProjection projection = TextProjection.open(folder, architecture.hidden())) {
            int dimension = projection.dimension().orElse(architecture.hidden());
            return new TowerFiles(folder, architecture, options, adaptation, dimension, more);
        }
    }

    /** The folder itself where an adapter lies in it beside the weights. */
    static Optional<Path> ownAdapter(Path folder) {
        return Optional.of(folder).filter(Adapter::isIn);
    }

    /** An adapter of this model. */
    Adapter adapter(Path from) throws IOException {
        Adapter adapter = Adapter.read(from, architecture::canonical);
        adapter.requireFits(folder.toString(), architecture.weights());
        return adapter;
    }

    /** All weights as the program takes them, an adapter merged into them. */
    Weights weights(TorchProgram program, Optional<Adapter> adapter) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                TextProjection projection = TextProjection.open(folder, architecture.hidden())) {
            SequencedMap<String, long[]> shapes = architecture.weights();
            shapes.putAll(more);
            if (options.pooling() == Pooling.LATENT_ATTENTION) {
                shapes.putAll(LatentAttention.weights(checkpoint, architecture.hidden()));
            }
            SequencedMap<String, StoredTensor> stored =
                    checkpoint.fitted(shapes, architecture::canonical, architecture::ignorable);
            return Weights.load(
                    program,
                    new Weights.Part(stored, options.precision()),
                    new Weights.Part(
                            adapter.map(a -> a.tensorsFor(1)).orElseGet(LinkedHashMap::new),
                            Precision.FLOAT32),
                    new Weights.Part(projection.tensors(), Precision.FLOAT32));
        }
    }
}
