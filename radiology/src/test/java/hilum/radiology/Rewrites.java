package hilum.radiology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The fictional reports of {@code rewrites/reports.jsonl}, whose README says what they and their
 * rewrites are.
 */
public final class Rewrites {

    private Rewrites() {}

    /** The lines of the file, as they are. */
    public static List<JsonNode> lines() {
        var json = new ObjectMapper();
        try (var in =
                        Objects.requireNonNull(
                                Rewrites.class.getResourceAsStream("rewrites/reports.jsonl"));
                var reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            var lines = new java.util.ArrayList<JsonNode>();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(json.readTree(line));
            }
            return List.copyOf(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reports by their id. */
    public static Map<String, Report> reports() {
        var reports = new LinkedHashMap<String, Report>();
        for (var line : lines()) {
            reports.put(
                    line.path("id").asText(),
                    new Report(
                            line.path("indication").asText(""),
                            line.path("comparison").asText(""),
                            "",
                            line.path("findings").asText(""),
                            line.path("impression").asText("")));
        }
        return reports;
    }
}
