package hilum.ingest.pacs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PACS over DICOMweb (PS3.18): metadata, rendered frames, searches. Every answer has a time and a
 * size that it may take, whole; redirections are not followed, so that the password goes nowhere
 * else. Safe for many threads.
 */
public final class Pacs implements AutoCloseable {
    private static final String DICOM_JSON = "application/dicom+json";
    private static final String PNG = "image/png";
    private static final String JPEG = "image/jpeg";
    private static final long LARGEST_JSON = 32L << 20;
    private static final long LARGEST_PICTURE = 128L << 20;

    private final URI base;
    private final Optional<Path> credentials;
    private final Duration patience;
    private final HttpClient http;
    private final ObjectMapper json =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /**
     * @param base base of DICOMweb, such as {@code http://pacs:8042/dicom-web}
     * @param credentials file with {@code user:password}, read for each question
     * @param patience time for one answer, from the connection to its last byte
     */
    public Pacs(URI base, Optional<Path> credentials, Duration patience) {
        this.base = folder(base);
        this.credentials = credentials;
        this.patience = patience;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(patience)
                        .build();
    }

    static URI folder(URI address) {
        String text = address.toString();
        return text.endsWith("/") ? address : URI.create(text + "/");
    }

    /** What stands in the header of an instance. */
    public Attributes metadata(InstanceKey key) throws PacsFailure, InterruptedException {
        List<Attributes> sets = sets(base.resolve(key.path() + "/metadata"));
        if (sets.size() != 1) {
            throw PacsFailure.of(
                    "The metadata of one instance came as %d data sets".formatted(sets.size()));
        }
        InstanceKey answered = InstanceKey.of(sets.getFirst());
        if (!answered.instance().equals(key.instance())) {
            throw PacsFailure.of("The metadata that came is that of another instance");
        }
        return sets.getFirst();
    }

    /**
     * The picture of an instance as its reader is to see it, PNG, or JPEG where there is no PNG.
     */
    public byte[] rendered(InstanceKey key, Rendering rendering)
            throws PacsFailure, InterruptedException {
        URI picture = base.resolve(key.path() + "/rendered" + rendering.query());
        HttpResponse<byte[]> answer = ask(picture, PNG, LARGEST_PICTURE);
        if (answer.statusCode() == 406 || answer.statusCode() == 415) {
            answer = ask(picture, JPEG, LARGEST_PICTURE);
        }
        return whole(answer);
    }

    /**
     * Searches (QIDO-RS).
     *
     * @param question path and query below the base, such as {@code studies?limit=1}
     */
    List<Attributes> search(String question) throws PacsFailure, InterruptedException {
        return sets(base.resolve(question));
    }

    /** The series of a study, with the part of the body that each shows. */
    public List<Attributes> series(String study) throws PacsFailure, InterruptedException {
        return search(
                "studies/%s/series?includefield=%s".formatted(study, Tag.BODY_PART_EXAMINED.key()));
    }

    /**
     * Asks a question that every DICOMweb server answers.
     *
     * @throws PacsFailure if it does not: then nothing it said about an instance counts
     */
    public void probe() throws PacsFailure, InterruptedException {
        try {
            search("studies?limit=1");
        } catch (PacsFailure e) {
            throw PacsFailure.of("A search is not answered either: " + e.getMessage(), e);
        }
    }

    private List<Attributes> sets(URI question) throws PacsFailure, InterruptedException {
        HttpResponse<byte[]> answer = ask(question, DICOM_JSON, LARGEST_JSON);
        if (answer.statusCode() == 204) {
            return List.of();
        }
        JsonNode array = tree(whole(answer));
        if (!array.isArray()) {
            throw PacsFailure.of("The answer is JSON, but no list of data sets");
        }
        List<Attributes> sets = new ArrayList<>();
        for (JsonNode set : array) {
            sets.add(new Attributes(set));
        }
        return sets;
    }

    /** JSON of another interface of the same server. */
    JsonNode json(URI question) throws PacsFailure, InterruptedException {
        return tree(whole(ask(question, "application/json", LARGEST_JSON)));
    }

    private JsonNode tree(byte[] body) throws PacsFailure {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            // Jackson's words may quote the answer.
            throw PacsFailure.of(
                    "The answer is no JSON, or breaks off after %d bytes".formatted(body.length));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Reading from memory failed", e);
        }
    }

    private static byte[] whole(HttpResponse<byte[]> answer) throws PacsFailure {
        int status = answer.statusCode();
        return switch (status) {
            case 200 -> answer.body();
            case 404, 410 -> throw PacsFailure.absent();
            case 401, 403, 407 ->
                    throw PacsFailure.of(
                            "It answers %d: check the user and password in the file of hilum.ingest.dicom.credentials-file"
                                    .formatted(status));
            default -> throw PacsFailure.of("It answers %d".formatted(status));
        };
    }

    private HttpResponse<byte[]> ask(URI question, String accept, long largest)
            throws PacsFailure, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(question).timeout(patience).header("Accept", accept);
        authorization().ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw PacsFailure.of("It does not answer within %s".formatted(patience), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private PacsFailure failure(Throwable cause) {
        return switch (cause) {
            case java.net.http.HttpTimeoutException e ->
                    PacsFailure.of("It does not answer within %s".formatted(patience), e);
            case java.net.ConnectException e -> PacsFailure.of("It refuses the connection", e);
            case java.nio.channels.UnresolvedAddressException e ->
                    PacsFailure.of("Its name is not known", e);
            case javax.net.ssl.SSLException e -> PacsFailure.of("TLS fails: " + e.getMessage(), e);
            case IOException e ->
                    PacsFailure.of(
                            "The answer broke off (%s)".formatted(e.getClass().getSimpleName()), e);
            default -> throw new IllegalStateException("Asking the PACS failed", cause);
        };
    }

    private Optional<String> authorization() throws PacsFailure {
        if (credentials.isEmpty()) {
            return Optional.empty();
        }
        try {
            String pair = Files.readString(credentials.get()).strip();
            return Optional.of(
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw PacsFailure.of(
                    "The file of hilum.ingest.dicom.credentials-file cannot be read: write user:password into it",
                    e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
