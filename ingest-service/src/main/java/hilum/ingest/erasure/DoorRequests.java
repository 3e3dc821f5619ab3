package hilum.ingest.erasure;

import hilum.schemas.Erasure;
import hilum.transport.Connection;
import hilum.transport.erasure.ErasedStudies;
import hilum.transport.erasure.Receipts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topic of erasures as the doors of one instance know it: which studies are to be erased, which
 * requests the doors have carried out since they started, and which they have answered, now or in a
 * life before. Safe for many threads.
 */
public final class DoorRequests implements AutoCloseable {
    private final String stage;
    private final Optional<ErasedStudies> topic;
    private final Map<String, Erasure> requests = new ConcurrentHashMap<>();
    private final Map<String, Instant> answered = new HashMap<>();
    private final Map<String, Instant> done = new HashMap<>();

    /**
     * Those of the topic; nothing is known before the first {@link #catchUp}.
     *
     * @param stage name under which these doors answer
     */
    public DoorRequests(String stage, Connection connection) {
        this.stage = stage;
        this.topic = Optional.of(ErasedStudies.of(connection, this::take));
    }

    /** What {@link #take} is told, whatever any topic says. */
    public DoorRequests(String stage) {
        this.stage = stage;
        this.topic = Optional.empty();
    }

    /**
     * Learns of every request that the broker has acknowledged by now.
     *
     * @throws hilum.transport.DependencyUnavailable if broker or registry do not answer
     */
    public void catchUp() {
        topic.ifPresent(ErasedStudies::catchUp);
    }

    /** Learns of a record of the topic. */
    public synchronized void take(Erasure record) {
        if (Receipts.isRequest(record)) {
            requests.put(record.getStudyId(), record);
        } else if (record.getStage().equals(stage)) {
            answered.put(record.getStudyId(), record.getRequestedAt());
        }
    }

    /** Whether the study is to be erased, as far as {@link #catchUp} has learned. */
    public boolean isErased(String study) {
        return requests.containsKey(study);
    }

    /** Name under which these doors answer. */
    String stage() {
        return stage;
    }

    /** The newest request of each study that was not carried out since the start. */
    synchronized List<Erasure> due() {
        return requests.values().stream().filter(each -> !is(each, done)).toList();
    }

    /** Of those, the ones of which no receipt of these doors is on the topic. */
    synchronized List<Erasure> unanswered(List<Erasure> due) {
        return due.stream().filter(each -> !is(each, answered)).toList();
    }

    /** They are carried out and answered. */
    synchronized void done(List<Erasure> due) {
        due.forEach(each -> done.put(each.getStudyId(), each.getRequestedAt()));
    }

    private static boolean is(Erasure request, Map<String, Instant> those) {
        return request.getRequestedAt().equals(those.get(request.getStudyId()));
    }

    @Override
    public void close() {
        topic.ifPresent(ErasedStudies::close);
    }
}
