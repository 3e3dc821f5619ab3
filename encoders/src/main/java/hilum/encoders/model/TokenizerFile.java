package hilum.encoders.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The check that a {@code tokenizer.json} belongs to a model: its ids are rows of the embedding.
 */
final class TokenizerFile {
    private static final long MOST_BYTES = 64 << 20;

    private TokenizerFile() {}

    static void requireFits(Path file, int rows) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "%s is not there: a model version needs its tokenizer in the format of the tokenizers library"
                            .formatted(file));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    "%s has %d bytes, at most %d are read: copy the model's own"
                            .formatted(file, Files.size(file), MOST_BYTES));
        }
        long highest;
        try {
            highest = highest(new ObjectMapper().readTree(file.toFile()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException(
                    "%s is not JSON (%s): copy the model's own"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
        if (highest >= rows) {
            throw new IOException(
                    "%s gives ids up to %d, but the model's embedding has %d rows, for ids up to %d: take both from one model"
                            .formatted(file, highest, rows, rows - 1));
        }
    }

    private static long highest(JsonNode tokenizer) {
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        long highest = vocabulary.isArray() ? vocabulary.size() - 1 : -1; // Unigram: a list
        if (vocabulary.isObject()) {
            for (JsonNode id : vocabulary) {
                highest = Math.max(highest, id.asLong());
            }
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            highest = Math.max(highest, added.path("id").asLong());
        }
        return highest;
    }
}
