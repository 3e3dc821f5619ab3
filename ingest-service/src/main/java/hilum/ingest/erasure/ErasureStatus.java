package hilum.ingest.erasure;

import static java.util.Comparator.naturalOrder;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.ingest.pairing.PairingTopology;
import hilum.schemas.Erasure;
import hilum.transport.erasure.Receipts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far an erasure is. The intake answers twice, and for each of its instances: the pairing for
 * the study, and the doors of every instance for what that instance holds. It has answered when the
 * pairing has, and the doors of one instance.
 *
 * @param studyId study to erase
 * @param reason as the site stated it
 * @param requestedAt when it was asked for, the last time
 * @param complete whether every stage that holds data has answered
 * @param receipts of the stages that have, or have in part, in the order of the stream
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
        /** Several answers of one stage as one. */
        static Receipt of(String stage, List<Erasure> answers) {
            Map<String, Long> removed = new TreeMap<>();
            answers.forEach(
                    each ->
                            each.getRemoved()
                                    .forEach((kind, n) -> removed.merge(kind, n, Long::sum)));
            return new Receipt(
                    stage,
                    joined(answers, Erasure::getReceipts).collect(Collectors.joining("; ")),
                    removed,
                    joined(answers, Erasure::getTrainedVersions).toList(),
                    joined(answers, Erasure::getRemains).toList(),
                    answers.stream().map(Erasure::getErasedAt).max(naturalOrder()).orElseThrow());
        }

        private static Stream<String> joined(
                List<Erasure> answers, Function<Erasure, List<String>> part) {
            return answers.stream().map(part).flatMap(List::stream);
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
            List<Erasure> answers =
                    records.stream()
                            .filter(each -> isOf(stage, each))
                            .filter(each -> each.getRequestedAt().equals(request.getRequestedAt()))
                            .sorted(Comparator.comparing(Erasure::getStage))
                            .toList();
            if (!answers.isEmpty()) {
                receipts.add(Receipt.of(stage, answers));
            }
            if (!isWhole(stage, answers)) {
                missing.add(stage);
            }
        }
        return new ErasureStatus(
                request.getStudyId(),
                request.getReason(),
                request.getRequestedAt(),
                missing.isEmpty(),
                receipts,
                missing);
    }

    /** The doors of an instance answer under the name of the stage, a slash and the instance's. */
    private static boolean isOf(String stage, Erasure record) {
        return !Receipts.isRequest(record)
                && (record.getStage().equals(stage) || record.getStage().startsWith(stage + "/"));
    }

    private static boolean isWhole(String stage, List<Erasure> answers) {
        boolean own = answers.stream().anyMatch(each -> each.getStage().equals(stage));
        boolean ofDoors = answers.stream().anyMatch(each -> !each.getStage().equals(stage));
        return own && (ofDoors || !stage.equals(PairingTopology.SERVICE));
    }
}
