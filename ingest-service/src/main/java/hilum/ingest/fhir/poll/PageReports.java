package hilum.ingest.fhir.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.fhir.FhirDoor;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.fhir.report.References;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Binary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the reports of a page to the broker. What can't be taken is counted with its reason and
 * told in the log by the time of its last change, which is how it is found at the server.
 */
final class PageReports implements Polling.Reports {
    private static final Logger LOG = LoggerFactory.getLogger(PageReports.class);

    private final FhirJson fhir;
    private final FhirDoor door;
    private final String site;
    private final Function<String, Optional<Binary>> documents;
    private final MeterRegistry meters;

    PageReports(
            FhirJson fhir,
            FhirDoor door,
            String site,
            Function<String, Optional<Binary>> documents,
            MeterRegistry meters) {
        this.fhir = fhir;
        this.door = door;
        this.site = site;
        this.documents = documents;
        this.meters = meters;
    }

    private record Waiting(FhirDoor.Visit visit, Optional<Instant> changed) {}

    @Override
    public List<Instant> take(Page page) throws InterruptedException {
        References references = door.references(documents);
        List<ObjectNode> reports = new ArrayList<>();
        for (byte[] entry : page.entries()) {
            sort(entry, references).ifPresent(reports::add);
        }
        List<Waiting> waiting = new ArrayList<>();
        for (ObjectNode report : reports) {
            FhirDoor.Visit visit = door.visit(report, references, site, Optional.empty());
            waiting.add(new Waiting(visit, changed(report)));
        }
        for (Waiting each : waiting) {
            settle(each);
        }
        return reports.stream().flatMap(report -> changed(report).stream()).toList();
    }

    /** An entry that is a report; others are made known to the reports. */
    private Optional<ObjectNode> sort(byte[] entry, References references) {
        try {
            ObjectNode tree = fhir.tree(entry);
            if (!(tree.path("resource") instanceof ObjectNode resource)) {
                return Optional.empty();
            }
            String mode = tree.path("search").path("mode").asText();
            boolean report =
                    FhirJson.type(resource).equals(Optional.of("DiagnosticReport"))
                            && !mode.equals("include");
            if (report) {
                return Optional.of(resource);
            }
            references.add(tree.path("fullUrl").asText(), resource);
        } catch (ProblemException e) {
            refused(e.problem().type(), "none", Optional.empty());
        }
        return Optional.empty();
    }

    private void settle(Waiting waiting) throws InterruptedException {
        switch (waiting.visit()) {
            case FhirDoor.Visit.Answered(var answer, var problem) when problem != null -> {
                refused(
                        problem.type(),
                        problem.field() == null ? "none" : problem.field(),
                        waiting.changed());
            }
            case FhirDoor.Visit.Answered answered -> count("not-taken");
            case FhirDoor.Visit.Failed(DependencyUnavailable away) -> throw away;
            case FhirDoor.Visit.Failed failed -> {
                LOG.error("Report of the polled server failed by a defect", failed.failure());
                refused("internal", "none", waiting.changed());
            }
            case FhirDoor.Visit.Sent sent -> {
                door.await(sent);
                count("accepted");
            }
        }
    }

    private void refused(String type, String element, Optional<Instant> changed) {
        String reason = type.substring(type.lastIndexOf('/') + 1);
        LOG.warn(
                "Report of the polled server can't be taken: reason={} element={} lastUpdated={}",
                reason,
                element,
                changed.map(Instant::toString).orElse("unknown"));
        count("refused-" + reason);
    }

    private void count(String outcome) {
        meters.counter("hilum.ingest.fhir.poll.reports", "outcome", outcome).increment();
    }

    private static Optional<Instant> changed(JsonNode resource) {
        try {
            String text = resource.path("meta").path("lastUpdated").asText();
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
