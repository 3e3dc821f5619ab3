package hilum.language.rewrite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hilum.language.endpoint.Answer;
import java.util.List;

/**
 * Takes the text out of a model's answer: one JSON object with the field {@code text} and nothing
 * else, neither before it nor after it nor in it. Everything else is refused with a reason.
 */
final class AnswerReader {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Names of the object's fields. */
    static final List<String> FIELDS = List.of("text");

    private AnswerReader() {}

    /** What an answer turned out to be. */
    sealed interface Reading {
        /** A text, not yet verified. */
        record Text(String text) implements Reading {}

        /** No text, and why. */
        record Refused(String reason) implements Reading {}
    }

    static Reading read(Answer answer) {
        if (!answer.whole()) {
            return new Reading.Refused("the answer was cut off before its end");
        }
        if (answer.text().isBlank()) {
            return new Reading.Refused("the answer is empty");
        }
        JsonNode object;
        try {
            object = JSON.readTree(answer.text());
        } catch (JsonProcessingException e) {
            return new Reading.Refused(
                    answer.text().stripLeading().startsWith("{")
                            ? "the answer is broken JSON"
                            : "the answer is no JSON object");
        }
        if (!object.isObject()) {
            return new Reading.Refused("the answer is no JSON object");
        }
        if (object.size() != 1 || !object.path("text").isTextual()) {
            return new Reading.Refused(
                    "the answer has not exactly the one field \"text\" with a string");
        }
        String text = object.path("text").textValue().strip();
        return text.isEmpty() ? new Reading.Refused("the text is empty") : new Reading.Text(text);
    }
}
