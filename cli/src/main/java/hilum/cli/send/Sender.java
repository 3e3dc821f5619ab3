package hilum.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Sends submissions to the intake, several at a time, and waits where the intake is away or busy.
 * Parts of one study keep their order: each study has its lane. Receipts are handed over one at a
 * time.
 *
 * @param intake address of {@code POST /studies}
 * @param rate submissions a second at most; infinite without limit
 */
public record Sender(URI intake, double rate) {
    private static final int LANES = 6;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** Sends all of them; returns when each has its receipt. */
    public void send(List<Submission> submissions, Consumer<Receipt> receipts) {
        List<BlockingQueue<List<Submission>>> lanes = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        Object gate = new Object();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LANES; i++) {
                BlockingQueue<List<Submission>> lane = new ArrayBlockingQueue<>(4);
                lanes.add(lane);
                running.add(
                        threads.submit(
                                () ->
                                        drain(
                                                lane,
                                                receipt -> {
                                                    synchronized (gate) {
                                                        receipts.accept(receipt);
                                                    }
                                                })));
            }
            try {
                feed(submissions, lanes, running);
                for (Future<?> lane : running) {
                    lane.get();
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

    private void feed(
            List<Submission> submissions,
            List<BlockingQueue<List<Submission>>> lanes,
            List<Future<?>> running)
            throws InterruptedException, ExecutionException {
        Pace pace = Pace.of(rate);
        int sent = 0;
        for (Submission submission : submissions) {
            pace.await(sent++);
            int lane =
                    Math.floorMod((submission.site() + "\n" + submission.id()).hashCode(), LANES);
            offer(lanes.get(lane), List.of(submission), running.get(lane));
        }
        for (int i = 0; i < LANES; i++) {
            offer(lanes.get(i), List.of(), running.get(i));
        }
    }

    /**
     * A lane that has failed takes nothing more: its failure is thrown instead of waiting for ever.
     */
    private static void offer(
            BlockingQueue<List<Submission>> lane, List<Submission> item, Future<?> running)
            throws InterruptedException, ExecutionException {
        while (!lane.offer(item, 200, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            if (running.isDone()) {
                running.get();
            }
        }
    }

    private Void drain(BlockingQueue<List<Submission>> lane, Consumer<Receipt> receipts)
            throws InterruptedException, IOException {
        for (List<Submission> item = lane.take(); !item.isEmpty(); item = lane.take()) {
            receipts.accept(deliver(item.getFirst()));
        }
        return null;
    }

    private Receipt deliver(Submission submission) throws InterruptedException, IOException {
        HttpRequest request = request(submission);
        Patience patience = new Patience();
        while (true) {
            String obstacle;
            try {
                HttpResponse<String> answer =
                        HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                int status = answer.statusCode();
                if (status == 202) {
                    return accepted(submission, Output.JSON.readTree(answer.body()));
                }
                if (status != 503 && status != 429) {
                    return new Receipt.Refused(submission, reason(answer));
                }
                obstacle = "answers %d".formatted(status);
            } catch (IOException e) {
                obstacle = "does not answer";
            }
            patience.await(
                    "The intake %s %s for %d minutes: see hilum status, then send the rest again",
                    intake, obstacle, Patience.minutes());
        }
    }

    private static Receipt accepted(Submission submission, JsonNode answer) {
        List<String> images = new ArrayList<>();
        answer.path("images").forEach(image -> images.add(image.asText()));
        return new Receipt.Accepted(submission, answer.path("studyId").asText(), images);
    }

    private static String reason(HttpResponse<String> answer) {
        try {
            JsonNode problem = Output.JSON.readTree(answer.body());
            return problem.path("detail")
                    .asText(problem.path("title").asText("status " + answer.statusCode()));
        } catch (IOException e) {
            return "status " + answer.statusCode();
        }
    }

    private HttpRequest request(Submission submission) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(intake).timeout(Duration.ofSeconds(60));
        byte[] json = Output.JSON.writeValueAsBytes(submission.json());
        if (submission.images().isEmpty()) {
            return request.header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                    .build();
        }
        String boundary = "hilum-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, boundary, "name=\"study\"", "application/json", json);
        for (Path image : submission.images()) {
            String type =
                    image.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".png")
                            ? "image/png"
                            : "image/jpeg";
            String name = "name=\"image\"; filename=\"image\"";
            part(body, boundary, name, type, Files.readAllBytes(image));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return request.header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    private static void part(
            ByteArrayOutputStream body, String boundary, String name, String type, byte[] content) {
        String head =
                "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
                        .formatted(boundary, name, type);
        body.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
