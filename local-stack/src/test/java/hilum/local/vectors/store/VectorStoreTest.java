package hilum.local.vectors.store;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorStoreTest {

    /** Far beyond what indexing takes here: other work may hold the processors. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private static CreateCollection description(String name, int dimension) {
        VectorParams vectors =
                VectorParams.newBuilder().setSize(dimension).setDistance(Distance.Cosine).build();
        return CreateCollection.newBuilder()
                .setCollectionName(name)
                .setVectorsConfig(VectorsConfig.newBuilder().setParams(vectors))
                .build();
    }

    private static PointStruct point(long number, String site, float... vector) {
        return PointStruct.newBuilder()
                .setId(id(number))
                .setVectors(vectors(vector))
                .putPayload("site", value(site))
                .build();
    }

    private static PointsUpdateOperation upsert(List<PointStruct> points) {
        return PointsUpdateOperation.newBuilder()
                .setUpsert(PointsUpdateOperation.PointStructList.newBuilder().addAllPoints(points))
                .build();
    }

    private static PointsUpdateOperation delete(Filter filter) {
        return PointsUpdateOperation.newBuilder()
                .setDeletePoints(
                        PointsUpdateOperation.DeletePoints.newBuilder()
                                .setPoints(PointsSelector.newBuilder().setFilter(filter)))
                .build();
    }

    private static PointsUpdateOperation setSite(Filter filter, String site) {
        return PointsUpdateOperation.newBuilder()
                .setSetPayload(
                        PointsUpdateOperation.SetPayload.newBuilder()
                                .setPointsSelector(PointsSelector.newBuilder().setFilter(filter))
                                .putPayload("site", value(site)))
                .build();
    }

    private static Filter site(String site) {
        return Filter.newBuilder().addMust(matchKeyword("site", site)).build();
    }

    private static long count(VectorCollection collection) {
        return collection.count(CountPoints.getDefaultInstance());
    }

    private static float[] random(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static Set<Long> numbers(List<ScoredPoint> points) {
        Set<Long> numbers = new HashSet<>();
        points.forEach(point -> numbers.add(point.getId().getNum()));
        return numbers;
    }

    @Test
    void theGraphFindsWhatComparingEveryVectorFinds() throws IOException {
        Random random = new Random(7);
        List<float[]> centres = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            centres.add(random(random, 384));
        }
        List<PointStruct> points = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            float[] vector = random(random, 384);
            float[] centre = centres.get(random.nextInt(centres.size()));
            for (int j = 0; j < vector.length; j++) {
                vector[j] = centre[j] + 0.5f * vector[j];
            }
            points.add(point(i, i % 3 == 0 ? "A" : "B", vector));
        }
        try (VectorStore store = VectorStore.open(folder, StoreSettings.DEFAULT)) {
            store.create(description("c", 384));
            VectorCollection collection = store.collection("c");
            List<CompletableFuture<Long>> answers = new ArrayList<>();
            for (int i = 0; i < points.size(); i += 50) {
                answers.add(collection.update(upsert(points.subList(i, i + 50))));
            }
            answers.forEach(CompletableFuture::join);
            await().atMost(PATIENCE)
                    .until(() -> collection.figures().fresh() < StoreSettings.DEFAULT.indexEvery());
            assertThat(collection.info().getIndexedVectorsCount()).isGreaterThan(2500);

            int found = 0;
            for (int i = 0; i < 100; i++) {
                QueryPoints query =
                        QueryPoints.newBuilder()
                                .setQuery(
                                        nearest(
                                                points.get(i)
                                                        .getVectors()
                                                        .getVector()
                                                        .getDense()
                                                        .getDataList()))
                                .setFilter(i % 2 == 0 ? Filter.getDefaultInstance() : site("A"))
                                .build();
                Set<Long> near = numbers(collection.query(query));
                Set<Long> exact =
                        numbers(
                                collection.query(
                                        query.toBuilder()
                                                .setParams(SearchParams.newBuilder().setExact(true))
                                                .build()));
                assertThat(exact).hasSize(10);
                near.retainAll(exact);
                found += near.size();
            }
            assertThat(found / 1000.0).as("recall@10").isGreaterThanOrEqualTo(0.95);
        }
    }

    @Test
    void anyMixOfChangesIsTheSameAfterReopening() throws IOException {
        Random random = new Random(11);
        StoreSettings restless = new StoreSettings(20, 20_000, 0, StoreSettings.DEFAULT.space());
        List<?> before;
        VectorStore store = VectorStore.open(folder, restless);
        store.create(description("c", 8));
        for (int round = 0; round < 6; round++) {
            VectorCollection collection = store.collection("c");
            for (int i = 0; i < 60; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> collection.update(delete(site("S" + random.nextInt(5)))).join();
                    case 1 ->
                            collection
                                    .update(
                                            setSite(
                                                    site("S" + random.nextInt(5)),
                                                    "S" + random.nextInt(5)))
                                    .join();
                    default ->
                            collection
                                    .update(
                                            upsert(
                                                    List.of(
                                                            point(
                                                                    random.nextInt(200),
                                                                    "S" + random.nextInt(5),
                                                                    random(random, 8)),
                                                            point(
                                                                    random.nextInt(200),
                                                                    "S" + random.nextInt(5),
                                                                    random(random, 8)))))
                                    .join();
                }
            }
            before = everything(collection);
            assertThat(numbers(collection.query(everyPoint(random)))).hasSameSizeAs(before);

            store.close();
            store = VectorStore.open(folder, restless);

            assertThat(everything(store.collection("c"))).isEqualTo(before);
            assertThat(numbers(store.collection("c").query(everyPoint(random))))
                    .hasSameSizeAs(before);
        }
        store.close();
    }

    private static QueryPoints everyPoint(Random random) {
        List<Float> vector = new ArrayList<>();
        for (float number : random(random, 8)) {
            vector.add(number);
        }
        return QueryPoints.newBuilder().setQuery(nearest(vector)).setLimit(500).build();
    }

    private static List<?> everything(VectorCollection collection) {
        return collection
                .scroll(
                        ScrollPoints.newBuilder()
                                .setLimit(1000)
                                .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true))
                                .build())
                .getResultList();
    }

    @Test
    void aFullDiskRefusesChangesAndLosesNothing() throws IOException {
        AtomicLong space = new AtomicLong(Long.MAX_VALUE);
        StoreSettings settings = new StoreSettings(2048, 1 << 20, 1 << 20, _ -> space.get());
        try (VectorStore store = VectorStore.open(folder, settings)) {
            store.create(description("c", 2));
            VectorCollection collection = store.collection("c");
            collection.update(upsert(List.of(point(1, "A", 1, 0)))).join();
            space.set(1000);

            CompletableFuture<Long> refused =
                    collection.update(upsert(List.of(point(2, "A", 0, 1))));

            assertThatThrownBy(refused::join).hasMessageContaining("RESOURCE_EXHAUSTED");
            assertThatThrownBy(() -> store.create(description("d", 2)))
                    .hasMessageContaining("RESOURCE_EXHAUSTED");
            assertThat(count(collection)).isEqualTo(1);
            space.set(Long.MAX_VALUE);
            collection.update(upsert(List.of(point(3, "A", 0, 1)))).join();
        }
        try (VectorStore store = VectorStore.open(folder, settings)) {
            assertThat(
                            store.collection("c")
                                    .scroll(ScrollPoints.getDefaultInstance())
                                    .getResultList())
                    .extracting(point -> point.getId().getNum())
                    .containsExactly(1L, 3L);
            assertThat(store.exists("d")).isFalse();
        }
    }

    @Test
    void aSecondStoreOnTheSameFolderIsRefused() throws IOException {
        try (VectorStore store = VectorStore.open(folder, StoreSettings.DEFAULT)) {
            assertThat(store.collections()).isEmpty();
            assertThatThrownBy(() -> VectorStore.open(folder, StoreSettings.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
    }

    private static AliasOperations alias(String name, String collection) {
        return AliasOperations.newBuilder()
                .setCreateAlias(
                        CreateAlias.newBuilder().setAliasName(name).setCollectionName(collection))
                .build();
    }

    @Test
    void aliasesAndDroppedCollectionsAreTheSameAfterReopening() throws IOException {
        try (VectorStore store = VectorStore.open(folder, StoreSettings.DEFAULT)) {
            store.create(description("kept", 2));
            store.create(description("dropped", 2));
            store.changeAliases(List.of(alias("live", "kept"), alias("gone", "dropped")));
            assertThat(store.drop("dropped")).isTrue();
            assertThat(store.drop("dropped")).isFalse();
        }
        try (VectorStore store = VectorStore.open(folder, StoreSettings.DEFAULT)) {
            assertThat(store.exists("dropped")).isFalse();
            assertThat(store.exists("live")).isTrue();
            assertThat(store.aliases()).isEqualTo(Map.of("live", "kept"));
        }
    }

    @Test
    void vectorsOf4096NumbersAreIndexedAndLongerOnesRefused() throws IOException {
        Random random = new Random(3);
        StoreSettings eager = new StoreSettings(10, 1 << 30, 0, StoreSettings.DEFAULT.space());
        try (VectorStore store = VectorStore.open(folder, eager)) {
            store.create(description("wide", 4096));
            VectorCollection collection = store.collection("wide");
            for (int i = 0; i < 30; i++) {
                collection.update(upsert(List.of(point(i, "A", random(random, 4096))))).join();
            }

            await().atMost(PATIENCE).until(() -> collection.info().getIndexedVectorsCount() >= 20);

            assertThat(collection.info().getStatus()).isNotEqualTo(CollectionStatus.Red);
            QueryPoints itself = QueryPoints.newBuilder().setQuery(nearest(id(4))).build();
            assertThat(collection.query(itself)).hasSize(10);
            assertThatThrownBy(() -> store.create(description("wider", 4097)))
                    .hasMessageContaining("INVALID_ARGUMENT");
        }
    }
}
