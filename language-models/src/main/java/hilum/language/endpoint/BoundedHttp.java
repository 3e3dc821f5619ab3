package hilum.language.endpoint;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * The wire under langchain4j: one deadline over everything up to the last byte, a limit on the
 * answer's size, {@code Retry-After} kept, redirections not followed. The JDK's client as
 * langchain4j wraps it has none of these: its time-out ends with the answer's head, so that a
 * server that sends a byte a second holds it for hours. Failures become {@link Unavailable} and
 * {@link Declined}, without what the server said but for a short error code.
 */
final class BoundedHttp implements dev.langchain4j.http.client.HttpClient {
    private static final long LARGEST_ANSWER = 1 << 20;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Pattern CODE =
            Pattern.compile("\"(?:code|type)\"\\s*:\\s*\"([a-z_]{3,60})\"");

    private final HttpClient http;
    private final Duration timeout;
    private final ApiKey key;

    private BoundedHttp(Duration timeout, ApiKey key) {
        this.timeout = timeout;
        this.key = key;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
                        .build();
    }

    /** What langchain4j asks for its client. */
    static HttpClientBuilder builder(Duration timeout, ApiKey key) {
        return new HttpClientBuilder() {
            @Override
            public Duration connectTimeout() {
                return timeout;
            }

            @Override
            public HttpClientBuilder connectTimeout(Duration ignored) {
                return this;
            }

            @Override
            public Duration readTimeout() {
                return timeout;
            }

            @Override
            public HttpClientBuilder readTimeout(Duration ignored) {
                return this;
            }

            @Override
            public dev.langchain4j.http.client.HttpClient build() {
                return new BoundedHttp(timeout, key);
            }
        };
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> answer = send(request);
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(status)
                    .headers(answer.headers().map())
                    .body(body)
                    .build();
        }
        String said = "answers %d%s".formatted(status, code(body));
        Optional<Duration> wait =
                answer.headers().firstValue("Retry-After").flatMap(BoundedHttp::wait);
        throw switch (status) {
            case 408, 425, 429, 500, 502, 503, 504, 529 ->
                    wait.map(duration -> Unavailable.until(said, duration))
                            .orElseGet(() -> Unavailable.passing(said));
            case 400, 413, 422 -> new Declined(said);
            case 401, 403 -> Unavailable.lasting(said + ": check the key and what it may do");
            case 404 -> Unavailable.lasting(said + ": check the address and the model's name");
            default ->
                    status >= 500
                            ? Unavailable.passing(said)
                            : Unavailable.lasting(said + ": check the address");
        };
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        var built =
                java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                        .method(
                                request.method().name(),
                                request.body() == null
                                        ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                        : java.net.http.HttpRequest.BodyPublishers.ofString(
                                                request.body()));
        request.headers().forEach((name, values) -> values.forEach(v -> built.header(name, v)));
        key.header().ifPresent(value -> built.setHeader("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> coming =
                http.sendAsync(
                        built.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw Unavailable.passing("gives no whole answer within %s".formatted(text(timeout)));
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw Unavailable.passing("was interrupted");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    private static Unavailable failed(Throwable cause) {
        String kind = cause.getClass().getSimpleName();
        return switch (cause) {
            case SSLException e ->
                    Unavailable.lasting(
                            "is not trusted (%s): check its certificate, or give the JVM a trust store"
                                    .formatted(kind));
            case ConnectException e ->
                    Unavailable.passing("takes no connection (%s)".formatted(kind));
            case IOException e -> Unavailable.passing("breaks off (%s)".formatted(kind));
            default -> Unavailable.passing("fails (%s)".formatted(kind));
        };
    }

    /** The error's own short name, where it has one; never its message, which may quote us. */
    private static String code(String body) {
        Matcher matcher = CODE.matcher(body);
        return matcher.find() ? " (%s)".formatted(matcher.group(1)) : "";
    }

    /** Seconds, or a date. */
    static Optional<Duration> wait(String retryAfter) {
        String value = retryAfter.strip();
        try {
            Duration wait =
                    value.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(value))
                            : Duration.between(
                                    Instant.now(),
                                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                            .toInstant());
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }

    @Override
    public void execute(
            HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("Answers are never streamed: ask for whole ones");
    }
}
