package hilum.embedding.life;

import hilum.embedding.store.VectorStore;
import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.Incoming;
import hilum.transport.erasure.Receipts;
import hilum.transport.erasure.Removed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points of one study in the collections of all model versions: those that serve, those that
 * are being filled, and retired ones, which nobody follows and which a rollback would bring back.
 *
 * @param store where the collections lie
 */
public record StudyPoints(VectorStore store) {

    /** Deletes them all, whoever computed them. */
    public Removed remove(Erasure request, Incoming incoming) {
        long points = 0;
        long collections = 0;
        for (String collection : store.collections()) {
            long found = store.count(collection, request.getStudyId());
            store.deleteStudy(collection, request.getStudyId());
            points += found;
            collections += found > 0 ? 1 : 0;
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("points", points);
        counts.put("collections", collections);
        return Removed.of(counts)
                .remaining(
                        List.of(
                                Receipts.until(
                                        Topic.EMBEDDINGS, "vectors", request.getRequestedAt())));
    }
}
