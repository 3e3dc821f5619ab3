package hilum.encoders.text;

import ai.djl.ndarray.NDArray;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Adapter;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A text model behind its tokenizer: token ids in, vectors out.
 *
 * <p>A request is computed with one generation of weights from its first batch to its last.
 */
final class TokenEncoder implements AutoCloseable {
    private final TowerFiles files;
    private final TorchProgram program;
    private final Optional<Weights> base;
    private volatile Generation current;
    private boolean closed;

    private TokenEncoder(TowerFiles files, TorchProgram program, Optional<Path> adapter)
            throws IOException {
        this.files = files;
        this.program = program;
        this.base =
                files.adaptation() == Adaptation.ATTACHED
                        ? Optional.of(files.weights(program, Optional.empty()))
                        : Optional.empty();
        try {
            this.current = generation(adapter);
        } catch (IOException | RuntimeException e) {
            base.ifPresent(Weights::close);
            throw e;
        }
    }

    static TokenEncoder open(Path folder, TextOptions options, Linear linear) throws IOException {
        return open(
                TowerFiles.of(folder, options, Adaptation.MERGED, new LinkedHashMap<>()),
                linear,
                TowerFiles.ownAdapter(folder));
    }

    static TokenEncoder open(TowerFiles files, Linear linear, Optional<Path> adapter)
            throws IOException {
        TorchProgram program =
                TorchProgram.load(
                        files.architecture().main(),
                        configuration(files),
                        files.architecture().program().with(linear));
        try {
            return new TokenEncoder(files, program, adapter);
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** The next generation of weights becomes the current one, or nothing changes. */
    synchronized void swap(Optional<Path> adapter) throws IOException {
        if (closed) {
            throw closed();
        }
        Generation next = generation(adapter);
        Generation before = current;
        current = next;
        before.retire();
    }

    private Generation generation(Optional<Path> adapter) throws IOException {
        Optional<Adapter> read =
                adapter.isPresent() ? Optional.of(files.adapter(adapter.get())) : Optional.empty();
        if (base.isEmpty()) {
            Weights merged = files.weights(program, read);
            return new Generation(merged.tensors(), merged::close);
        }
        SequencedMap<String, NDArray> all = new LinkedHashMap<>(base.get().tensors());
        if (read.isEmpty()) {
            return new Generation(all, () -> {});
        }
        Weights attached = Weights.copyOf(read.get().tensorsFor(1), Precision.FLOAT32);
        all.putAll(attached.tensors());
        return new Generation(all, attached::close);
    }

    private static Map<String, ?> configuration(TowerFiles files) {
        TextOptions options = files.options();
        Map<String, Object> attributes = new LinkedHashMap<>(files.architecture().configuration());
        attributes.put("causal", options.attention() == Attention.CAUSAL);
        attributes.put("pooling", options.pooling().number());
        attributes.put("latent_heads", LatentAttention.HEADS);
        attributes.put("unit", options.unit());
        attributes.put("attached", files.adaptation() == Adaptation.ATTACHED);
        return attributes;
    }

    TextArchitecture architecture() {
        return files.architecture();
    }

    /** The length of a vector. */
    int dimension() {
        return files.dimension();
    }

    float[][] embed(List<Tokens> texts, TokenBudget budget) {
        for (int i = 0; i < texts.size(); i++) {
            check(i, texts.get(i));
        }
        Generation weights = enter();
        try {
            return embed(weights, texts, budget);
        } finally {
            weights.leave();
        }
    }

    private float[][] embed(Generation weights, List<Tokens> texts, TokenBudget budget) {
        int dimension = dimension();
        float[][] vectors = new float[texts.size()][];
        for (List<Integer> batch : budget.batches(texts)) {
            float[] values = run(weights, "embed", batch.stream().map(texts::get).toList());
            for (int row = 0; row < batch.size(); row++) {
                float[] vector = Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
                vectors[batch.get(row)] = finite(vector);
            }
        }
        return vectors;
    }

    /** The result of an entry method for one batch, row-major. */
    float[] run(String method, List<Tokens> batch) {
        Generation weights = enter();
        try {
            return run(weights, method, batch);
        } finally {
            weights.leave();
        }
    }

    private Generation enter() {
        while (true) {
            Generation weights = current;
            if (weights.enter()) {
                return weights;
            }
            if (weights == current) { // retired, and no other came in its place
                throw closed();
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("The text tower is closed: open it again");
    }

    private float[] run(Generation weights, String method, List<Tokens> batch) {
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
    public synchronized void close() {
        if (!closed) {
            closed = true;
            current.retire();
            program.close();
            base.ifPresent(Weights::close);
        }
    }

    private void check(int place, Tokens text) {
        if (text.pooledCount() == 0) {
            throw new IllegalArgumentException(
                    "Text %d has no vector: none of its %d tokens is pooled; give it a text of its own, or a shorter instruction"
                            .formatted(place, text.length()));
        }
        if (text.length() > architecture().positions()) {
            throw new IllegalArgumentException(
                    "Text %d has %d tokens, the model takes %d: cut it"
                            .formatted(place, text.length(), architecture().positions()));
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.id(i) < 0 || text.id(i) >= architecture().vocabulary()) {
                throw new IllegalArgumentException(
                        "Text %d has the token id %d, the model knows 0 to %d: use the model's own tokenizer"
                                .formatted(place, text.id(i), architecture().vocabulary() - 1));
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
