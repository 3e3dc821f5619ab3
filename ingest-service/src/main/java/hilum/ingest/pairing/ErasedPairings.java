package hilum.ingest.pairing;

import hilum.ingest.intake.StudyImages;
import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The studies that are erased: a mark by study id, without content, that is never taken back, and
 * the deletion of what the pairing holds of them beside its stores.
 *
 * @param marks study id to the time of its last request, epoch milliseconds
 * @param images their files
 */
record ErasedPairings(KeyValueStore<String, Long> marks, StudyImages images) {

    boolean contains(String study) {
        return marks.get(study) != null;
    }

    /**
     * Marks a study and deletes its images; a file that can't be deleted fails the transaction,
     * which Streams begins again.
     *
     * @param pairing what the pairing held
     * @return what is gone, and what the intake's topics keep for a while
     */
    Removed add(Erasure request, Optional<Pairing> pairing) {
        marks.put(request.getStudyId(), request.getRequestedAt().toEpochMilli());
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("reports", pairing.filter(p -> p.report() != null).isPresent() ? 1L : 0);
        counts.put("addenda", pairing.map(p -> (long) p.addenda().size()).orElse(0L));
        counts.put("images", (long) deleteImages(request.getStudyId()));
        return Removed.of(counts)
                .remaining(
                        List.of(
                                Receipts.until(
                                        Topic.INTAKE_REPORTS, "texts", request.getRequestedAt()),
                                Receipts.until(
                                        Topic.DEAD_LETTERS,
                                        "records that a stage could not take, if any,",
                                        request.getRequestedAt())));
    }

    int deleteImages(String study) {
        try {
            return images.delete(study);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Images of study %s can't be deleted: see that the artifact store is writable"
                            .formatted(study),
                    e);
        }
    }
}
