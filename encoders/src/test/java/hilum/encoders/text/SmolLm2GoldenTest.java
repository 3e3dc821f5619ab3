package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.Golden;
import hilum.encoders.SmolLm2;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against transformers on the real SmolLM2-135M-Instruct. */
class SmolLm2GoldenTest {
    private static final double COSINE = 0.99999;
    private static final float TOLERANCE = 2e-3f;

    private static Golden golden;
    private static TextTower tower;
    private static List<JsonNode> expected;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        golden = Golden.of("smollm2");
        tower = TextTower.open(SmolLm2.folder(), TextOptions.mean(Precision.FLOAT32, 512).raw());
        expected = golden.lines("expected.jsonl");
    }

    @AfterAll
    static void close() {
        if (tower != null) {
            tower.close();
        }
    }

    @Test
    void tokensAreTheReferences() throws IOException {
        List<Tokens> plain = tokens("texts.jsonl");
        List<Tokens> instructed = tokens("instructed.jsonl");

        for (int i = 0; i < expected.size(); i++) {
            JsonNode line = expected.get(i);
            assertThat(plain.get(i).ids())
                    .containsExactly(GoldenTokens.ints(line.get("input_ids")));
            assertThat(instructed.get(i))
                    .isEqualTo(
                            Tokens.of(
                                    GoldenTokens.ints(line.get("instructed_input_ids")),
                                    GoldenTokens.ints(line.get("instructed_pool"))));
        }
    }

    @Test
    void meansAreTheReferences() throws IOException {
        vectorsAgree(tokens("texts.jsonl"), "vectors.mean");
    }

    @Test
    void meansAfterAnInstructionAreTheReferences() throws IOException {
        vectorsAgree(tokens("instructed.jsonl"), "vectors.instructed");
    }

    private static void vectorsAgree(List<Tokens> all, String name) throws IOException {
        List<Integer> rows =
                IntStream.range(0, all.size())
                        .filter(i -> !expected.get(i).get("empty").asBoolean())
                        .boxed()
                        .toList();
        float[][] vectors = tower.embed(rows.stream().map(all::get).toList());

        try (Safetensors cases = golden.cases()) {
            float[] references = cases.tensor(name).floats();
            int width = tower.dimension();
            float most = 0;
            double least = 1;
            for (int i = 0; i < vectors.length; i++) {
                int from = rows.get(i) * width;
                float[] reference = Arrays.copyOfRange(references, from, from + width);
                most = Math.max(most, Golden.difference(vectors[i], reference));
                least = Math.min(least, cosine(vectors[i], reference));
            }
            assertThat(most).isLessThanOrEqualTo(TOLERANCE);
            assertThat(least).isGreaterThanOrEqualTo(COSINE);
        }
        for (int i = 0; i < all.size(); i++) {
            if (!rows.contains(i)) {
                Tokens empty = all.get(i);
                assertThatThrownBy(() -> tower.embed(List.of(empty)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Text 0 has no vector");
            }
        }
    }

    private static List<Tokens> tokens(String file) throws IOException {
        return golden.lines(file).stream()
                .map(
                        line ->
                                tower.tokenize(
                                        Optional.ofNullable(line.get("instruction"))
                                                .map(JsonNode::asText),
                                        line.get("text").asText()))
                .toList();
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(ofA * ofB);
    }
}
