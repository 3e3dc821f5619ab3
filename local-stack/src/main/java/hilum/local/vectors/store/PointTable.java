package hilum.local.vectors.store;

import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/**
 * The points of a collection in the order of their keys, and which of their changes the Lucene
 * index does not hold yet.
 *
 * <p>Changes are applied by one thread in the order of the log, so that reading the log again gives
 * the same table. Reading needs no lock and sees each point either before or after a change.
 */
final class PointTable {

    /**
     * What became of one key since the index last took changes over.
     *
     * @param point null when the point was deleted
     * @param vector null when the index holds it already
     * @param payload as of the change; the point's own may have moved on
     */
    record Change(StoredPoint point, float[] vector, Map<String, Value> payload) {}

    /**
     * @param changes the last change of each key
     * @param applied number of the log's last change that they contain
     */
    record Pending(Map<PointKey, Change> changes, long applied) {}

    private final VectorShape shape;
    private final NavigableMap<PointKey, StoredPoint> points = new ConcurrentSkipListMap<>();
    private final Map<PointKey, StoredPoint> fresh = new ConcurrentHashMap<>();
    private Map<PointKey, Change> pending = new HashMap<>();
    private long applied;
    private long sequence;

    PointTable(VectorShape shape, List<StoredPoint> indexed, long applied) {
        this.shape = shape;
        this.applied = applied;
        for (StoredPoint point : indexed) {
            points.put(point.key(), point);
            sequence = Math.max(sequence, point.sequence());
        }
    }

    StoredPoint get(PointKey key) {
        return points.get(key);
    }

    NavigableMap<PointKey, StoredPoint> points() {
        return points;
    }

    /** Points whose vectors the index may not hold yet. */
    Collection<StoredPoint> fresh() {
        return fresh.values();
    }

    /** Takes the changes that the index does not hold yet. */
    synchronized Pending take() {
        Pending taken = new Pending(pending, applied);
        pending = new HashMap<>();
        return taken;
    }

    synchronized int pending() {
        return pending.size();
    }

    /** Lets go of the vectors that a view of the index now answers for. */
    void settle(Pending indexed) {
        indexed.changes()
                .forEach(
                        (key, change) -> {
                            if (change.vector() != null) {
                                fresh.remove(key, change.point());
                                change.point().indexed();
                            }
                        });
    }

    /**
     * Applies one change of the log.
     *
     * @return why nothing was changed, if so
     */
    synchronized Optional<StatusRuntimeException> apply(
            long number, PointsUpdateOperation operation) {
        applied = number;
        try {
            switch (operation.getOperationCase()) {
                case UPSERT -> operation.getUpsert().getPointsList().forEach(this::upsert);
                case DELETE_POINTS ->
                        existing(operation.getDeletePoints().getPoints()).forEach(this::delete);
                case SET_PAYLOAD -> {
                    Map<String, Value> added = operation.getSetPayload().getPayloadMap();
                    change(
                            operation.getSetPayload().getPointsSelector(),
                            payload -> merged(payload, added));
                }
                case OVERWRITE_PAYLOAD -> {
                    Map<String, Value> whole =
                            Map.copyOf(operation.getOverwritePayload().getPayloadMap());
                    change(operation.getOverwritePayload().getPointsSelector(), _ -> whole);
                }
                case DELETE_PAYLOAD -> {
                    List<PayloadPath> paths =
                            operation.getDeletePayload().getKeysList().stream()
                                    .map(PayloadPath::parse)
                                    .toList();
                    change(
                            operation.getDeletePayload().getPointsSelector(),
                            payload -> {
                                for (PayloadPath path : paths) {
                                    payload = path.removeFrom(payload);
                                }
                                return payload;
                            });
                }
                case CLEAR_PAYLOAD ->
                        change(operation.getClearPayload().getPoints(), _ -> Map.of());
                case UPDATE_VECTORS -> replaceVectors(operation.getUpdateVectors().getPointsList());
                default ->
                        throw new IllegalStateException(
                                "Unchecked operation " + operation.getOperationCase());
            }
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            return Optional.of(e);
        }
    }

    private void upsert(PointStruct struct) {
        put(
                PointKey.of(struct.getId()),
                shape.read(struct.getVectors()),
                Map.copyOf(struct.getPayloadMap()));
    }

    private void replaceVectors(List<PointVectors> vectors) {
        vectors.forEach(replacement -> existing(replacement.getId()));
        for (PointVectors replacement : vectors) {
            StoredPoint point = existing(replacement.getId());
            put(point.key(), shape.read(replacement.getVectors()), point.payload());
        }
    }

    private void put(PointKey key, float[] vector, Map<String, Value> payload) {
        StoredPoint point = new StoredPoint(key, ++sequence, payload, vector);
        fresh.put(key, point);
        StoredPoint replaced = points.put(key, point);
        if (replaced != null) {
            replaced.retire();
        }
        pending.put(key, new Change(point, vector, payload));
    }

    private void delete(StoredPoint point) {
        points.remove(point.key());
        fresh.remove(point.key());
        point.retire();
        pending.put(point.key(), new Change(null, null, Map.of()));
    }

    private void change(PointsSelector selector, UnaryOperator<Map<String, Value>> change) {
        if (selector.hasPoints()) {
            selector.getPoints().getIdsList().forEach(this::existing);
        }
        for (StoredPoint point : existing(selector)) {
            Map<String, Value> payload = change.apply(point.payload());
            point.payload(payload);
            Change earlier = pending.get(point.key());
            pending.put(
                    point.key(),
                    new Change(point, earlier == null ? null : earlier.vector(), payload));
        }
    }

    private static Map<String, Value> merged(Map<String, Value> payload, Map<String, Value> added) {
        Map<String, Value> merged = new HashMap<>(payload);
        merged.putAll(added);
        return Map.copyOf(merged);
    }

    private StoredPoint existing(PointId id) {
        PointKey key = PointKey.of(id);
        StoredPoint point = points.get(key);
        if (point == null) {
            throw Refusal.missing("no point with id %s found", key);
        }
        return point;
    }

    private List<StoredPoint> existing(PointsSelector selector) {
        List<StoredPoint> selected = new ArrayList<>();
        if (selector.hasPoints()) {
            for (PointId id : selector.getPoints().getIdsList()) {
                StoredPoint point = points.get(PointKey.of(id));
                if (point != null) {
                    selected.add(point);
                }
            }
        } else {
            PointFilter filter = PointFilter.of(selector.getFilter());
            points.values().stream().filter(filter::test).forEach(selected::add);
        }
        return selected;
    }
}
