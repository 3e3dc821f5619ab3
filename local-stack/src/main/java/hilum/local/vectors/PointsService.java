package hilum.local.vectors;

import com.google.protobuf.Message;
import hilum.local.vectors.store.Refusal;
import hilum.local.vectors.store.VectorCollection;
import hilum.local.vectors.store.VectorStore;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CountResult;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpdateBatchResponse;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Qdrant's service {@code Points} over a {@link VectorStore}.
 *
 * <p>Every change is on disk and visible when it is answered, with or without {@code wait}; every
 * order and consistency that a request can ask for holds, there being one copy of the data.
 */
final class PointsService extends PointsGrpc.PointsImplBase {

    private final VectorStore store;

    PointsService(VectorStore store) {
        this.store = store;
    }

    @Override
    public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> observer) {
        var points =
                PointsUpdateOperation.PointStructList.newBuilder()
                        .addAllPoints(request.getPointsList());
        change(
                request,
                "points",
                request.getCollectionName(),
                observer,
                operation().setUpsert(points));
    }

    @Override
    public void delete(DeletePoints request, StreamObserver<PointsOperationResponse> observer) {
        var points = PointsUpdateOperation.DeletePoints.newBuilder().setPoints(request.getPoints());
        change(
                request,
                "points",
                request.getCollectionName(),
                observer,
                operation().setDeletePoints(points));
    }

    @Override
    public void updateVectors(
            UpdatePointVectors request, StreamObserver<PointsOperationResponse> observer) {
        var points =
                PointsUpdateOperation.UpdateVectors.newBuilder()
                        .addAllPoints(request.getPointsList());
        change(
                request,
                "points",
                request.getCollectionName(),
                observer,
                operation().setUpdateVectors(points));
    }

    @Override
    public void setPayload(
            SetPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        var payload =
                PointsUpdateOperation.SetPayload.newBuilder()
                        .putAllPayload(request.getPayloadMap())
                        .setPointsSelector(request.getPointsSelector());
        change(
                request,
                "payload",
                request.getCollectionName(),
                observer,
                operation().setSetPayload(payload));
    }

    @Override
    public void overwritePayload(
            SetPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        var payload =
                PointsUpdateOperation.OverwritePayload.newBuilder()
                        .putAllPayload(request.getPayloadMap())
                        .setPointsSelector(request.getPointsSelector());
        change(
                request,
                "payload",
                request.getCollectionName(),
                observer,
                operation().setOverwritePayload(payload));
    }

    @Override
    public void deletePayload(
            DeletePayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        var payload =
                PointsUpdateOperation.DeletePayload.newBuilder()
                        .addAllKeys(request.getKeysList())
                        .setPointsSelector(request.getPointsSelector());
        change(
                request,
                "keys",
                request.getCollectionName(),
                observer,
                operation().setDeletePayload(payload));
    }

    @Override
    public void clearPayload(
            ClearPayloadPoints request, StreamObserver<PointsOperationResponse> observer) {
        var points = PointsUpdateOperation.ClearPayload.newBuilder().setPoints(request.getPoints());
        change(
                request,
                "points",
                request.getCollectionName(),
                observer,
                operation().setClearPayload(points));
    }

    private static PointsUpdateOperation.Builder operation() {
        return PointsUpdateOperation.newBuilder();
    }

    private void change(
            Message request,
            String content,
            String collection,
            StreamObserver<PointsOperationResponse> observer,
            PointsUpdateOperation.Builder operation) {
        Calls.answer(
                observer,
                () -> {
                    Refusal.unlessOnly(
                            Set.of(
                                    "collection_name",
                                    "wait",
                                    "ordering",
                                    "timeout",
                                    "points_selector",
                                    content),
                            request);
                    long number = store.collection(collection).update(operation.build()).join();
                    return seconds ->
                            PointsOperationResponse.newBuilder()
                                    .setResult(done(number))
                                    .setTime(seconds)
                                    .build();
                });
    }

    @Override
    public void updateBatch(
            UpdateBatchPoints request, StreamObserver<UpdateBatchResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    Refusal.unlessOnly(
                            Set.of("collection_name", "wait", "operations", "ordering", "timeout"),
                            request);
                    VectorCollection collection = store.collection(request.getCollectionName());
                    List<UpdateResult> results = new ArrayList<>();
                    for (PointsUpdateOperation operation : request.getOperationsList()) {
                        results.add(done(collection.update(operation).join()));
                    }
                    return seconds ->
                            UpdateBatchResponse.newBuilder()
                                    .addAllResult(results)
                                    .setTime(seconds)
                                    .build();
                });
    }

    private static UpdateResult done(long number) {
        return UpdateResult.newBuilder()
                .setOperationId(number)
                .setStatus(UpdateStatus.Completed)
                .build();
    }

    @Override
    public void createFieldIndex(
            CreateFieldIndexCollection request, StreamObserver<PointsOperationResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    if (request.getFieldType() == FieldType.FieldTypeText
                            || request.getFieldIndexParams().hasTextIndexParams()) {
                        throw Refusal.unsupported("full-text payload indexes");
                    }
                    VectorCollection collection = store.collection(request.getCollectionName());
                    PayloadSchemaInfo.Builder schema =
                            PayloadSchemaInfo.newBuilder()
                                    .setDataType(schemaType(request.getFieldType()));
                    if (request.hasFieldIndexParams()) {
                        schema.setParams(request.getFieldIndexParams());
                    }
                    collection.indexPayload(request.getFieldName(), schema.build());
                    return PointsService::recorded;
                });
    }

    private static PayloadSchemaType schemaType(FieldType type) {
        return switch (type) {
            case FieldTypeKeyword -> PayloadSchemaType.Keyword;
            case FieldTypeInteger -> PayloadSchemaType.Integer;
            case FieldTypeFloat -> PayloadSchemaType.Float;
            case FieldTypeGeo -> PayloadSchemaType.Geo;
            case FieldTypeText -> PayloadSchemaType.Text;
            case FieldTypeBool -> PayloadSchemaType.Bool;
            case FieldTypeDatetime -> PayloadSchemaType.Datetime;
            case FieldTypeUuid -> PayloadSchemaType.Uuid;
            case UNRECOGNIZED -> throw Refusal.invalid("the payload index names an unknown type");
        };
    }

    @Override
    public void deleteFieldIndex(
            DeleteFieldIndexCollection request, StreamObserver<PointsOperationResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    store.collection(request.getCollectionName())
                            .unindexPayload(request.getFieldName());
                    return PointsService::recorded;
                });
    }

    private static PointsOperationResponse recorded(double seconds) {
        return PointsOperationResponse.newBuilder()
                .setResult(UpdateResult.newBuilder().setStatus(UpdateStatus.Completed))
                .setTime(seconds)
                .build();
    }

    @Override
    public void get(GetPoints request, StreamObserver<GetResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection -> collection.get(request),
                (points, seconds) ->
                        GetResponse.newBuilder().addAllResult(points).setTime(seconds).build());
    }

    @Override
    public void scroll(ScrollPoints request, StreamObserver<ScrollResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection -> collection.scroll(request),
                (page, seconds) -> page.toBuilder().setTime(seconds).build());
    }

    @Override
    public void count(CountPoints request, StreamObserver<CountResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection -> collection.count(request),
                (count, seconds) ->
                        CountResponse.newBuilder()
                                .setResult(CountResult.newBuilder().setCount(count))
                                .setTime(seconds)
                                .build());
    }

    @Override
    public void query(QueryPoints request, StreamObserver<QueryResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection -> collection.query(request),
                (points, seconds) ->
                        QueryResponse.newBuilder().addAllResult(points).setTime(seconds).build());
    }

    @Override
    public void queryBatch(QueryBatchPoints request, StreamObserver<QueryBatchResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection ->
                        request.getQueryPointsList().stream()
                                .map(
                                        query ->
                                                BatchResult.newBuilder()
                                                        .addAllResult(collection.query(query))
                                                        .build())
                                .toList(),
                (results, seconds) ->
                        QueryBatchResponse.newBuilder()
                                .addAllResult(results)
                                .setTime(seconds)
                                .build());
    }

    /** The older form of {@link #query}. */
    @Override
    public void search(SearchPoints request, StreamObserver<SearchResponse> observer) {
        read(
                observer,
                request.getCollectionName(),
                collection -> collection.query(asQuery(request)),
                (points, seconds) ->
                        SearchResponse.newBuilder().addAllResult(points).setTime(seconds).build());
    }

    /** Answers with what is read of a collection, and the seconds that it took. */
    private <R, T> void read(
            StreamObserver<T> observer,
            String collection,
            Function<VectorCollection, R> reading,
            BiFunction<R, Double, T> answer) {
        Calls.answer(
                observer,
                () -> {
                    R read = reading.apply(store.collection(collection));
                    return seconds -> answer.apply(read, seconds);
                });
    }

    private static QueryPoints asQuery(SearchPoints request) {
        Refusal.unlessOnly(
                Set.of(
                        "collection_name",
                        "vector",
                        "filter",
                        "limit",
                        "with_payload",
                        "params",
                        "score_threshold",
                        "offset",
                        "vector_name",
                        "with_vectors",
                        "read_consistency",
                        "timeout"),
                request);
        DenseVector vector = DenseVector.newBuilder().addAllData(request.getVectorList()).build();
        QueryPoints.Builder query =
                QueryPoints.newBuilder()
                        .setCollectionName(request.getCollectionName())
                        .setQuery(
                                Query.newBuilder()
                                        .setNearest(VectorInput.newBuilder().setDense(vector)))
                        .setFilter(request.getFilter())
                        .setLimit(request.getLimit())
                        .setOffset(request.getOffset())
                        .setParams(request.getParams())
                        .setUsing(request.getVectorName())
                        .setWithPayload(request.getWithPayload())
                        .setWithVectors(request.getWithVectors());
        if (request.hasScoreThreshold()) {
            query.setScoreThreshold(request.getScoreThreshold());
        }
        return query.build();
    }
}
