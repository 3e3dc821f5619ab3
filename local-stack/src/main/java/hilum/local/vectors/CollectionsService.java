package hilum.local.vectors;

import hilum.local.vectors.store.Refusal;
import hilum.local.vectors.store.VectorCollection;
import hilum.local.vectors.store.VectorStore;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExists;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.ListAliasesRequest;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.ListCollectionAliasesRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.CollectionsGrpc;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;

/** Qdrant's service {@code Collections} over a {@link VectorStore}. */
final class CollectionsService extends CollectionsGrpc.CollectionsImplBase {

    /** Settings of which a store with one shard and one replica can only have one. */
    private static final Set<String> ONE =
            Set.of("shard_number", "replication_factor", "write_consistency_factor");

    private final VectorStore store;

    CollectionsService(VectorStore store) {
        this.store = store;
    }

    @Override
    public void create(
            CreateCollection request, StreamObserver<CollectionOperationResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    checkSupported(request);
                    store.create(request.toBuilder().clearTimeout().build());
                    return CollectionsService::done;
                });
    }

    private static void checkSupported(CreateCollection request) {
        Refusal.unlessOnly(
                Set.of(
                        "collection_name",
                        "hnsw_config",
                        "shard_number",
                        "on_disk_payload",
                        "timeout",
                        "vectors_config",
                        "replication_factor",
                        "write_consistency_factor",
                        "metadata"),
                request);
        request.getAllFields()
                .forEach(
                        (field, value) -> {
                            if (ONE.contains(field.getName()) && !value.equals(1)) {
                                throw Refusal.unsupported("'%s' other than 1", field.getName());
                            }
                        });
        Refusal.unlessOnly(Set.of("params"), request.getVectorsConfig());
        if (!request.getVectorsConfig().hasParams()) {
            throw Refusal.unsupported("a collection without an unnamed dense vector");
        }
        VectorParams vectors = request.getVectorsConfig().getParams();
        Refusal.unlessOnly(
                Set.of("size", "distance", "hnsw_config", "on_disk", "datatype"), vectors);
        if (vectors.getDatatype() != Datatype.Default
                && vectors.getDatatype() != Datatype.Float32) {
            throw Refusal.unsupported("the datatype %s", vectors.getDatatype());
        }
        checkSupported(request.getHnswConfig());
        checkSupported(vectors.getHnswConfig());
    }

    private static void checkSupported(HnswConfigDiff hnsw) {
        Refusal.unlessOnly(Set.of("m", "ef_construct", "on_disk"), hnsw);
        if (hnsw.hasM() && (hnsw.getM() < 2 || hnsw.getM() > 512)) {
            throw Refusal.invalid("hnsw_config.m is %d; give 2 to 512", hnsw.getM());
        }
        if (hnsw.hasEfConstruct() && (hnsw.getEfConstruct() < 4 || hnsw.getEfConstruct() > 3200)) {
            throw Refusal.invalid(
                    "hnsw_config.ef_construct is %d; give 4 to 3200", hnsw.getEfConstruct());
        }
    }

    @Override
    public void get(
            GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    CollectionInfo info = store.collection(request.getCollectionName()).info();
                    return seconds ->
                            GetCollectionInfoResponse.newBuilder()
                                    .setResult(info)
                                    .setTime(seconds)
                                    .build();
                });
    }

    @Override
    public void list(
            ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> observer) {
        Calls.answer(
                observer,
                () ->
                        seconds -> {
                            ListCollectionsResponse.Builder response =
                                    ListCollectionsResponse.newBuilder().setTime(seconds);
                            for (VectorCollection collection : store.collections()) {
                                response.addCollections(
                                        CollectionDescription.newBuilder()
                                                .setName(collection.name()));
                            }
                            return response.build();
                        });
    }

    @Override
    public void collectionExists(
            CollectionExistsRequest request, StreamObserver<CollectionExistsResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    boolean exists = store.exists(request.getCollectionName());
                    return seconds ->
                            CollectionExistsResponse.newBuilder()
                                    .setResult(CollectionExists.newBuilder().setExists(exists))
                                    .setTime(seconds)
                                    .build();
                });
    }

    @Override
    public void delete(
            DeleteCollection request, StreamObserver<CollectionOperationResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    boolean dropped = store.drop(request.getCollectionName());
                    return seconds -> done(seconds).toBuilder().setResult(dropped).build();
                });
    }

    @Override
    public void updateAliases(
            ChangeAliases request, StreamObserver<CollectionOperationResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    store.changeAliases(request.getActionsList());
                    return CollectionsService::done;
                });
    }

    @Override
    public void listAliases(
            ListAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
        Calls.answer(observer, () -> aliases(_ -> true));
    }

    @Override
    public void listCollectionAliases(
            ListCollectionAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
        Calls.answer(
                observer,
                () -> {
                    String name = store.collection(request.getCollectionName()).name();
                    return aliases(name::equals);
                });
    }

    private DoubleFunction<ListAliasesResponse> aliases(Predicate<String> wanted) {
        Map<String, String> aliases = store.aliases();
        return seconds -> {
            ListAliasesResponse.Builder response =
                    ListAliasesResponse.newBuilder().setTime(seconds);
            aliases.forEach(
                    (name, target) -> {
                        if (wanted.test(target)) {
                            response.addAliases(
                                    AliasDescription.newBuilder()
                                            .setAliasName(name)
                                            .setCollectionName(target));
                        }
                    });
            return response.build();
        };
    }

    private static CollectionOperationResponse done(double seconds) {
        return CollectionOperationResponse.newBuilder().setResult(true).setTime(seconds).build();
    }
}
