package hilum.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * {@code POST /studies}, which waits where the intake is away or busy. Usable by many threads.
 *
 * @param intake address of {@code POST /studies}
 */
record StudyDoor(URI intake) implements Door<Submission> {
    @Override
    public Outcome deliver(Submission submission) throws IOException, InterruptedException {
        Intake.Answer answer = post(submission);
        Outcome again = new Outcome(0, 0, answer.again(), List.of());
        return again.plus(
                answer.status() == 202
                        ? Outcome.taken()
                        : Outcome.refused("HTTP " + answer.status(), reason(answer)));
    }

    /** As {@link #deliver}, for whoever wants to know the study's id. */
    Receipt receipt(Submission submission) throws IOException, InterruptedException {
        Intake.Answer answer = post(submission);
        return answer.status() == 202
                ? accepted(submission, Output.JSON.readTree(answer.body()))
                : new Receipt.Refused(submission, reason(answer));
    }

    private Intake.Answer post(Submission submission) throws IOException, InterruptedException {
        return Intake.send(request(submission), body -> false);
    }

    private static Receipt accepted(Submission submission, JsonNode answer) {
        List<String> images = new ArrayList<>();
        answer.path("images").forEach(image -> images.add(image.asText()));
        return new Receipt.Accepted(submission, answer.path("studyId").asText(), images);
    }

    private static String reason(Intake.Answer answer) {
        try {
            JsonNode problem = Output.JSON.readTree(answer.body());
            return problem.path("detail")
                    .asText(problem.path("title").asText("status " + answer.status()));
        } catch (IOException e) {
            return "status " + answer.status();
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
