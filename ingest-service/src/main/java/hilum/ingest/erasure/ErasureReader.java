package hilum.ingest.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.ingest.intake.JsonBody;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.Refusal;
import hilum.ingest.intake.SubmissionReader;
import hilum.ingest.privacy.Named;
import hilum.ingest.privacy.Scrubber;
import hilum.transport.http.ProblemException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the JSON of an erasure request. The accession that it may name is hashed here and goes no
 * further; the reason passes the scrubber, as every text does. Immutable.
 */
public final class ErasureReader {
    private static final int LONGEST_REASON = 200;
    private static final String WANTED =
            "{\"site\": …, \"id\": …, \"reason\": …} or {\"studyId\": …, \"reason\": …}";
    private static final Pattern STUDY = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final SubmissionReader submissions;
    private final Pseudonyms pseudonyms;
    private final Scrubber scrubber;

    public ErasureReader(SubmissionReader submissions, Pseudonyms pseudonyms, Scrubber scrubber) {
        this.submissions = submissions;
        this.pseudonyms = pseudonyms;
        this.scrubber = scrubber;
    }

    /**
     * What is asked for.
     *
     * @param studyId pseudonym of the study
     * @param reason as the site states it, scrubbed
     */
    record Request(String studyId, String reason) {}

    /**
     * Reads one request.
     *
     * @param body JSON in UTF-8
     * @throws ProblemException if it can't be taken: 400 when it is no JSON object, 422 otherwise
     */
    Request read(byte[] body) {
        JsonNode request = JsonBody.object(body, WANTED);
        if (request.hasNonNull("studyId") && request.hasNonNull("id")) {
            throw Refusal.invalid(
                    "studyId",
                    "The request has both studyId and id: name the study by the one or the other");
        }
        String study =
                request.hasNonNull("studyId")
                        ? studyId(request.path("studyId").asText())
                        : submissions.study(request, pseudonyms);
        return new Request(study, reason(request));
    }

    private static String studyId(String text) {
        if (!STUDY.matcher(text).matches()) {
            throw Refusal.invalid(
                    "studyId",
                    "Field studyId is no study id of 32 hexadecimal characters: give the one that POST /studies answered, or id and site");
        }
        return text;
    }

    private String reason(JsonNode request) {
        JsonNode reason = request.path("reason");
        if (!reason.isTextual() || reason.textValue().isBlank()) {
            throw Refusal.invalid(
                    "reason",
                    "The request states no reason: give one in words, without identifiers");
        }
        if (reason.textValue().length() > LONGEST_REASON) {
            throw Refusal.invalid(
                    "reason",
                    "Field reason has %d characters where at most %d are taken: state it in short"
                            .formatted(reason.textValue().length(), LONGEST_REASON));
        }
        String printable = CONTROL.matcher(reason.textValue()).replaceAll(" ").strip();
        return scrubber.scrub(printable, named(request));
    }

    private static Named named(JsonNode request) {
        String id = request.path("id").asText("");
        return id.isEmpty() ? Named.nothing() : new Named(Set.of(), Set.of(id), Set.of(), Set.of());
    }
}
