package hilum.transport.erasure;

import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The records of {@code cxr.erasures.v1}. A request stands under the study id, so that it lies on
 * the partition of the study's parts; the receipt of a stage under study id and stage, so that each
 * key has one writer and a stage that answers again replaces its own receipt and no other's.
 */
public final class Receipts {
    /** The stages that hold data of studies: an erasure is complete when each has answered. */
    public static final List<String> STAGES =
            List.of(
                    "ingest-service",
                    "variant-service",
                    "embedding-service",
                    "trainer-service",
                    "eval-service");

    private Receipts() {}

    /** Whether the record asks for an erasure, and is not an answer. */
    public static boolean isRequest(Erasure record) {
        return record.getStage() == null;
    }

    /**
     * A request.
     *
     * @param reason as the site states it, without identifiers
     */
    public static Outgoing request(String studyId, String reason, Instant at) {
        Instant requestedAt = at.truncatedTo(ChronoUnit.MILLIS); // as a record can hold it
        Erasure request =
                Erasure.newBuilder()
                        .setStudyId(studyId)
                        .setReason(reason)
                        .setRequestedAt(requestedAt)
                        .build();
        return Outgoing.of(
                Topic.ERASURES,
                studyId,
                request,
                studyId + "/" + requestedAt.toEpochMilli(),
                TraceContext.start());
    }

    /** The receipt of a stage for a request. */
    public static Outgoing of(
            Erasure request, String stage, Removed removed, Instant at, TraceContext trace) {
        Instant erasedAt = at.truncatedTo(ChronoUnit.MILLIS);
        Map<String, Long> counts =
                removed.counts().entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Erasure receipt =
                Erasure.newBuilder()
                        .setStudyId(request.getStudyId())
                        .setReason(request.getReason())
                        .setRequestedAt(request.getRequestedAt())
                        .setStage(stage)
                        .setReceipts(List.of(line(stage, removed, erasedAt)))
                        .setRemoved(counts)
                        .setTrainedVersions(removed.trainedVersions())
                        .setRemains(removed.remains())
                        .setErasedAt(erasedAt)
                        .build();
        String key = request.getStudyId() + "/" + stage;
        return Outgoing.of(
                Topic.ERASURES,
                key,
                receipt,
                key + "/" + request.getRequestedAt().toEpochMilli(),
                trace);
    }

    private static String line(String stage, Removed removed, Instant at) {
        String what =
                removed.counts().entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
        return "%s removed %s at %s".formatted(stage, what.isEmpty() ? "nothing" : what, at);
    }

    /**
     * The line about a topic whose records can't be deleted one by one: what it holds of the study
     * stays until its retention has passed.
     *
     * @param what of the study it holds, in words
     */
    public static String until(Topic topic, String what, Instant requestedAt) {
        return "%s in %s until %s"
                .formatted(
                        what,
                        topic.topicName(),
                        requestedAt
                                .plus(topic.retention().orElse(Topic.COMPACTED_WITHIN))
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .plusDays(1));
    }
}
