package hilum.encoders.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code tokenizer.json} as text: what its own library does not let one see or change. It is read
 * as a stream, since those of large models have tens of megabytes.
 */
final class TokenizerFile {
    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private final Path path;

    TokenizerFile(Path path) {
        this.path = path;
    }

    /** The same tokenizer without padding and truncation of its own, on whichever side. */
    byte[] unlimited() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(path);
                JsonParser from = JSON.createParser(in);
                JsonGenerator to = JSON.createGenerator(bytes)) {
            require(from, JsonToken.START_OBJECT);
            to.writeStartObject();
            while (from.nextToken() == JsonToken.FIELD_NAME) {
                to.writeFieldName(from.currentName());
                from.nextToken();
                switch (from.currentName()) {
                    case "truncation", "padding" -> {
                        from.skipChildren();
                        to.writeNull();
                    }
                    default -> to.copyCurrentStructure(from);
                }
            }
            to.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The largest id that a token of its vocabulary or an added one has; -1 without any. */
    int largestId() throws IOException {
        int largest = -1;
        try (InputStream in = Files.newInputStream(path);
                JsonParser json = JSON.createParser(in)) {
            require(json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("model") && value == JsonToken.START_OBJECT) {
                    largest = Math.max(largest, ofModel(json));
                } else if (field.equals("added_tokens") && value == JsonToken.START_ARRAY) {
                    largest = Math.max(largest, ofAdded(json));
                } else {
                    json.skipChildren();
                }
            }
        }
        return largest;
    }

    private static int ofModel(JsonParser json) throws IOException {
        int largest = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean vocabulary = json.currentName().equals("vocab");
            JsonToken value = json.nextToken();
            if (vocabulary && value == JsonToken.START_OBJECT) { // ids by token
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    largest = Math.max(largest, json.getIntValue());
                }
            } else if (vocabulary && value == JsonToken.START_ARRAY) { // ids by place
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    json.skipChildren();
                    largest++;
                }
            } else {
                json.skipChildren();
            }
        }
        return largest;
    }

    private static int ofAdded(JsonParser json) throws IOException {
        int largest = -1;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = json.currentName().equals("id");
                json.nextToken();
                if (id) {
                    largest = Math.max(largest, json.getIntValue());
                } else {
                    json.skipChildren();
                }
            }
        }
        return largest;
    }

    private static void require(JsonParser json, JsonToken token) throws IOException {
        if (json.nextToken() != token) {
            throw new IOException("no JSON object");
        }
    }
}
