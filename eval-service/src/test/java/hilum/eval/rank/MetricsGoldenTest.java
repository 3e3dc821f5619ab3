package hilum.eval.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ranks and recall against references that enumerate every order of the tied in exact fractions.
 */
class MetricsGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double EXACT = 1e-12;

    private static JsonNode golden;
    private static Map<String, float[][]> similarities;

    @BeforeAll
    static void read() throws IOException {
        Path folder =
                Path.of(System.getProperty("hilum.golden", "../shared/golden")).resolve("metrics");
        if (!Files.isDirectory(folder)) {
            folder = Path.of("..").resolve(folder);
        }
        assumeTrue(Files.isDirectory(folder), "no reference outputs: set -Dhilum.golden");
        golden = JSON.readTree(folder.resolve("cases.json").toFile());
        similarities = tensors(folder.resolve("similarity.safetensors"));
    }

    private static Map<String, float[][]> tensors(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong();
        JsonNode entries = JSON.readTree(bytes.array(), Long.BYTES, header);
        Map<String, float[][]> tensors = new HashMap<>();
        for (var entry : entries.properties()) {
            if (entry.getKey().endsWith(".similarity")) {
                JsonNode shape = entry.getValue().get("shape");
                float[][] rows = new float[shape.get(0).asInt()][shape.get(1).asInt()];
                int at = Long.BYTES + header + entry.getValue().get("data_offsets").get(0).asInt();
                for (float[] row : rows) {
                    bytes.position(at);
                    bytes.asFloatBuffer().get(row);
                    at += row.length * Float.BYTES;
                }
                tensors.put(entry.getKey().replace(".similarity", ""), rows);
            }
        }
        return tensors;
    }

    @Test
    void ranksAndRecallAreThoseOfTheEnumeration() {
        int rules = 0;
        for (JsonNode each : golden.get("cases")) {
            float[][] similarity = similarities.get(each.get("name").asText());
            for (var rule : each.properties()) {
                if (rule.getValue().has("positives")) {
                    boolean columns = rule.getKey().startsWith("columns");
                    check(
                            each.get("name").asText() + ", " + rule.getKey(),
                            columns ? transposed(similarity) : similarity,
                            rule.getValue());
                    rules++;
                }
            }
        }
        assertThat(rules).as("rules checked").isPositive();
    }

    private static void check(String what, float[][] similarity, JsonNode expected) {
        Standing[] standings = new Standing[similarity.length];
        for (int q = 0; q < standings.length; q++) {
            BitSet right = new BitSet();
            expected.get("positives").get(q).forEach(i -> right.set(i.asInt()));
            standings[q] = Standing.among(similarity[q], right);
            String query = what + ", query " + q;
            assertThat(standings[q].optimistic())
                    .as(query)
                    .isEqualTo(expected.get("rank.optimistic").get(q).asInt());
            assertThat(standings[q].pessimistic())
                    .as(query)
                    .isEqualTo(expected.get("rank.pessimistic").get(q).asInt());
            assertThat(standings[q].expected())
                    .as(query)
                    .isCloseTo(expected.get("rank.expected").get(q).asDouble(), within(EXACT));
        }
        for (var measure : expected.properties()) {
            if (measure.getKey().startsWith("recall@")) {
                int k = Integer.parseInt(measure.getKey().substring("recall@".length()));
                double recall = 0;
                for (Standing standing : standings) {
                    recall += standing.recall(k) / standings.length;
                }
                assertThat(recall)
                        .as("%s, recall@%d", what, k)
                        .isCloseTo(measure.getValue().get("expected").asDouble(), within(EXACT));
            }
        }
    }

    private static float[][] transposed(float[][] rows) {
        float[][] columns = new float[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }

    @Test
    void aQuestionThatTiesEarnsItsShare() {
        JsonNode expected = golden.get("multiple-choice");
        BitSet right = new BitSet();
        right.set(expected.get("right").asInt());
        float[][] scores = similarities.get("multiple-choice");
        for (int q = 0; q < scores.length; q++) {
            assertThat(Standing.among(scores[q], right).recall(1))
                    .as("question %d", q)
                    .isCloseTo(expected.get("expected").get(q).asDouble(), within(EXACT));
        }
        assertThat(Standing.chance(scores[0].length, 1, 1))
                .isCloseTo(expected.get("chance").asDouble(), within(EXACT));
    }
}
