package hilum.ingest.fhir.poll;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.fhir.report.FhirJson;
import hilum.transport.http.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hl7.fhir.r4.model.Binary;

/**
 * A FHIR server that is read. Asks nothing but addresses of its own origin and follows no redirect,
 * so that the token goes nowhere else; an answer is bounded in time and size.
 */
final class FhirServer implements AutoCloseable {
    private static final int LARGEST = 32 << 20;

    private final FhirJson fhir;
    private final URI base;
    private final Optional<Path> tokenFile;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param base of the server, with or without a slash at its end
     * @param timeout for one answer, to its last byte
     */
    FhirServer(FhirJson fhir, URI base, Optional<Path> tokenFile, Duration timeout) {
        if (base.getHost() == null
                || base.getScheme() == null
                || !base.getScheme().startsWith("http")) {
            throw new IllegalArgumentException(
                    "hilum.ingest.fhir.poll.url is no address of a server: set it to its base, for instance https://fhir.example.org/r4");
        }
        this.fhir = fhir;
        this.base = URI.create(base.toString().replaceFirst("/*$", "") + "/");
        this.tokenFile = tokenFile;
        this.timeout = timeout;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout)
                        .build();
    }

    /** An answer. */
    record Answer(byte[] body, String mediaType) {}

    /** Base of the server, with a slash at its end. */
    URI base() {
        return base;
    }

    /** An address on the server; empty for one of another origin. */
    Optional<URI> own(String address) {
        try {
            URI resolved = base.resolve(URI.create(address));
            boolean same =
                    base.getScheme().equalsIgnoreCase(resolved.getScheme())
                            && base.getHost().equalsIgnoreCase(resolved.getHost())
                            && port(base) == port(resolved)
                            && resolved.getUserInfo() == null;
            return same ? Optional.of(resolved) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int port(URI address) {
        return address.getPort() >= 0
                ? address.getPort()
                : address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /**
     * What lies at an address of the server.
     *
     * @throws ServerAway if that is not answered with 200 and a whole body
     */
    Answer get(URI address) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(
                        request(address),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            HttpResponse<byte[]> answer = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() == 200) {
                return new Answer(
                        answer.body(), answer.headers().firstValue("Content-Type").orElse(""));
            }
            throw refused(answer);
        } catch (TimeoutException e) {
            throw new ServerAway(
                    "slow", "The server has not answered whole within %s".formatted(timeout));
        } catch (ExecutionException e) {
            throw new ServerAway(
                    "away",
                    "The server can't be read (%s): see whether it runs and is reached from here"
                            .formatted(e.getCause().getClass().getSimpleName()));
        } finally {
            asked.cancel(true);
        }
    }

    private HttpRequest request(URI address) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(timeout)
                        .header("Accept", "application/fhir+json, */*;q=0.1");
        tokenFile.ifPresent(file -> request.header("Authorization", "Bearer " + token(file)));
        return request.build();
    }

    private static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.chars().allMatch(each -> each > ' ' && each < 127) && !token.isEmpty()) {
                return token;
            }
        } catch (IOException e) {
            // told below, with the same way out
        }
        throw new ServerAway(
                "token",
                "The token in %s can't be read: have hilum.ingest.fhir.poll.token-file name a file that holds the token alone"
                        .formatted(file));
    }

    private static ServerAway refused(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        return switch (status) {
            case 400, 404, 410 ->
                    new ServerAway(
                            "gone",
                            "The server answers %d: see whether hilum.ingest.fhir.poll.url is its base, and whether it knows what hilum.ingest.fhir.poll.include asks for"
                                    .formatted(status));
            case 401, 403 ->
                    new ServerAway(
                            "unauthorised",
                            "The server answers %d: give hilum.ingest.fhir.poll.token-file a token that may read reports and what they refer to"
                                    .formatted(status));
            default ->
                    new ServerAway(
                            "status",
                            "The server answers %d".formatted(status),
                            retryAfter(answer));
        };
    }

    private static Optional<Duration> retryAfter(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** A document of the server; empty where it is none of this server or not there. */
    Optional<Binary> document(String address) {
        Optional<URI> own = own(address);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(binary(get(own.get())));
        } catch (ServerAway e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerAway("stopped", "Stopped while a document was read");
        }
    }

    private Binary binary(Answer answer) {
        if (answer.mediaType().contains("json")) {
            try {
                ObjectNode tree = fhir.tree(answer.body());
                if (fhir.read(tree).resource() instanceof Binary binary) {
                    return binary;
                }
            } catch (ProblemException e) {
                // then it is a document in JSON, which is not read as text either
            }
        }
        Binary binary = new Binary();
        binary.setContentType(answer.mediaType());
        binary.setData(answer.body());
        return binary;
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
