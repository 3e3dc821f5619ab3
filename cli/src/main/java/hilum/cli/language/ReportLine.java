package hilum.cli.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.radiology.Report;
import java.util.Map;
import java.util.Set;

/**
 * A report of a JSON Lines file.
 *
 * @param id what the answers are known by
 * @param report its sections
 */
record ReportLine(String id, Report report) {
    private static final Set<String> SECTIONS =
            Set.of("indication", "comparison", "technique", "findings", "impression");

    private static final String SHAPE =
            "give {\"id\": \"CXR1\", \"findings\": \"…\", \"impression\": \"…\"}";

    /** Reads a line; throws {@link Failure} with its place and what is wrong with it. */
    static ReportLine parse(String place, String line) {
        return of(place, object(place, line));
    }

    /** The report of an object; throws {@link Failure} where it holds none. */
    static ReportLine of(String place, JsonNode json) {
        sections(place, json.path("id").asText(), json);
        Report report = report(json);
        if (report.isBlank()) {
            throw Failure.failed(
                    "%s (id '%s') has neither findings nor impression: %s",
                    place, json.path("id").asText(), SHAPE);
        }
        return new ReportLine(json.path("id").asText(), report);
    }

    /** Throws {@link Failure} where a section of an object is no string. */
    static void sections(String place, String id, JsonNode json) {
        json.properties().forEach(field -> check(place, id, field));
    }

    private static void check(String place, String id, Map.Entry<String, JsonNode> field) {
        if (SECTIONS.contains(field.getKey())
                && !field.getValue().isTextual()
                && !field.getValue().isNull()) {
            throw Failure.failed(
                    "%s (id '%s') has a %s that is no string: %s",
                    place, id, field.getKey(), SHAPE);
        }
    }

    /** A line as a JSON object with an id. */
    static JsonNode object(String place, String line) {
        JsonNode json;
        try {
            json = Output.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw Failure.failed(
                    "%s is not JSON (%s): %s",
                    place, e.getOriginalMessage().lines().findFirst().orElse("cut off"), SHAPE);
        }
        JsonNode id = json.path("id");
        if (!json.isObject() || !id.isTextual() && !id.isIntegralNumber()) {
            throw Failure.failed("%s is no JSON object with an id: %s", place, SHAPE);
        }
        return json;
    }

    /** The sections that an object holds; those it lacks are empty. */
    static Report report(JsonNode json) {
        return new Report(
                text(json, "indication"),
                text(json, "comparison"),
                text(json, "technique"),
                text(json, "findings"),
                text(json, "impression"));
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).isTextual() ? json.path(field).asText() : "";
    }
}
