package hilum.embedding.store;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static io.qdrant.client.WithPayloadSelectorFactory.include;

import com.google.common.util.concurrent.ListenableFuture;
import hilum.encoders.model.ModelManifest.Similarity;
import hilum.transport.DependencyUnavailable;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The vector store: one collection for each model version, an alias for the one that is served.
 * Every write waits until the store has it for good.
 *
 * <p>Every method throws {@link DependencyUnavailable} when the store does not answer, and {@link
 * IllegalStateException} when it refuses what it is told.
 */
public final class VectorStore implements AutoCloseable {
    /** The alias of the collection that is served. */
    public static final String LIVE = "cxr-live";

    private static final String COLLECTION = "cxr-";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE = 1000;
    private static final Map<String, PayloadSchemaType> INDEXES =
            Map.of(
                    "study", PayloadSchemaType.Keyword,
                    "item", PayloadSchemaType.Keyword,
                    "site", PayloadSchemaType.Keyword,
                    "kind", PayloadSchemaType.Keyword,
                    "day", PayloadSchemaType.Integer,
                    "version", PayloadSchemaType.Integer,
                    "heldOut", PayloadSchemaType.Bool);
    private static final List<String> STUDY_KINDS =
            List.of("report", "findings", "impression", "image");

    private final ManagedChannel channel;
    private final QdrantClient client;

    /** Connects lazily: a store that is away shows on first use. */
    public VectorStore(String host, int port) {
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        client = new QdrantClient(QdrantGrpcClient.newBuilder(channel, true).build());
    }

    /** Name of the collection of a model version. */
    public static String collection(String modelVersion) {
        return COLLECTION + modelVersion;
    }

    /** Makes the collection if it is absent, with its payload indexes. */
    public void ensureCollection(String collection, int dimension, Similarity similarity) {
        Set<String> indexed = Set.of();
        if (await(client.collectionExistsAsync(collection))) {
            CollectionInfo info = await(client.getCollectionInfoAsync(collection));
            long found = info.getConfig().getParams().getVectorsConfig().getParams().getSize();
            if (found != dimension) {
                throw new IllegalStateException(
                        "The model declares dimension %d but the collection %s holds %d: publish the model under a new version, or drop the collection"
                                .formatted(dimension, collection, found));
            }
            indexed = info.getPayloadSchemaMap().keySet();
        } else {
            await(
                    client.createCollectionAsync(
                            collection,
                            VectorParams.newBuilder()
                                    .setSize(dimension)
                                    .setDistance(distance(similarity))
                                    .build()));
        }
        for (var index : INDEXES.entrySet()) {
            if (!indexed.contains(index.getKey())) {
                await(
                        client.createPayloadIndexAsync(
                                collection,
                                index.getKey(),
                                index.getValue(),
                                null,
                                true,
                                null,
                                TIMEOUT));
            }
        }
    }

    private static Distance distance(Similarity similarity) {
        return switch (similarity) {
            case COSINE -> Distance.Cosine;
            case DOT -> Distance.Dot;
        };
    }

    /** Writes points, replacing those of the same id. */
    public void upsert(String collection, List<Point> points) {
        if (points.isEmpty()) {
            return;
        }
        UpsertPoints.Builder request =
                UpsertPoints.newBuilder().setCollectionName(collection).setWait(true);
        for (Point point : points) {
            PointStruct.Builder struct =
                    PointStruct.newBuilder()
                            .setId(id(point.id()))
                            .setVectors(vectors(point.vector()));
            struct.putPayload("study", value(point.study()));
            struct.putPayload("item", value(point.item()));
            struct.putPayload("site", value(point.site()));
            struct.putPayload("kind", value(point.kind()));
            point.day().ifPresent(day -> struct.putPayload("day", value(day)));
            struct.putPayload("version", value(point.version()));
            struct.putPayload("heldOut", value(point.heldOut()));
            request.addPoints(struct);
        }
        await(client.upsertAsync(request.build()));
    }

    /** Deletes the study's own items (not its variants) that an earlier version of it left. */
    public void deleteOutdated(String collection, String study, int version) {
        await(
                client.deleteAsync(
                        collection,
                        Filter.newBuilder()
                                .addMust(matchKeyword("study", study))
                                .addMust(matchKeywords("kind", STUDY_KINDS))
                                .addMust(
                                        io.qdrant.client.ConditionFactory.range(
                                                "version",
                                                Range.newBuilder().setLt(version).build()))
                                .build()));
    }

    /** Deletes points by id. */
    public void delete(String collection, List<UUID> ids) {
        if (!ids.isEmpty()) {
            await(client.deleteAsync(collection, ids.stream().map(each -> id(each)).toList()));
        }
    }

    /** Deletes all points of a study. */
    public void deleteStudy(String collection, String study) {
        await(
                client.deleteAsync(
                        collection,
                        Filter.newBuilder().addMust(matchKeyword("study", study)).build()));
    }

