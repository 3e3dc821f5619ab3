package hilum.cli.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.encoders.text.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One line of a file of texts.
 *
 * @param place the file and the line's number, for messages
 * @param id what its vector is known by
 * @param content the text, or its tokens
 */
record TextLine(String place, String id, Content content) {
    /** What a line asks to be encoded. */
    sealed interface Content {}

    /** A text, after its instruction where it has one. */
    record Words(Optional<String> instruction, String text) implements Content {}

    /** A text that somebody has tokenised. */
    record Ids(Tokens tokens) implements Content {}

    /** Reads a line; throws {@link Failure} with the line's number and what is wrong with it. */
    static TextLine parse(Path file, long number, String line) {
        String place = "%s line %d".formatted(file, number);
        JsonNode json;
        try {
            json = Output.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw Failure.failed(
                    "%s is not JSON: %s; give {\"id\": \"a\", \"text\": \"…\"}", place, reason(e));
        }
        if (!json.isObject()) {
            throw Failure.failed(
                    "%s is no JSON object: give {\"id\": \"a\", \"text\": \"…\"}", place);
        }
        String id = id(place, json.path("id"));
        boolean ids = json.hasNonNull("input_ids");
        if (ids == json.hasNonNull("text")) {
            throw Failure.failed(
                    "%s (id '%s') has %s: give one of them",
                    place, id, ids ? "both text and input_ids" : "neither text nor input_ids");
        }
        return new TextLine(place, id, ids ? ids(place, id, json) : words(place, id, json));
    }

    /** A failure that names the line and the id. */
    Failure failed(String what, Object... values) {
        return Failure.failed("%s (id '%s') %s", place, id, what.formatted(values));
    }

    private static String id(String place, JsonNode id) {
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw Failure.failed("%s has no id: give every line an \"id\"", place);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id.asText())) {
            throw Failure.failed("%s has an id that is no Unicode text: give another", place);
        }
        return id.asText();
    }

    private static Content words(String place, String id, JsonNode json) {
        JsonNode instruction = json.path("instruction");
        if (!json.path("text").isTextual()
                || json.hasNonNull("instruction") && !instruction.isTextual()) {
            throw Failure.failed(
                    "%s (id '%s') has a text or instruction that is not in quotes: give strings",
                    place, id);
        }
        Optional<String> asked =
                Optional.of(instruction.asText("")).filter(text -> !text.isEmpty());
        return new Words(asked, json.path("text").asText());
    }

    private static Content ids(String place, String id, JsonNode json) {
        int[] ids = numbers(place, id, "input_ids", json.path("input_ids"));
        try {
            return new Ids(
                    json.hasNonNull("pool")
                            ? Tokens.of(ids, numbers(place, id, "pool", json.path("pool")))
                            : Tokens.of(ids));
        } catch (IllegalArgumentException e) {
            throw Failure.failed("%s (id '%s'): %s", place, id, e.getMessage());
        }
    }

    private static int[] numbers(String place, String id, String field, JsonNode array) {
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isIntegralNumber() || !array.get(i).canConvertToInt()) {
                throw Failure.failed(
                        "%s (id '%s') has %s in %s: give whole numbers",
                        place, id, array.get(i), field);
            }
            numbers[i] = array.get(i).intValue();
        }
        if (!array.isArray()) {
            throw Failure.failed("%s (id '%s') has a %s that is no array", place, id, field);
        }
        return numbers;
    }

    private static String reason(JsonProcessingException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("it ends too early");
        int detail = first.indexOf(": was expecting");
        return detail < 0 ? first : first.substring(0, detail);
    }
}
