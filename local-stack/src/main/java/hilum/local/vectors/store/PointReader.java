package hilum.local.vectors.store;

import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.VectorInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Answers the questions that do not change a collection, in Qdrant's messages. */
final class PointReader {

    private static final int DEFAULT_LIMIT = 10;
    private static final int DEFAULT_BEAM = 128;
    private static final int MOST = 1_000_000;

    private final String collection;
    private final VectorShape shape;
    private final PointTable table;
    private final Indexer indexer;

    PointReader(String collection, VectorShape shape, PointTable table, Indexer indexer) {
        this.collection = collection;
        this.shape = shape;
        this.table = table;
        this.indexer = indexer;
    }

    List<RetrievedPoint> get(GetPoints request) {
        Refusal.unlessOnly(
                Set.of(
                        "collection_name",
                        "ids",
                        "with_payload",
                        "with_vectors",
                        "read_consistency",
                        "timeout"),
                request);
        UnaryOperator<Map<String, Value>> payload =
                Answers.payload(request.getWithPayload(), false);
        boolean vectors = Answers.vectors(request.getWithVectors());
        List<RetrievedPoint> found = new ArrayList<>();
        Set<PointKey> asked = new HashSet<>();
        for (PointId id : request.getIdsList()) {
            PointKey key = PointKey.of(id);
            StoredPoint point = table.get(key);
            if (point != null && asked.add(key)) {
                found.add(retrieved(point, payload, vectors));
            }
        }
        return found;
    }

    ScrollResponse scroll(ScrollPoints request) {
        Refusal.unlessOnly(
                Set.of(
                        "collection_name",
                        "filter",
                        "offset",
                        "limit",
                        "with_payload",
                        "with_vectors",
                        "read_consistency",
                        "timeout"),
                request);
        int limit = limit(request.hasLimit(), Integer.toUnsignedLong(request.getLimit()));
        UnaryOperator<Map<String, Value>> payload = Answers.payload(request.getWithPayload(), true);
        boolean vectors = Answers.vectors(request.getWithVectors());
        Optional<PointKey> from =
                request.hasOffset()
                        ? Optional.of(PointKey.of(request.getOffset()))
                        : Optional.empty();
        List<StoredPoint> page = page(request.getFilter(), from, limit + 1L);
        ScrollResponse.Builder response = ScrollResponse.newBuilder();
        if (page.size() > limit) {
            response.setNextPageOffset(page.removeLast().key().id());
        }
        page.forEach(point -> response.addResult(retrieved(point, payload, vectors)));
        return response.build();
    }

    private List<StoredPoint> page(Filter request, Optional<PointKey> from, long limit) {
        PointFilter filter = PointFilter.of(request);
        NavigableMap<PointKey, StoredPoint> points = table.points();
        List<StoredPoint> page = new ArrayList<>();
        for (StoredPoint point :
                from.map(key -> points.tailMap(key, true)).orElse(points).values()) {
            if (page.size() == limit) {
                break;
            }
            if (filter.test(point)) {
                page.add(point);
            }
        }
        return page;
    }

    long count(CountPoints request) {
        Refusal.unlessOnly(
                Set.of("collection_name", "filter", "exact", "read_consistency", "timeout"),
                request);
        PointFilter filter = PointFilter.of(request.getFilter());
        return filter == PointFilter.EVERYTHING
                ? table.points().size()
                : table.points().values().stream().filter(filter::test).count();
    }

    List<ScoredPoint> query(QueryPoints request) {
        Refusal.unlessOnly(
                Set.of(
                        "collection_name",
                        "query",
                        "using",
                        "filter",
                        "params",
                        "score_threshold",
                        "limit",
                        "offset",
                        "with_payload",
                        "with_vectors",
                        "read_consistency",
                        "timeout"),
                request);
        if (!request.getUsing().isEmpty()) {
            throw Refusal.invalid("Not existing vector name error: %s", request.getUsing());
        }
        int limit = limit(request.hasLimit(), request.getLimit());
        int offset = (int) Math.min(request.getOffset() < 0 ? MOST : request.getOffset(), MOST);
        UnaryOperator<Map<String, Value>> payload =
                Answers.payload(request.getWithPayload(), false);
        boolean vectors = Answers.vectors(request.getWithVectors());
        List<Nearest.Hit> hits =
                request.hasQuery()
                        ? nearest(request, limit + offset)
                        : page(request.getFilter(), Optional.empty(), limit + (long) offset)
                                .stream()
                                .map(point -> new Nearest.Hit(point, 0))
                                .toList();
        return hits.stream().skip(offset).map(hit -> scored(hit, payload, vectors)).toList();
    }

