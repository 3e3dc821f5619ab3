package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.encoders.Golden;
import hilum.encoders.model.MiniLm;
import hilum.encoders.model.ModelFolder;
import hilum.encoders.weights.Precision;
import hilum.encoders.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against ONNX Runtime on the ONNX file and tokenizer of the same artifact. */
class MiniLmGoldenTest {
    private static final float UNIT = 2e-6f;

    @TempDir static Path folder;
    private static Golden golden;
    private static ModelFolder model;
    private static TextTower tower;

    @BeforeAll
    static void open() throws IOException {
        golden = Golden.of("minilm");
        model = MiniLm.writeBase(folder.resolve(MiniLm.VERSION), Precision.FLOAT32);
        tower = TextTower.open(model.text(), TextOptions.mean(Precision.FLOAT32, 512));
    }

    @AfterAll
    static void close() {
        if (tower != null) {
            tower.close();
        }
    }

    private static List<String> texts() throws IOException {
        return golden.lines("texts.jsonl").stream().map(line -> line.get("text").asText()).toList();
    }

    private static int[] ids(JsonNode line) {
        return IntStream.range(0, line.get("input_ids").size())
                .map(i -> line.get("input_ids").get(i).asInt())
                .toArray();
    }

    @Test
    void tokenIdsAreTheReferences() throws IOException {
        List<JsonNode> expected = golden.lines("expected.jsonl");

        List<String> texts = texts();

        for (int i = 0; i < texts.size(); i++) {
            assertThat(tower.tokenize(Optional.empty(), texts.get(i)).ids())
                    .as("text %d", i)
                    .isEqualTo(ids(expected.get(i)));
        }
    }

    @Test
    void unitVectorsAreTheReferences() throws IOException {
        List<Tokens> tokens =
                texts().stream().map(text -> tower.tokenize(Optional.empty(), text)).toList();

        float[][] vectors = tower.embed(tokens);

        try (Safetensors cases = golden.cases()) {
            float[] expected = cases.tensor("vectors.normalised").floats();
            for (int i = 0; i < vectors.length; i++) {
                float[] row =
                        java.util.Arrays.copyOfRange(
                                expected, i * tower.dimension(), (i + 1) * tower.dimension());
                assertThat(Golden.difference(vectors[i], row))
                        .as("text %d", i)
                        .isLessThanOrEqualTo(UNIT);
            }
        }
    }

    @Test
    void longTextsAreCutWhereTheManifestSays() throws IOException {
        String longest = texts().getLast();
        for (int most : List.of(256, 128)) {
            try (TextTower cutting =
                            TextTower.open(
                                    model.text(), TextOptions.mean(Precision.FLOAT32, most));
                    Safetensors cases = golden.cases()) {
                Tokens tokens = cutting.tokenize(Optional.empty(), longest);

                assertThat(tokens.length()).isEqualTo(most);
                assertThat(
                                Golden.difference(
                                        cutting.embed(List.of(tokens))[0],
                                        cases.tensor("truncated" + most + ".normalised").floats()))
                        .isLessThanOrEqualTo(UNIT);
            }
        }
    }
}
