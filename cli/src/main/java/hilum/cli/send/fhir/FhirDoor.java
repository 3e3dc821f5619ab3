package hilum.cli.send.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import hilum.cli.send.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    @Override
    public Outcome deliver(FhirRequest request) throws IOException, InterruptedException {
        HttpRequest http = http(request);
        Patience patience = new Patience();
        for (int again = 0; ; again++) {
            String obstacle;
            try {
                HttpResponse<String> answer = HTTP.send(http, HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status != 503 && status != 429 && !answer.body().contains("\"transient\"")) {
                    return outcome(
                            tree(request.lines() ? lastLine(answer.body()) : answer.body()), again);
                }
                obstacle = "can't reach its broker";
            } catch (IOException e) {
                obstacle = "does not answer";
            }
            patience.await(
                    "The intake %s %s for %d minutes: see hilum status, then send it again",
                    intake, obstacle, Patience.minutes());
        }
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

    private static Outcome outcome(JsonNode answer, int again) {
        if (!answer.path("resourceType").asText().equals("Bundle")) {
            return of(answer, false).plus(new Outcome(0, 0, again, List.of()));
        }
        Outcome all = new Outcome(0, 0, again, List.of());
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
