package hilum.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Sends FHIR resources to the intake, several at a time, and waits where it is away or busy: the
 * bar while it goes, the account afterwards. Editions of one report may overtake each other, since
 * the stream keeps the newest.
 */
final class FhirDelivery {
    private static final int LANES = 6;

    private final URI intake;
    private final Optional<String> site;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int accepted;
    private int notTaken;
    private int refused;

    /**
     * @param intake address of {@code POST /fhir}
     * @param site of all reports; empty leaves the intake's own
     */
    FhirDelivery(URI intake, Optional<String> site) {
        this.intake = intake;
        this.site = site;
    }

    /**
     * Sends everything and prints the account.
     *
     * @param rate requests a second at most
     * @return the exit code: 0 when nothing was refused
     */
    int run(List<FhirFiles.Request> requests, double rate, boolean json) {
        Instant begun = Instant.now();
        try (Progress progress = Progress.onStderr()) {
            send(requests, rate, begun, progress);
        }
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        System.out.println(json ? json(seconds) : text(seconds));
        return refused == 0 ? 0 : 1;
    }

    private void send(
            List<FhirFiles.Request> requests, double rate, Instant begun, Progress progress) {
        Semaphore lanes = new Semaphore(LANES);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                Pace pace = new Pace(begun, rate);
                int sent = 0;
                for (FhirFiles.Request request : requests) {
                    pace.await(sent++);
                    lanes.acquire();
                    running.add(
                            threads.submit(
                                    () -> {
                                        try {
                                            count(deliver(request), request);
                                        } finally {
                                            lanes.release();
                                        }
                                        return null;
                                    }));
                    int done = sent;
                    progress.show(
                            () ->
                                    Progress.bar(
                                            done,
                                            requests.size(),
                                            Duration.between(begun, Instant.now())));
                }
                for (Future<?> each : running) {
                    each.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw Failure.of("Sending", e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw Failure.failed(
                        "Interrupted while sending: send the rest again, what was sent counts once");
            }
        }
    }

    /** Sends until the answer is none of an absent broker. */
    private String deliver(FhirFiles.Request request) throws InterruptedException {
        Patience patience = new Patience();
        while (true) {
            String obstacle;
            try {
                HttpResponse<String> answer =
                        http.send(http(request), HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status != 503 && status != 429 && !answer.body().contains("\"transient\"")) {
                    return answer.body();
                }
                obstacle = "can't reach its broker";
            } catch (IOException e) {
                obstacle = "does not answer";
            }
            patience.await(
                    "The intake %s %s for %d minutes: see hilum status, then send the rest again",
                    intake, obstacle, Patience.minutes());
        }
    }

    private HttpRequest http(FhirFiles.Request request) {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(intake)
                        .timeout(Duration.ofSeconds(60))
                        .header(
                                "Content-Type",
                                request.lines()
                                        ? "application/fhir+ndjson"
                                        : "application/fhir+json");
        site.ifPresent(name -> http.header("X-Hilum-Site", name));
        return http.POST(HttpRequest.BodyPublishers.ofByteArray(request.body())).build();
    }

    private synchronized void count(String answer, FhirFiles.Request request) {
        JsonNode outcome = tree(request.lines() ? lastLine(answer) : answer);
        if (!outcome.path("resourceType").asText().equals("Bundle")) {
            count(outcome, false);
            return;
        }
        for (JsonNode entry : outcome.path("entry")) {
            count(entry.path("response").path("outcome"), true);
        }
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

    /** Of a Bundle's entries only reports count. */
    private void count(JsonNode outcome, boolean entry) {
        JsonNode worst = outcome.path("issue").path(0);
        for (JsonNode issue : outcome.path("issue")) {
            JsonNode coding = issue.path("details").path("coding").path(0);
            if (coding.path("system").asText().equals("urn:hilum:study")) {
                accepted++;
                return;
            }
            if (coding.path("system").asText().equals("urn:hilum:not-taken")) {
                notTaken += entry && coding.path("code").asText().equals("no-report") ? 0 : 1;
                return;
            }
        }
        refused++;
        String reason = worst.path("diagnostics").asText("no answer in FHIR");
        String element = worst.path("expression").path(0).asText("");
        refusals.merge(element.isEmpty() ? reason : element + ": " + reason, 1, Integer::sum);
    }

    private String json(double seconds) {
        return Output.json(
                Map.of(
                        "accepted", accepted,
                        "notTaken", notTaken,
                        "refused", refused,
                        "reasons", refusals,
                        "seconds", seconds));
    }

    private String text(double seconds) {
        StringBuilder text =
                new StringBuilder(
                        "%d accepted, %d not of a chest radiograph or without text yet, %d refused in %.1f s"
                                .formatted(accepted, notTaken, refused, seconds));
        refusals.forEach(
                (reason, count) ->
                        text.append("%n  refused %d times: %s".formatted(count, reason)));
        return text.toString();
    }
}
