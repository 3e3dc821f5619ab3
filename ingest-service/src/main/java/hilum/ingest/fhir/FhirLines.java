package hilum.ingest.fhir;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.Lines;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.fhir.report.FhirRefusal;
import hilum.ingest.fhir.report.References;
import hilum.ingest.intake.Refusal;
import hilum.transport.http.ProblemException;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Takes the resources of an NDJSON export and answers each line in its order with an
 * OperationOutcome. A report may refer to what stands on the lines before it: patients first.
 */
@Singleton
final class FhirLines {
    private static final int LONGEST_LINE = 6 << 20;
    private static final int WINDOW = 64;

    private final FhirJson fhir;
    private final FhirDoor door;
    private final ObjectMapper json;

    FhirLines(FhirJson fhir, FhirDoor door, ObjectMapper json) {
        this.fhir = fhir;
        this.door = door;
        this.json = json;
    }

    private record Line(int number, FhirDoor.Visit visit) {}

    void run(InputStream body, String site, OutputStream out) throws IOException {
        Lines lines = new Lines(new BufferedInputStream(body, 1 << 16), LONGEST_LINE);
        References references = door.references(url -> Optional.empty());
        Queue<Line> underWay = new ArrayDeque<>();
        try {
            for (int number = 1; lines.next(); number++) {
                if (lines.blank()) {
                    continue;
                }
                underWay.add(new Line(number, visit(lines, number, references, site)));
                while (underWay.size() >= WINDOW || isSettled(underWay.peek())) {
                    answer(underWay.remove(), out);
                }
            }
            while (!underWay.isEmpty()) {
                answer(underWay.remove(), out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "The lines were cut off: send again those without answer");
        }
    }

    private static boolean isSettled(Line line) {
        return switch (line) {
            case null -> false;
            case Line(int number, FhirDoor.Visit.Sent sent) -> sent.study().receipt().isDone();
            case Line(int number, FhirDoor.Visit.Answered answered) -> true;
            case Line(int number, FhirDoor.Visit.Failed failed) -> true;
        };
    }

    private FhirDoor.Visit visit(Lines lines, int number, References references, String site) {
        try {
            if (lines.tooLong()) {
                throw Refusal.tooLarge(
                        "Line %d is larger than %d bytes: send the report without pictures"
                                .formatted(number, LONGEST_LINE));
            }
            ObjectNode resource = fhir.tree(lines.bytes());
            if (FhirJson.type(resource).equals(Optional.of("DiagnosticReport"))) {
                return door.visit(resource, references, site, Optional.empty());
            }
            if (FhirJson.type(resource).equals(Optional.of("Bundle"))) {
                throw FhirRefusal.unsupported(
                        "resourceType",
                        "The line is a Bundle, and none of it was taken: send Bundles one by one to /fhir");
            }
            references.add(resource, lines.bytes());
            return FhirDoor.noReport();
        } catch (ProblemException e) {
            return FhirDoor.refused(door.refused(e, site).problem());
        }
    }

    private void answer(Line line, OutputStream out) throws IOException, InterruptedException {
        Outcome outcome = door.settle(line.visit()).outcome().ofLine(line.number());
        out.write(json.writeValueAsBytes(outcome));
        out.write('\n');
    }
}
