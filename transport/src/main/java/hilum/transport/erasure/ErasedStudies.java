package hilum.transport.erasure;

import hilum.schemas.Erasure;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.TopicReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Every study whose erasure has been asked for, as the topic of erasures says. A stage asks it
 * before it takes a record and before it lets out what it has made: the topics of studies and
 * variants may still hold records of an erased study before their tombstones. Safe for many
 * threads.
 */
public final class ErasedStudies implements AutoCloseable {
    private final Optional<Connection> connection;
    private final Consumer<Erasure> listener;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private TopicReader reader;

    private ErasedStudies(Optional<Connection> connection, Consumer<Erasure> listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Those of the topic; nothing is read before the first {@link #catchUp}. */
    public static ErasedStudies of(Connection connection) {
        return of(connection, record -> {});
    }

    /**
     * The same, for a reader that wants to know more than the ids.
     *
     * @param listener is handed every record, requests and receipts, in {@link #catchUp}; after an
     *     outage all of them once more
     */
    public static ErasedStudies of(Connection connection, Consumer<Erasure> listener) {
        return new ErasedStudies(Optional.of(connection), listener);
    }

    /** These, whatever any topic says. */
    public static ErasedStudies fixed(Set<String> studyIds) {
        ErasedStudies fixed = new ErasedStudies(Optional.empty(), record -> {});
        fixed.ids.addAll(studyIds);
        return fixed;
    }

    /**
     * Learns of every request that the broker has acknowledged by now: a question to the broker,
     * and reading where something is new.
     *
     * @throws hilum.transport.DependencyUnavailable if broker or registry do not answer
     */
    public synchronized void catchUp() {
        if (connection.isEmpty()) {
            return;
        }
        try {
            if (reader == null) {
                reader = TopicReader.fromBeginning(connection.get(), List.of(Topic.ERASURES));
            }
            reader.toTheEnd(this::take);
        } catch (DependencyUnavailable e) {
            close(); // the next one begins anew; what is known stays known
            throw e;
        }
    }

    private void take(Incoming record) {
        record.value().map(Erasure.class::cast).ifPresent(this::take);
    }

    private void take(Erasure erasure) {
        if (Receipts.isRequest(erasure)) {
            ids.add(erasure.getStudyId());
        }
        listener.accept(erasure);
    }

    /** Whether the study is to be erased, as far as {@link #catchUp} has learned. */
    public boolean contains(String studyId) {
        return ids.contains(studyId);
    }

    /**
     * Whether a record is of such a study.
     *
     * @param key of a topic whose keys are study ids, or begin with one and a slash
     */
    public boolean containsKey(String key) {
        int slash = key.indexOf('/');
        return contains(slash < 0 ? key : key.substring(0, slash));
    }

    @Override
    public synchronized void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
