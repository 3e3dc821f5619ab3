package hilum.cli.send.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import hilum.cli.send.Intake;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /fhir}, which waits where the intake is away or busy. Editions of one report may
 * overtake each other, since the stream keeps the newest. Usable by many threads.
 *
 * @param intake address of {@code POST /fhir}
 * @param site of all reports; empty leaves the intake's own
 */
public record FhirDoor(URI intake, Optional<String> site) implements Door<FhirRequest> {
    @Override
    public Outcome deliver(FhirRequest request) throws IOException, InterruptedException {
        Intake.Answer answer = Intake.send(http(request), body -> body.contains("\"transient\""));
        String outcome = request.lines() ? lastLine(answer.body()) : answer.body();
        return outcome(tree(outcome)).plus(new Outcome(0, 0, answer.again(), List.of()));
    }

    private HttpRequest http(FhirRequest request) throws IOException {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(intake)
                        .timeout(Duration.ofSeconds(60))
                        .header(
                                "Content-Type",
                                request.lines()
                                        ? "application/fhir+ndjson"
                                        : "application/fhir+json");
        site.ifPresent(name -> http.header("X-Hilum-Site", name));
        return http.POST(HttpRequest.BodyPublishers.ofByteArray(request.body().bytes())).build();
    }

    private static String lastLine(String answer) {
        String lines = answer.strip();
        return lines.substring(lines.lastIndexOf('\n') + 1);
    }

    private static JsonNode tree(String answer) {
        try {
            return Output.JSON.readTree(answer);
        } catch (IOException e) {
            return Output.JSON.createObjectNode();
        }
    }

    private static Outcome outcome(JsonNode answer) {
        if (!answer.path("resourceType").asText().equals("Bundle")) {
            return of(answer, false);
        }
        Outcome all = new Outcome(0, 0, 0, List.of());
        for (JsonNode entry : answer.path("entry")) {
            all = all.plus(of(entry.path("response").path("outcome"), true));
        }
        return all;
    }

    /** Of a Bundle's entries only reports count. */
    private static Outcome of(JsonNode outcome, boolean entry) {
        JsonNode worst = outcome.path("issue").path(0);
        for (JsonNode issue : outcome.path("issue")) {
            JsonNode coding = issue.path("details").path("coding").path(0);
            if (coding.path("system").asText().equals("urn:hilum:study")) {
                return Outcome.taken();
            }
            if (coding.path("system").asText().equals("urn:hilum:not-taken")) {
                boolean noReport = entry && coding.path("code").asText().equals("no-report");
                return new Outcome(0, noReport ? 0 : 1, 0, List.of());
            }
        }
        String reason = worst.path("diagnostics").asText("no answer in FHIR");
        String element = worst.path("expression").path(0).asText("");
        return Outcome.refused("", element.isEmpty() ? reason : element + ": " + reason);
    }
}
