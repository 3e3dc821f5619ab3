package hilum.ingest.fhir;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.fhir.report.FhirRefusal;
import hilum.ingest.fhir.report.Reading;
import hilum.ingest.fhir.report.References;
import hilum.transport.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the reports of a Bundle and answers each entry. A transaction is all or nothing, as FHIR
 * has it: where one report can't be taken, none is. Any other Bundle is taken entry by entry.
 */
@Singleton
final class FhirBundle {
    private final FhirDoor door;

    FhirBundle(FhirDoor door) {
        this.door = door;
    }

    /** A Bundle that answers a Bundle. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Response(String resourceType, String type, List<Entry> entry) {}

    /** Answer to the entry at the same place. */
    record Entry(Item response) {}

    /** What became of it. */
    record Item(String status, Outcome outcome) {
        static Entry of(FhirDoor.Answer answer) {
            return new Entry(new Item(status(answer.status()), answer.outcome()));
        }

        private static String status(int code) {
            return switch (code) {
                case 200 -> "200 OK";
                case 202 -> "202 Accepted";
                case 400 -> "400 Bad Request";
                case 422 -> "422 Unprocessable Entity";
                case 503 -> "503 Service Unavailable";
                default -> Integer.toString(code);
            };
        }
    }

    /** What is answered to a whole Bundle. */
    sealed interface Result {
        /** Entry by entry. */
        record Answers(Response response) implements Result {}

        /** Nothing of it was taken. */
        record Refused(Outcome outcome) implements Result {}
    }

    /** An entry that is a report and has been read, or has been refused. */
    private record Part(int number, Optional<Reading> reading, Optional<ProblemException> refusal) {
        static Part other(int number) {
            return new Part(number, Optional.empty(), Optional.empty());
        }
    }

    Result take(ObjectNode bundle, String site) throws InterruptedException {
        JsonNode entries = bundle.path("entry");
        if (!entries.isArray() || entries.isEmpty()) {
            throw door.refused(
                    FhirRefusal.missing(
                            "Bundle.entry", "The Bundle has no entries: send one with a report"),
                    site);
        }
        boolean transaction = bundle.path("type").asText().equals("transaction");
        List<Part> parts = read(bundle, entries, site);
        List<Outcome.Issue> refusals = refusals(parts);
        if (transaction && !refusals.isEmpty()) {
            return new Result.Refused(Outcome.refused(refusals));
        }
        List<FhirDoor.Visit> visits = new ArrayList<>();
        for (Part part : parts) {
            visits.add(begin(part, site));
        }
        List<Entry> answers = new ArrayList<>();
        for (FhirDoor.Visit visit : visits) {
            answers.add(Item.of(transaction ? door.await(visit) : door.settle(visit)));
        }
        return new Result.Answers(
                new Response(
                        "Bundle",
                        transaction ? "transaction-response" : "batch-response",
                        answers));
    }

    private List<Part> read(ObjectNode bundle, JsonNode entries, String site) {
        References references = door.references(url -> Optional.empty());
        for (JsonNode entry : entries) {
            if (entry.path("resource") instanceof ObjectNode resource) {
                references.add(entry.path("fullUrl").asText(), resource);
            }
        }
        Optional<Instant> sentAt = instant(bundle.path("timestamp").asText());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            parts.add(read(i, entries.get(i), references, site, sentAt));
        }
        return parts;
    }

    private Part read(
            int number,
            JsonNode entry,
            References references,
            String site,
            Optional<Instant> sentAt) {
        boolean deletes = entry.path("request").path("method").asText().equals("DELETE");
        boolean report =
                entry.path("request").path("url").asText().startsWith("DiagnosticReport/")
                        || FhirJson.type(entry.path("resource"))
                                .equals(Optional.of("DiagnosticReport"));
        boolean nested = FhirJson.type(entry.path("resource")).equals(Optional.of("Bundle"));
        if (!nested && (!report || !deletes && !entry.has("resource"))) {
            return Part.other(number);
        }
        try {
            if (nested) {
                throw FhirRefusal.unsupported(
                        "resource",
                        "The entry is a Bundle, and none of it was taken: send it by itself");
            }
            if (deletes) {
                throw FhirRefusal.unsupported(
                        "request.method",
                        "A deletion does not say of which study it is: send the report with the status entered-in-error");
            }
            if (!(entry.path("resource") instanceof ObjectNode resource)) {
                throw FhirRefusal.unparsable(
                        "resource", "The entry's resource is no JSON object: send a resource");
            }
            return new Part(
                    number,
                    Optional.of(door.read(resource, references, site, sentAt)),
                    Optional.empty());
        } catch (ProblemException e) {
            return new Part(number, Optional.empty(), Optional.of(door.refused(e, site)));
        }
    }

    private static List<Outcome.Issue> refusals(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.refusal().isPresent())
                .map(part -> issue(part.number(), part.refusal().get()))
                .toList();
    }

    private static Outcome.Issue issue(int number, ProblemException refusal) {
        String entry = "Bundle.entry[%d]".formatted(number);
        String field = refusal.problem().field();
        String expression =
                field == null
                        ? entry
                        : field.startsWith("DiagnosticReport")
                                ? entry + ".resource" + field.substring("DiagnosticReport".length())
                                : entry + "." + field;
        return Outcome.error(refusal.problem(), expression);
    }

    private FhirDoor.Visit begin(Part part, String site) {
        if (part.refusal().isPresent()) {
            ProblemException refusal = part.refusal().get();
            return new FhirDoor.Visit.Answered(
                    new FhirDoor.Answer(
                            refusal.problem().status(),
                            Outcome.refused(List.of(issue(part.number(), refusal)))),
                    refusal.problem());
        }
        return part.reading()
                .map(reading -> door.begin(reading, site))
                .orElseGet(FhirDoor::noReport);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
