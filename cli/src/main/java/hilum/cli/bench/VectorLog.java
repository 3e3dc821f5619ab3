package hilum.cli.bench;

import hilum.schemas.Embedding;
import hilum.schemas.ItemKind;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.TopicReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors that one model version announced since the log was opened, and when. An event is made
 * after its point is in the vector store, so its time is one at which the item could be found.
 * Confined to one thread.
 */
final class VectorLog implements AutoCloseable {
    private final TopicReader reader;
    private final String modelVersion;
    private final List<Instant> texts = new ArrayList<>();
    private final Map<String, Instant> reports = new HashMap<>();
    private final Map<String, Instant> studies = new HashMap<>();

    VectorLog(Connection connection, String modelVersion) {
        this.modelVersion = modelVersion;
        reader = TopicReader.fromEnd(connection, List.of(Topic.EMBEDDINGS));
    }

    /** Takes what has come, waiting a moment for it; returns how many events that were. */
    int read() {
        int read = 0;
        for (var record : reader.next()) {
            if (record.value().orElse(null) instanceof Embedding embedding
                    && embedding.getModelVersion().equals(modelVersion)) {
                take(embedding, Instant.ofEpochMilli(record.raw().timestamp()));
                read++;
            }
        }
        return read;
    }

    private void take(Embedding embedding, Instant at) {
        studies.putIfAbsent(embedding.getStudyId(), at);
        if (embedding.getKind() != ItemKind.IMAGE) {
            texts.add(at);
        }
        if (embedding.getKind() == ItemKind.REPORT) {
            reports.putIfAbsent(embedding.getStudyId(), at);
        }
    }

    boolean knows(String studyId) {
        return studies.containsKey(studyId);
    }

    /** When the report of a study was first searchable. */
    java.util.Optional<Instant> reportAt(String studyId) {
        return java.util.Optional.ofNullable(reports.get(studyId));
    }

    /** Times of texts that were announced after an instant, in order. */
    List<Instant> textsAfter(Instant from) {
        return texts.stream().filter(from::isBefore).sorted().toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
