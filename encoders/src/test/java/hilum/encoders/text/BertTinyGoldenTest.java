package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.Golden;
import hilum.encoders.torch.ProgramText.Linear;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import hilum.encoders.weights.StoredTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against transformers' BertModel and sentence-transformers' pooling. */
class BertTinyGoldenTest {
    private static final float STATES = 1e-5f;
    private static final TextOptions OPTIONS = TextOptions.mean(Precision.FLOAT32, 1);
    private static final float UNIT = 2e-6f;

    private final Golden golden = Golden.of("bert-tiny");

    @ParameterizedTest
    @EnumSource(
            value = Linear.class,
            names = {"PLAIN", "FUSED"})
    void statesMeansAndUnitVectorsAreTheReferences(Linear linear) throws IOException {
        try (TokenEncoder encoder = TokenEncoder.open(golden.folder(), OPTIONS, linear);
                TokenEncoder raw = TokenEncoder.open(golden.folder(), OPTIONS.raw(), linear);
                Safetensors cases = golden.cases()) {
            for (String name : List.of("batch4", "batch1")) {
                List<Tokens> batch =
                        batch(
                                cases.tensor(name + ".input_ids"),
                                cases.tensor(name + ".attention_mask"));

                statesAgree(encoder, batch, cases.tensor(name + ".last_hidden_state"));
                assertClose(
                        raw.run("embed", batch),
                        cases.tensor(name + ".pooled.mean").floats(),
                        STATES);
                assertClose(
                        encoder.run("embed", batch),
                        cases.tensor(name + ".pooled.normalised").floats(),
                        UNIT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Linear.class,
            names = {"PLAIN", "FUSED"})
    void requestsOfTokenIdsGiveTheirVectorsInOrder(Linear linear) throws IOException {
        try (TokenEncoder encoder = TokenEncoder.open(golden.folder(), OPTIONS, linear);
                Safetensors cases = golden.cases()) {
            List<Tokens> texts =
                    golden.lines("tokens.jsonl").stream().map(BertTinyGoldenTest::tokens).toList();
            StoredTensor expected = cases.tensor("tokens.vectors");

            float[][] vectors = encoder.embed(texts, new TokenBudget(64));

            int width = encoder.dimension();
            for (int i = 0; i < vectors.length; i++) {
                float[] unit =
                        unit(
                                java.util.Arrays.copyOfRange(
                                        expected.floats(), i * width, (i + 1) * width));
                assertClose(vectors[i], unit, UNIT);
            }
        }
    }

    private static void statesAgree(
            TokenEncoder encoder, List<Tokens> batch, StoredTensor expected) {
        float[] states = encoder.run("states", batch);
        float[] reference = expected.floats();
        int longest = batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        int given = Math.toIntExact(expected.shape().get(1));
        int width = encoder.dimension();
        for (int row = 0; row < batch.size(); row++) {
            for (int i = 0; i < batch.get(row).length() * width; i++) {
                assertThat(states[row * longest * width + i])
                        .isCloseTo(reference[row * given * width + i], within(STATES));
            }
        }
    }

    private static List<Tokens> batch(StoredTensor ids, StoredTensor mask) {
        int width = Math.toIntExact(ids.shape().get(1));
        List<Tokens> batch = new ArrayList<>();
        for (int row = 0; row < ids.shape().getFirst(); row++) {
            int from = row * width;
            batch.add(
                    Tokens.of(
                            IntStream.range(from, from + width)
                                    .filter(i -> mask.longs()[i] == 1)
                                    .map(i -> (int) ids.longs()[i])
                                    .toArray()));
        }
        return batch;
    }

    private static Tokens tokens(JsonNode line) {
        int[] ids =
                IntStream.range(0, line.get("input_ids").size())
                        .map(i -> line.get("input_ids").get(i).asInt())
                        .toArray();
        if (!line.has("pool")) {
            return Tokens.of(ids);
        }
        return Tokens.of(
                ids,
                IntStream.range(0, line.get("pool").size())
                        .map(i -> line.get("pool").get(i).asInt())
                        .toArray());
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float v : vector) {
            square += (double) v * v;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return unit;
    }

    private static void assertClose(float[] actual, float[] expected, float tolerance) {
        assertThat(Golden.difference(actual, expected)).isLessThanOrEqualTo(tolerance);
    }
}
