package hilum.ingest.fhir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.intake.Pseudonyms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Synthetic resources, and a reader as the door has it. */
final class Fixture {
    static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    static final FhirJson FHIR = new FhirJson();
    static final Pseudonyms PSEUDONYMS =
            Pseudonyms.fromFile(Path.of("src/test/resources/pseudonym.key"));
    static final Examinations EXAMINATIONS =
            new Examinations(Set.of("36643-5", "30745-4"), Examinations.NAMES);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Fixture() {}

    static ObjectNode json(String file) {
        try {
            return (ObjectNode)
                    JSON.readTree(Files.readAllBytes(Path.of("src/test/resources/fhir", file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The usual report with another document. */
    static ObjectNode withDocument(String mediaType, byte[] data) {
        ObjectNode report = json("report.json");
        ArrayNode forms = report.putArray("presentedForm");
        forms.addObject()
                .put("contentType", mediaType)
                .put("data", Base64.getEncoder().encodeToString(data));
        return report;
    }

    static ObjectNode withDocument(String mediaType, String text) {
        return withDocument(mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    static References references(JsonNode bundle) {
        References references = new References(FHIR, url -> Optional.empty());
        for (JsonNode entry : bundle.path("entry")) {
            references.add(entry.path("fullUrl").asText(), (ObjectNode) entry.path("resource"));
        }
        return references;
    }

    static Reading read(ObjectNode report) {
        return read(report, references(JSON.createObjectNode()));
    }

    static Reading read(ObjectNode report, References references) {
        return new ReportReader(FHIR, PSEUDONYMS, EXAMINATIONS, Clock.fixed(NOW, ZoneOffset.UTC))
                .read(report, references, "north", Optional.empty());
    }

    static Reading.Study study(ObjectNode report) {
        return (Reading.Study) read(report);
    }
}
