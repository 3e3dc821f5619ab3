package hilum.ingest.erasure;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.schemas.Erasure;
import hilum.transport.erasure.Receipts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far an erasure is.
 *
 * @param studyId study to erase
 * @param reason as the site stated it
 * @param requestedAt when it was asked for, the last time
 * @param complete whether every stage that holds data has answered
 * @param receipts of the stages that have, in the order of the stream
 * @param missing stages that have not
 */
public record ErasureStatus(
        String studyId,
        String reason,
        Instant requestedAt,
        boolean complete,
        List<Receipt> receipts,
        List<String> missing) {

    /**
     * The answer of one stage.
     *
     * @param stage who answers
     * @param line the receipt in words
     * @param removed how many of each kind
     * @param trainedVersions model versions whose weights the study went into; of the trainer
     * @param remains what stays for a while and until when
     * @param erasedAt when the stage was done
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Receipt(
            String stage,
            String line,
            Map<String, Long> removed,
            List<String> trainedVersions,
            List<String> remains,
            Instant erasedAt) {
        static Receipt of(Erasure record) {
            return new Receipt(
                    record.getStage(),
                    String.join("; ", record.getReceipts()),
                    new TreeMap<>(record.getRemoved()),
                    record.getTrainedVersions(),
                    record.getRemains(),
                    record.getErasedAt());
        }
    }

    /**
     * Made of the records about a study; a receipt for an earlier request does not count.
     *
     * @return empty where there is no request
     */
    static Optional<ErasureStatus> of(Collection<Erasure> records) {
        return records.stream()
                .filter(Receipts::isRequest)
                .findFirst()
                .map(request -> of(request, records));
    }

    private static ErasureStatus of(Erasure request, Collection<Erasure> records) {
        List<Receipt> receipts = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String stage : Receipts.STAGES) {
            records.stream()
                    .filter(each -> stage.equals(each.getStage()))
                    .filter(each -> each.getRequestedAt().equals(request.getRequestedAt()))
                    .findFirst()
                    .map(Receipt::of)
                    .ifPresentOrElse(receipts::add, () -> missing.add(stage));
        }
        return new ErasureStatus(
                request.getStudyId(),
                request.getReason(),
                request.getRequestedAt(),
                missing.isEmpty(),
                receipts,
                missing);
    }
}
