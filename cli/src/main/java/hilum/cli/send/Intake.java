package hilum.cli.send;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** HTTP to the intake, sent again with growing pauses while that is away or busy. Thread-safe. */
public final class Intake {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private Intake() {}

    /**
     * An answer that is for good.
     *
     * @param again how often it was sent again before
     */
    public record Answer(int status, String body, int again) {}

    /**
     * Sends until the answer is for good.
     *
     * @param busy tells from the body, besides 503 and 429, that it is not
     * @throws hilum.cli.Failure if there is none for minutes
     */
    public static Answer send(HttpRequest request, Predicate<String> busy)
            throws InterruptedException {
        Patience patience = new Patience();
        for (int again = 0; ; again++) {
            String obstacle;
            try {
                HttpResponse<String> answer =
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status != 503 && status != 429 && !busy.test(answer.body())) {
                    return new Answer(status, answer.body(), again);
                }
                obstacle = "answers %d".formatted(status);
            } catch (IOException e) {
                obstacle = "does not answer";
            }
            patience.await(
                    "The intake %s %s for %d minutes: see hilum status, then send it again",
                    request.uri(), obstacle, Patience.minutes());
        }
    }
}
