package hilum.eval.stream;

import hilum.schemas.Metric;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the stream knows now, for those who ask over HTTP: models, metrics, what each candidate
 * waits for. Written by the stream's thread, read by any.
 */
public final class Board {
    private final Map<String, Model> models = new ConcurrentSkipListMap<>();
    private final Map<String, Metric> metrics = new ConcurrentSkipListMap<>();
    private final Map<String, String> waiting = new ConcurrentSkipListMap<>();
    private volatile Instant lastErasure = Instant.MIN;
    private volatile boolean open;
    private volatile String outage = "";

    /** Empties the board: the stream is about to write it anew. */
    void clear() {
        open = false;
        models.clear();
        metrics.clear();
        waiting.clear();
        lastErasure = Instant.MIN;
    }

    /** Says that all that was known is on the board. */
    void open() {
        open = true;
    }

    /** Whether the board can be read: false until the stream has restored what it knew. */
    public boolean isOpen() {
        return open;
    }

    void outage(String what) {
        outage = what;
    }

    /** The dependency that is away, in words; empty while none is. */
    public Optional<String> outage() {
        return Optional.of(outage).filter(what -> !what.isEmpty());
    }

    void model(Model model) {
        models.put(model.getVersion(), model);
    }

    void forgetModel(String version) {
        models.remove(version);
    }

    void metric(String key, Metric metric) {
        metrics.put(key, metric);
    }

    void forgetMetric(String key) {
        metrics.remove(key);
    }

    /** Says that an erasure was asked for. */
    void erasure(Instant requestedAt) {
        lastErasure = requestedAt.isAfter(lastErasure) ? requestedAt : lastErasure;
    }

    /** When an erasure was last asked for; long ago where none was. */
    Instant lastErasure() {
        return lastErasure;
    }

    void waiting(Map<String, String> reasons) {
        waiting.keySet().retainAll(reasons.keySet());
        waiting.putAll(reasons);
    }

    /** The newest record of every version. */
    public List<Model> models() {
        return List.copyOf(models.values());
    }

    /** The newest record of a version. */
    public Optional<Model> model(String version) {
        return Optional.ofNullable(models.get(version));
    }

    /** The newest promoted version: the one that serves, or is about to. */
    public Optional<Model> live() {
        return Live.of(models.values());
    }

    /** Whether any version is in service. */
    boolean isAnyServing() {
        return models.values().stream()
                .anyMatch(
                        model ->
                                model.getState() == ModelState.PROMOTED
                                        && model.getServingSince() != null);
    }

    /** Every metric. */
    public Collection<Metric> metrics() {
        return List.copyOf(metrics.values());
    }

    Optional<Metric> metric(String key) {
        return Optional.ofNullable(metrics.get(key));
    }

    /** What a candidate waits for before it is decided. */
    public Optional<String> waiting(String version) {
        return Optional.ofNullable(waiting.get(version));
    }
}