    private List<Nearest.Hit> nearest(QueryPoints request, int wanted) {
        Refusal.unlessOnly(Set.of("nearest"), request.getQuery());
        Refusal.unlessOnly(Set.of("hnsw_ef", "exact", "indexed_only"), request.getParams());
        SearchParams params = request.getParams();
        if (params.getIndexedOnly()) {
            throw Refusal.unsupported("indexed_only");
        }
        PointFilter filter = PointFilter.of(request.getFilter());
        VectorInput nearest = request.getQuery().getNearest();
        float[] query =
                switch (nearest.getVariantCase()) {
                    case DENSE -> shape.read(nearest.getDense().getDataList());
                    case ID -> vector(existing(nearest.getId()));
                    case VARIANT_NOT_SET ->
                            throw Refusal.invalid("the query names neither a vector nor a point");
                    default -> throw Refusal.unsupported("a query by %s", nearest.getVariantCase());
                };
        if (nearest.hasId()) {
            PointKey itself = PointKey.of(nearest.getId());
            PointFilter others = filter;
            filter = (key, payload) -> !key.equals(itself) && others.test(key, payload);
        }
        int beam = (int) Math.min(params.hasHnswEf() ? params.getHnswEf() : DEFAULT_BEAM, MOST);
        try {
            List<Nearest.Hit> hits =
                    new VectorSearch(query, filter, wanted, beam, params.getExact())
                            .run(table, indexer, shape.similarity());
            return request.hasScoreThreshold()
                    ? hits.stream()
                            .filter(
                                    hit ->
                                            shape.similarity()
                                                    .reaches(
                                                            hit.score(),
                                                            request.getScoreThreshold()))
                            .toList()
                    : hits;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The index of collection '" + collection + "' cannot be read", e);
        }
    }

    private static int limit(boolean set, long limit) {
        if (!set) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid(
                    "the limit is %s; ask for 1 to %d points", Long.toUnsignedString(limit), MOST);
        }
        return (int) limit;
    }

    private StoredPoint existing(PointId id) {
        PointKey key = PointKey.of(id);
        StoredPoint point = table.get(key);
        if (point == null) {
            throw Refusal.missing("no point with id %s found", key);
        }
        return point;
    }

    private RetrievedPoint retrieved(
            StoredPoint point, UnaryOperator<Map<String, Value>> payload, boolean vectors) {
        RetrievedPoint.Builder answer =
                RetrievedPoint.newBuilder()
                        .setId(point.key().id())
                        .putAllPayload(payload.apply(point.payload()));
        if (vectors) {
            answer.setVectors(Answers.vectors(vector(point)));
        }
        return answer.build();
    }

    private ScoredPoint scored(
            Nearest.Hit hit, UnaryOperator<Map<String, Value>> payload, boolean vectors) {
        StoredPoint point = hit.point();
        ScoredPoint.Builder answer =
                ScoredPoint.newBuilder()
                        .setId(point.key().id())
                        .setScore(hit.score())
                        .setVersion(point.sequence())
                        .putAllPayload(payload.apply(point.payload()));
        if (vectors) {
            answer.setVectors(Answers.vectors(vector(point)));
        }
        return answer.build();
    }

    private float[] vector(StoredPoint point) {
        float[] fresh = point.freshVector();
        if (fresh != null) {
            return fresh;
        }
        try (IndexView view = indexer.view()) {
            Optional<float[]> indexed = view.vector(point);
            if (indexed.isPresent()) {
                return indexed.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The index of collection '" + collection + "' cannot be read", e);
        }
        StoredPoint newer = table.get(point.key());
        if (newer == null || newer == point) {
            throw Refusal.missing("no point with id %s found", point.key());
        }
        return vector(newer);
    }
}
