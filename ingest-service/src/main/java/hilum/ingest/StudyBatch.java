package hilum.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.ingest.intake.Receipt;
import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.transport.http.Problem;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * A batch of studies, one a line, answered in order. Holds a window of studies under way, never the
 * batch.
 */
@Singleton
class StudyBatch {
    private final Reception reception;
    private final ObjectMapper json;
    private final int window;

    StudyBatch(Reception reception, ObjectMapper json, IngestConfig config) {
        this.reception = reception;
        this.json = json;
        window = Math.max(1, config.batchWindow());
    }

    /** The answer to one line. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(int line, String id, String studyId, int status, Problem problem) {
        static Answer accepted(int line, String id, Receipt receipt) {
            return new Answer(line, id, receipt.studyId(), 202, null);
        }

        static Answer refused(int line, String id, Problem problem) {
            return new Answer(line, id, null, problem.status(), problem);
        }
    }

    /** A line that is read: on its way, or refused already. */
    private sealed interface Line {
        int number();

        record Sent(int number, Reception.UnderWay study) implements Line {}

        record Refused(int number, Problem problem) implements Line {}
    }

    void run(InputStream body, OutputStream out) throws IOException {
        Lines lines = new Lines(new BufferedInputStream(body, 1 << 16));
        Queue<Line> underWay = new ArrayDeque<>();
        try {
            for (int number = 1; lines.next(); number++) {
                if (lines.blank()) {
                    continue;
                }
                underWay.add(begin(number, lines));
                while (underWay.size() >= window || settled(underWay.peek())) {
                    answer(underWay.remove(), out);
                }
            }
            while (!underWay.isEmpty()) {
                answer(underWay.remove(), out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "The batch was cut off: send again the lines without answer");
        }
    }

    private static boolean settled(Line line) {
        return switch (line) {
            case null -> false;
            case Line.Sent sent -> sent.study().receipt().isDone();
            case Line.Refused refused -> true;
        };
    }

    private Line begin(int number, Lines lines) throws InterruptedException {
        if (lines.tooLong()) {
            return new Line.Refused(
                    number,
                    reception
                            .refused(
                                    Sender.unknown(Door.HTTP),
                                    Reception.tooLarge("Line " + number, Lines.LONGEST))
                            .problem());
        }
        try {
            return new Line.Sent(number, reception.begin(lines.bytes(), List.of()));
        } catch (RuntimeException e) {
            return new Line.Refused(number, Reception.problem(e));
        }
    }

    private void answer(Line line, OutputStream out) throws IOException, InterruptedException {
        Answer answer =
                switch (line) {
                    case Line.Sent sent -> await(sent);
                    case Line.Refused refused ->
                            Answer.refused(refused.number(), null, refused.problem());
                };
        out.write(json.writeValueAsBytes(answer));
        out.write('\n');
    }

    private Answer await(Line.Sent sent) throws InterruptedException {
        String id = sent.study().submission().id();
        try {
            return Answer.accepted(sent.number(), id, reception.await(sent.study()));
        } catch (RuntimeException e) {
            return Answer.refused(sent.number(), id, Reception.problem(e));
        }
    }
}
