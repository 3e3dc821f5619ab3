package hilum.encoders.text;

import ai.djl.ndarray.NDArray;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.StoredTensor;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A text model behind its tokenizer: token ids in, vectors out. */
final class TokenEncoder implements AutoCloseable {
    private final TextArchitecture architecture;
    private final int dimension;
    private final TorchProgram program;
    private final Weights weights;

    private TokenEncoder(
            TextArchitecture architecture, int dimension, TorchProgram program, Weights weights) {
        this.architecture = architecture;
        this.dimension = dimension;
        this.program = program;
        this.weights = weights;
    }

    static TokenEncoder open(Path folder, TextOptions options) throws IOException {
        return open(folder, options, Linear.fastest());
    }

    static TokenEncoder open(Path folder, TextOptions options, Linear linear) throws IOException {
        return open(folder, options, linear, new LinkedHashMap<>());
    }

    /** With more of the file's weights than vectors need. */
    static TokenEncoder open(
            Path folder, TextOptions options, Linear linear, SequencedMap<String, long[]> more)
            throws IOException {
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        if (!architecture.computes(options.attention())) {
            throw new IOException(
                    "%s is a %s, which has no %s attention: use the other"
                            .formatted(folder, architecture.name(), options.attention()));
        }
        TorchProgram program =
                TorchProgram.load(
                        architecture.main(),
                        configuration(architecture, options),
                        architecture.program().with(linear));
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                TextProjection projection = TextProjection.open(folder, architecture.hidden())) {
            SequencedMap<String, long[]> shapes = architecture.weights();
            shapes.putAll(more);
            if (options.pooling() == Pooling.LATENT_ATTENTION) {
                shapes.putAll(LatentAttention.weights(checkpoint, architecture.hidden()));
            }
            SequencedMap<String, StoredTensor> stored =
                    checkpoint.fitted(shapes, architecture::canonical, architecture::ignorable);
            if (Adapter.isIn(folder)) {
                stored.putAll(adapter(folder, architecture));
            }
            return new TokenEncoder(
                    architecture,
                    projection.dimension().orElse(architecture.hidden()),
                    program,
                    Weights.load(
                            program,
                            new Weights.Part(stored, options.precision()),
                            new Weights.Part(projection.tensors(), Precision.FLOAT32)));
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** An adapter beside the weights; its B carries the factor of the change. */
    private static SequencedMap<String, StoredTensor> adapter(
            Path folder, TextArchitecture architecture) throws IOException {
        if (architecture instanceof Bert) {
            throw new IOException(
                    "%s is a BERT with an adapter, which Hilum does not compute: merge it into the weights"
                            .formatted(folder));
        }
        Adapter adapter = Adapter.read(folder, architecture::canonical);
        adapter.requireFits(folder.toString(), architecture.weights());
        return adapter.tensorsFor(1);
    }

    private static Map<String, ?> configuration(
            TextArchitecture architecture, TextOptions options) {
        Map<String, Object> attributes = new LinkedHashMap<>(architecture.configuration());
        attributes.put("causal", options.attention() == Attention.CAUSAL);
        attributes.put("pooling", options.pooling().number());
        attributes.put("latent_heads", LatentAttention.HEADS);
        attributes.put("unit", options.unit());
        return attributes;
    }

    TextArchitecture architecture() {
        return architecture;
    }

    /** The length of a vector. */
    int dimension() {
        return dimension;
    }

    float[][] embed(List<Tokens> texts, TokenBudget budget) {
        for (int i = 0; i < texts.size(); i++) {
            check(i, texts.get(i));
        }
        float[][] vectors = new float[texts.size()][];
        for (List<Integer> batch : budget.batches(texts)) {
            float[] values = run("embed", batch.stream().map(texts::get).toList());
            for (int row = 0; row < batch.size(); row++) {
                float[] vector = Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
                vectors[batch.get(row)] = finite(vector);
            }
        }
        return vectors;
    }

    /** The result of an entry method for one batch, row-major. */
    float[] run(String method, List<Tokens> batch) {
        int longest = batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        long[] ids = new long[batch.size() * longest];
        boolean[] valid = new boolean[ids.length];
        boolean[] pooled = new boolean[ids.length];
        for (int row = 0; row < batch.size(); row++) {
            Tokens text = batch.get(row);
            for (int i = 0; i < text.length(); i++) {
                int at = row * longest + i;
                ids[at] = text.id(i);
                valid[at] = true;
                pooled[at] = text.pooled(i);
            }
        }
        try (TensorScope step = TensorScope.open()) {
            SequencedMap<String, NDArray> w = weights.tensors();
            NDArray idTensor = step.longs(ids, batch.size(), longest);
            NDArray validTensor = step.booleans(valid, batch.size(), longest);
            NDArray result =
                    method.equals("embed")
                            ? program.tensor(
                                    step,
                                    method,
                                    w,
                                    idTensor,
                                    validTensor,
                                    step.booleans(pooled, batch.size(), longest))
                            : program.tensor(step, method, w, idTensor, validTensor);
            return result.toFloatArray();
        }
    }

    @Override
    public void close() {
        program.close();
        weights.close();
    }

    private void check(int place, Tokens text) {
        if (text.pooledCount() == 0) {
            throw new IllegalArgumentException(
                    "Text %d has no vector: none of its %d tokens is pooled; give it a text of its own, or a shorter instruction"
                            .formatted(place, text.length()));
        }
        if (text.length() > architecture.positions()) {
            throw new IllegalArgumentException(
                    "Text %d has %d tokens, the model takes %d: cut it"
                            .formatted(place, text.length(), architecture.positions()));
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.id(i) < 0 || text.id(i) >= architecture.vocabulary()) {
                throw new IllegalArgumentException(
                        "Text %d has the token id %d, the model knows 0 to %d: use the model's own tokenizer"
                                .formatted(place, text.id(i), architecture.vocabulary() - 1));
            }
        }
    }

    private static float[] finite(float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new IllegalStateException(
                        "The model computed a vector with %s in it: its weights are damaged, publish it again"
                                .formatted(value));
            }
        }
        return vector;
    }
}
