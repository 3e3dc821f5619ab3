package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.local.Home;
import hilum.local.Ports;
import hilum.local.Service;
import hilum.transport.Connection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One running stack as the command line sees it: its supervisor, its services, its broker.
 *
 * @param home where its state lies
 * @param ports where it listens
 */
public record StackClient(Home home, Ports ports) {
    /** What is asked for in passing is waited for no longer. */
    static final Duration SOON = Duration.ofSeconds(5);

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** Broker and registry. */
    public Connection connection() {
        return new Connection(
                "127.0.0.1:" + ports.broker(),
                "http://127.0.0.1:%d/apis/registry/v3".formatted(ports.registry()));
    }

    /** Address of a resource of a service. */
    public URI uri(Service service, String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(ports.of(service), path));
    }

    /** The supervisor's status; empty where none answers, or one that keeps another home. */
    public Optional<JsonNode> status() {
        try {
            HttpResponse<String> answer = send(supervisor("/status").GET().build());
            JsonNode status = Output.JSON.readTree(answer.body());
            return status.path("home").asText().equals(home.path().toString())
                    ? Optional.of(status)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The supervisor's status, or a failure that says how to start the stack. */
    public JsonNode requireRunning() {
        return status().orElseThrow(
                        () ->
                                Failure.unhealthy(
                                        "No stack runs in %s: start it with hilum up",
                                        home.path()));
    }

    /** Tells the supervisor to act on one process, or on the whole stack with {@code down}. */
    public JsonNode command(String path) {
        requireRunning();
        try {
            HttpResponse<String> answer =
                    send(supervisor(path).POST(HttpRequest.BodyPublishers.noBody()).build());
            JsonNode body = Output.JSON.readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw Failure.usage("%s", body.path("detail").asText());
            }
            return body;
        } catch (IOException e) {
            throw Failure.unhealthy(
                    "The supervisor on port %d went away: see hilum logs", ports.supervisor());
        }
    }

    private HttpRequest.Builder supervisor(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(ports.supervisor(), path)))
                .timeout(Duration.ofSeconds(60));
    }

    /** What a service says of its health, ready or not; empty where it does not answer soon. */
    Optional<JsonNode> health(Service service) {
        return soon(service, "/q/health/ready").flatMap(StackClient::json);
    }

    /**
     * JSON of a GET on a service; empty where it does not answer it, whole, within {@link #SOON}.
     */
    Optional<JsonNode> ask(Service service, String path) {
        return soon(service, path)
                .filter(answer -> answer.statusCode() == 200)
                .flatMap(StackClient::json);
    }

    /** The timeout of a request ends with the headers: this one holds to the last byte. */
    private Optional<HttpResponse<String>> soon(Service service, String path) {
        CompletableFuture<HttpResponse<String>> asked =
                HTTP.sendAsync(
                        HttpRequest.newBuilder(uri(service, path)).build(),
                        HttpResponse.BodyHandlers.ofString());
        try {
            return Optional.of(asked.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            asked.cancel(true);
        }
    }

    private static Optional<JsonNode> json(HttpResponse<String> answer) {
        try {
            return Optional.of(Output.JSON.readTree(answer.body()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** JSON of a GET on a service. */
    public JsonNode get(Service service, String path) {
        return call(service, HttpRequest.newBuilder(uri(service, path)).GET());
    }

    /** JSON of a GET on a service; empty where it answers that there is no such thing. */
    public Optional<JsonNode> find(Service service, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(uri(service, path)).timeout(Duration.ofMinutes(2)).build();
        try {
            return send(request).statusCode() == 404
                    ? Optional.empty()
                    : Optional.of(get(service, path));
        } catch (IOException e) {
            throw away(service, request);
        }
    }

    /** JSON lines of a GET on a service. */
    public List<JsonNode> lines(Service service, String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(service, path)).timeout(Duration.ofMinutes(2)).build();
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != 200) {
            throw Failure.failed(
                    "%s refused %s with %d: %s",
                    service.processName(), path, answer.statusCode(), detail(answer.body()));
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : answer.body().split("\n")) {
            if (!line.isBlank()) {
                lines.add(Output.JSON.readTree(line));
            }
        }
        return lines;
    }

    /** JSON of a POST of JSON to a service. */
    public JsonNode post(Service service, String path, Object body) {
        return call(
                service,
                HttpRequest.newBuilder(uri(service, path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Output.json(body))));
    }

    private JsonNode call(Service service, HttpRequest.Builder request) {
        HttpRequest built =
                request.header("Accept", "application/json").timeout(Duration.ofMinutes(2)).build();
        HttpResponse<String> answer;
        try {
            answer = send(built);
        } catch (IOException e) {
            throw away(service, built);
        }
        if (answer.statusCode() >= 400) {
            throw Failure.failed(
                    "%s refused %s with %d: %s",
                    service.processName(),
                    built.uri().getPath(),
                    answer.statusCode(),
                    detail(answer.body()));
        }
        try {
            return answer.body().isEmpty()
                    ? Output.JSON.nullNode()
                    : Output.JSON.readTree(answer.body());
        } catch (IOException e) {
            throw Failure.failed(
                    "%s answered %s with no JSON: see its log", service.processName(), built.uri());
        }
    }

    private static Failure away(Service service, HttpRequest request) {
        return Failure.unhealthy(
                "%s does not answer on port %d: see hilum status",
                service.processName(), request.uri().getPort());
    }

    private static String detail(String body) {
        try {
            JsonNode problem = Output.JSON.readTree(body);
            return problem.path("detail").asText(problem.path("title").asText(body));
        } catch (IOException e) {
            return body;
        }
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
