package hilum.ingest.intake;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hilum.transport.http.ProblemException;
import java.io.IOException;

/** The body of a request as one JSON object. */
public final class JsonBody {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private JsonBody() {}

    /**
     * Parses a body.
     *
     * @param body JSON in UTF-8
     * @param wanted what to send, in the words of a refusal
     * @throws ProblemException 400 when it is no JSON object, without a word of the body: it may
     *     hold what must not be repeated, and Jackson's own words quote it
     */
    public static JsonNode object(byte[] body, String wanted) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.unparsable(
                    "The body is no JSON%s: send %s in UTF-8"
                            .formatted(place(e.getLocation()), wanted));
        } catch (IOException e) {
            throw Refusal.unparsable("The body is no JSON in UTF-8: send %s".formatted(wanted));
        }
        throw Refusal.unparsable("The body is no JSON object: send %s".formatted(wanted));
    }

    /** Where it breaks; what is nested without end breaks nowhere in particular. */
    private static String place(JsonLocation location) {
        return location == null
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
