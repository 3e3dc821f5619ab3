package hilum.cli.send.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import hilum.cli.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a line of FHIR says of itself.
 *
 * @param type empty where it says none
 * @param id empty where it says none
 */
record Resource(String type, String id) {
    private static final Pattern REFERENCE =
            Pattern.compile("\"reference\"\\s*:\\s*\"(?:[^\"]*/)?([A-Z][A-Za-z]+/[^\"/]+)\"");

    /** Reads type and id and nothing else. */
    static Resource of(JsonParser parser) throws IOException {
        String type = "";
        String id = "";
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Resource(type, id);
        }
        while ((type.isEmpty() || id.isEmpty()) && parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                type = field.equals("resourceType") ? parser.getText() : type;
                id = field.equals("id") ? parser.getText() : id;
            } else {
                parser.skipChildren();
            }
        }
        return new Resource(type, id);
    }

    /** Of a line; the intake says what is wrong with one that is none. */
    static Resource of(byte[] line) {
        try (JsonParser parser = Output.JSON.getFactory().createParser(line)) {
            return of(parser);
        } catch (IOException e) {
            return new Resource("", "");
        }
    }

    /** Whether it is a report, or may be meant as one. */
    boolean isReport() {
        return type.isEmpty() || type.equals("DiagnosticReport");
    }

    /** As references name it. */
    String name() {
        return type + "/" + id;
    }

    /** Names of what a line refers to. */
    static List<String> references(byte[] line) {
        return REFERENCE
                .matcher(new String(line, StandardCharsets.UTF_8))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
