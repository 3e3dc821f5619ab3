package hilum.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The grammar (GBNF) of a JSON object with string fields. Written here because llama.cpp's own
 * conversion of schemas aborts the process on schemas that it does not know: what a stranger sends
 * never reaches it.
 */
final class JsonGrammar {
    private static final String STRING =
            """
            string ::= "\\"" char* "\\""
            char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
            """;

    private JsonGrammar() {}

    /**
     * The grammar of a schema {@code {"type": "object", "properties": {"a": {"type": "string"}}}};
     * all properties are required, in their order.
     *
     * @throws IllegalArgumentException if the schema is another one
     */
    static String of(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        if (!schema.path("type").asText().equals("object")
                || !properties.isObject()
                || properties.isEmpty()) {
            throw unknown();
        }
        List<String> fields = new ArrayList<>();
        properties
                .properties()
                .forEach(
                        property -> {
                            if (!property.getValue().path("type").asText().equals("string")
                                    || !property.getKey().matches("[A-Za-z0-9_-]{1,64}")) {
                                throw unknown();
                            }
                            fields.add("\"\\\"%s\\\":\" space string".formatted(property.getKey()));
                        });
        return "root ::= \"{\" %s \"}\"\nspace ::= \" \"?\n%s"
                .formatted(String.join(" \", \" ", fields), STRING);
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException(
                "this server takes JSON schemas of one object whose properties are strings");
    }
}