    /** Every collection of a model version, also of those that serve no more. */
    public List<String> collections() {
        return await(client.listCollectionsAsync()).stream()
                .filter(name -> name.startsWith(COLLECTION) && !name.equals(LIVE))
                .sorted()
                .toList();
    }

    /** The collection that the alias names, if any. */
    public Optional<String> live() {
        return await(client.listAliasesAsync()).stream()
                .filter(alias -> alias.getAliasName().equals(LIVE))
                .map(alias -> alias.getCollectionName())
                .findFirst();
    }

    /** Lets the alias name another collection, in one step for all readers. */
    public void serve(String collection) {
        List<AliasOperations> operations = new ArrayList<>();
        if (live().isPresent()) {
            operations.add(
                    AliasOperations.newBuilder()
                            .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(LIVE))
                            .build());
        }
        operations.add(
                AliasOperations.newBuilder()
                        .setCreateAlias(
                                CreateAlias.newBuilder()
                                        .setAliasName(LIVE)
                                        .setCollectionName(collection))
                        .build());
        await(client.updateAliasesAsync(operations));
    }

    /** The nearest points, best first. */
    public List<Hit> search(String collection, float[] vector, Query query) {
        Filter.Builder filter = Filter.newBuilder();
        query.site().ifPresent(site -> filter.addMust(matchKeyword("site", site)));
        query.kind().ifPresent(kind -> filter.addMust(matchKeyword("kind", kind)));
        return await(
                        client.queryAsync(
                                QueryPoints.newBuilder()
                                        .setCollectionName(collection)
                                        .setQuery(nearest(vector))
                                        .setFilter(filter)
                                        .setLimit(query.limit())
                                        .setParams(
                                                SearchParams.newBuilder().setExact(query.exact()))
                                        .setWithPayload(enable(true))
                                        .build()))
                .stream()
                .map(VectorStore::hit)
                .toList();
    }

    private static Hit hit(ScoredPoint point) {
        var payload = point.getPayloadMap();
        return new Hit(
                payload.get("study").getStringValue(),
                payload.get("item").getStringValue(),
                payload.get("kind").getStringValue(),
                payload.get("site").getStringValue(),
                payload.containsKey("day")
                        ? Optional.of((int) payload.get("day").getIntegerValue())
                        : Optional.empty(),
                point.getScore());
    }

    /** Hands every point of a collection to the consumer, a page in memory at a time. */
    public void scroll(String collection, Consumer<Listed> consumer) {
        ScrollPoints.Builder request =
                ScrollPoints.newBuilder()
                        .setCollectionName(collection)
                        .setLimit(PAGE)
                        .setWithPayload(include(List.of("study", "item")));
        while (true) {
            ScrollResponse page = await(client.scrollAsync(request.build()));
            page.getResultList()
                    .forEach(
                            point ->
                                    consumer.accept(
                                            new Listed(
                                                    UUID.fromString(point.getId().getUuid()),
                                                    point.getPayloadMap()
                                                            .get("study")
                                                            .getStringValue(),
                                                    point.getPayloadMap()
                                                            .get("item")
                                                            .getStringValue())));
            if (!page.hasNextPageOffset()) {
                return;
            }
            request.setOffset(page.getNextPageOffset());
        }
    }

    /** Points of a study in a collection. */
    public long count(String collection, String study) {
        return await(
                client.countAsync(
                        collection,
                        Filter.newBuilder().addMust(matchKeyword("study", study)).build(),
                        true));
    }

    /** Points in a collection. */
    public long count(String collection) {
        return await(client.countAsync(collection));
    }

    private <T> T await(ListenableFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new DependencyUnavailable("vector store", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable("vector store", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException refused
                    && isRefusal(refused.getStatus())) {
                throw new IllegalStateException(
                        "The vector store refused: %s"
                                .formatted(refused.getStatus().getDescription()),
                        refused);
            }
            channel.resetConnectBackoff(); // else a store that is back is not noticed for minutes
            throw new DependencyUnavailable("vector store", e.getCause());
        }
    }

    private static boolean isRefusal(Status status) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    FAILED_PRECONDITION,
                    UNIMPLEMENTED,
                    PERMISSION_DENIED ->
                    true;
            default -> false;
        };
    }

    @Override
    public void close() {
        client.close();
    }

    /** One point to be written; ids are those of {@link hilum.schemas.PointId}. */
    public record Point(
            UUID id,
            float[] vector,
            String study,
            String item,
            String site,
            String kind,
            Optional<Integer> day,
            int version,
            boolean heldOut) {}

    /** What a search asks beside its vector. */
    public record Query(int limit, Optional<String> site, Optional<String> kind, boolean exact) {}

    /** One answer of a search. */
    public record Hit(
            String study,
            String item,
            String kind,
            String site,
            Optional<Integer> day,
            float score) {}

    /** One point of a listing. */
    public record Listed(UUID id, String study, String item) {}
}
