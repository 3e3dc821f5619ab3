package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.encoders.weights.MiniLmArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
    private static final Optional<String> INSTRUCTION = Optional.of("Find the same report");
    private static final String TEXT = "The heart is mildly enlarged. ".repeat(20);

    @TempDir Path folder;

    /** That of MiniLM, which would itself cut at another place, on the given side. */
    private Path file(String direction) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode tokenizer = (ObjectNode) json.readTree(MiniLmArtifact.tokenizer());
        ((ObjectNode) tokenizer.get("truncation")).put("direction", direction);
        Path file = folder.resolve(direction + ".json");
        Files.write(file, json.writeValueAsBytes(tokenizer));
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Right", "Left"})
    void aTextIsCutAtItsEndAndItsInstructionNever(String direction) throws IOException {
        try (TextTokenizer whole = TextTokenizer.open(file(direction), 512);
                TextTokenizer cutting = TextTokenizer.open(file(direction), 16)) {
            Tokens all = whole.tokenize(INSTRUCTION, TEXT);
            Tokens cut = cutting.tokenize(INSTRUCTION, TEXT);

            assertThat(cut.length()).isEqualTo(16);
            assertThat(Arrays.copyOf(cut.ids(), 15)).isEqualTo(Arrays.copyOf(all.ids(), 15));
            assertThat(cut.id(15)).isEqualTo(all.id(all.length() - 1)); // [SEP]
            for (int i = 0; i < 15; i++) {
                assertThat(cut.pooled(i)).isEqualTo(all.pooled(i));
            }
            assertThat(cut.pooledCount()).isPositive();
        }
    }

    @Test
    void anInstructionThatLeavesNoRoomIsRefused() throws IOException {
        try (TextTokenizer cutting = TextTokenizer.open(file("Right"), 6)) {
            assertThatThrownBy(() -> cutting.tokenize(INSTRUCTION, TEXT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("leaves its text no room among 6 tokens");
        }
    }

    @Test
    void anEmptyTextAfterAnInstructionHasNoPooledToken() throws IOException {
        try (TextTokenizer whole = TextTokenizer.open(file("Right"), 512)) {
            assertThat(whole.tokenize(INSTRUCTION, "").pooledCount()).isZero();
        }
    }
}
