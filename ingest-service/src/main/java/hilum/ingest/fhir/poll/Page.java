package hilum.ingest.fhir.poll;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A page of a search, cut into its entries without reading them: one that can't be read, however it
 * is made, does not keep the others from being taken.
 *
 * @param entries JSON of each
 * @param links addresses by relation
 */
record Page(List<byte[]> entries, List<Link> links) {
    private static final JsonFactory UNBOUNDED =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A link of the page. */
    record Link(String relation, String url) {}

    /**
     * Cuts a page.
     *
     * @throws ServerAway if it is no whole Bundle of the type searchset
     */
    static Page of(byte[] body) {
        try (JsonParser parser = UNBOUNDED.createParser(body)) {
            return read(parser, body);
        } catch (IOException e) {
            throw new ServerAway("broken", "The server answers what is no whole JSON");
        }
    }

    private static Page read(JsonParser parser, byte[] body) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        String resource = "";
        String type = "";
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw noSearchset();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("resourceType")) {
                resource = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                type = parser.getText();
            } else if (value == JsonToken.START_ARRAY && name.equals("entry")) {
                cut(parser, body).forEach(entries::add);
            } else if (value == JsonToken.START_ARRAY && name.equals("link")) {
                for (byte[] link : cut(parser, body)) {
                    JsonNode node = JSON.readTree(link);
                    links.add(new Link(node.path("relation").asText(), node.path("url").asText()));
                }
            } else {
                parser.skipChildren();
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw new ServerAway("broken", "The server answers what is no whole JSON");
        }
        if (!resource.equals("Bundle") || !type.equals("searchset")) {
            throw noSearchset();
        }
        return new Page(entries, links);
    }

    private static List<byte[]> cut(JsonParser parser, byte[] body) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw new ServerAway("broken", "The server answers what is no whole JSON");
            }
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int to = (int) parser.currentLocation().getByteOffset();
            parts.add(Arrays.copyOfRange(body, from, to));
        }
        return parts;
    }

    private static ServerAway noSearchset() {
        return new ServerAway(
                "no-searchset",
                "The server answers no Bundle of the type searchset: have hilum.ingest.fhir.poll.url name the base of a FHIR R4 server");
    }

    /** Address of a relation. */
    Optional<String> link(String relation) {
        return links.stream()
                .filter(link -> link.relation().equals(relation))
                .map(Link::url)
                .filter(url -> !url.isBlank())
                .findFirst();
    }
}
