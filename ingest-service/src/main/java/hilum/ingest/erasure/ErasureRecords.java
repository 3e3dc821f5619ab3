package hilum.ingest.erasure;

import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.TopicReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the topic of erasures holds about one study. */
@FunctionalInterface
public interface ErasureRecords {
    /**
     * The request and the receipts, in no order; empty where nobody asked for the study's erasure.
     *
     * @throws hilum.transport.DependencyUnavailable if broker or registry do not answer
     */
    Collection<Erasure> of(String studyId);

    /**
     * Read anew for each question: erasures are few, their records small, and an answer is never
     * older than the question.
     */
    static ErasureRecords of(Connection connection) {
        return studyId -> {
            Map<String, Erasure> newest = new LinkedHashMap<>();
            try (TopicReader reader =
                    TopicReader.fromBeginning(connection, List.of(Topic.ERASURES))) {
                reader.toTheEnd(
                        record ->
                                record.value()
                                        .map(Erasure.class::cast)
                                        .filter(each -> each.getStudyId().equals(studyId))
                                        .ifPresent(each -> newest.put(record.key(), each)));
            }
            return newest.values();
        };
    }
}
