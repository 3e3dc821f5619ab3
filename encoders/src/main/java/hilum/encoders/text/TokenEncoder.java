package hilum.encoders.text;

import ai.djl.ndarray.NDArray;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.torch.TensorScope;
import hilum.encoders.torch.TorchProgram;
import hilum.encoders.weights.Checkpoint;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;

/** A text model behind its tokenizer: token ids in, unit vectors out. */
final class TokenEncoder implements AutoCloseable {
    private final TextArchitecture architecture;
    private final TorchProgram program;
    private final Weights weights;

    private TokenEncoder(TextArchitecture architecture, TorchProgram program, Weights weights) {
        this.architecture = architecture;
        this.program = program;
        this.weights = weights;
    }

    static TokenEncoder open(Path folder, Precision precision) throws IOException {
        return open(folder, precision, Linear.fastest());
    }

    static TokenEncoder open(Path folder, Precision precision, Linear linear) throws IOException {
        TextArchitecture architecture = TextArchitecture.read(folder.resolve("config.json"));
        TorchProgram program =
                TorchProgram.load(
                        architecture.main(),
                        architecture.configuration(),
                        architecture.program().with(linear));
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Weights plain =
                        checkpoint.load(
                                architecture.weights(),
                                architecture::canonical,
                                architecture::ignorable,
                                precision)) {
            TensorScope scope = TensorScope.lasting();
            return new TokenEncoder(
                    architecture,
                    program,
                    Weights.of(scope, program.named(scope, "pack", plain.tensors())));
        } catch (IOException | RuntimeException e) {
            program.close();
            throw e;
        }
    }

    TextArchitecture architecture() {
        return architecture;
    }

    float[][] embed(List<Tokens> texts, TokenBudget budget) {
        for (int i = 0; i < texts.size(); i++) {
            check(i, texts.get(i));
        }
        float[][] vectors = new float[texts.size()][];
        for (List<Integer> batch : budget.batches(texts)) {
            float[] values = run("embed", batch.stream().map(texts::get).toList());
            for (int row = 0; row < batch.size(); row++) {
                float[] vector =
                        Arrays.copyOfRange(
                                values,
                                row * architecture.dimension(),
                                (row + 1) * architecture.dimension());
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
                    method.equals("states")
                            ? program.tensor(step, method, w, idTensor, validTensor)
                            : program.tensor(
                                    step,
                                    method,
                                    w,
                                    idTensor,
                                    validTensor,
                                    step.booleans(pooled, batch.size(), longest));
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
