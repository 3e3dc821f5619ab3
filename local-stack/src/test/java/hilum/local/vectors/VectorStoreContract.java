package hilum.local.vectors;

import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.isNull;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchValues;
import static io.qdrant.client.ConditionFactory.nested;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.ConditionFactory.valuesCount;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.VectorOutputHelper;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.MinShould;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.ValuesCount;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SearchPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Hilum relies on in Qdrant, said with Qdrant's own client: every store that stands behind it
 * has to behave so.
 *
 * <p>Each test works in collections of its own names.
 */
abstract class VectorStoreContract {

    private static final int DIMENSION = 4;

    private final String collection = "contract-" + UUID.randomUUID();

    /** A client of the store under test. */
    abstract QdrantClient client();

    @BeforeEach
    void createCollection() throws Exception {
        create(collection, Distance.Cosine);
    }

    private void create(String name, Distance distance) throws Exception {
        VectorParams vectors =
                VectorParams.newBuilder().setSize(DIMENSION).setDistance(distance).build();
        client().createCollectionAsync(name, vectors).get();
    }

    private static PointStruct point(PointId id, Map<String, Value> payload, float... vector) {
        return PointStruct.newBuilder()
                .setId(id)
                .setVectors(vectors(vector))
                .putAllPayload(payload)
                .build();
    }

    private void upsert(PointStruct... points) throws Exception {
        client().upsertAsync(collection, List.of(points)).get();
    }

    private List<Long> query(QueryPoints.Builder query) throws Exception {
        return numbers(client().queryAsync(query.setCollectionName(collection).build()).get());
    }

    private static List<Long> numbers(List<ScoredPoint> points) {
        return points.stream().map(point -> point.getId().getNum()).toList();
    }

    private List<Long> matching(Filter.Builder filter) throws Exception {
        ScrollPoints scroll =
                ScrollPoints.newBuilder()
                        .setCollectionName(collection)
                        .setFilter(filter)
                        .setLimit(100)
                        .build();
        List<Long> numbers =
                client().scrollAsync(scroll).get().getResultList().stream()
                        .map(point -> point.getId().getNum())
                        .toList();
        assertThat(client().countAsync(collection, filter.build(), true).get())
                .isEqualTo(numbers.size());
        return numbers;
    }

    private List<Long> matching(Condition must) throws Exception {
        return matching(Filter.newBuilder().addMust(must));
    }

    private RetrievedPoint retrieve(long number) throws Exception {
        return client().retrieveAsync(collection, id(number), true, true, null).get().getFirst();
    }

    private static void assertRefused(Status.Code code, String part, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> {
                            assertThat(refusal.getStatus().getCode()).isEqualTo(code);
                            assertThat(refusal.getStatus().getDescription())
                                    .containsIgnoringCase(part);
                        });
    }

    @Test
    void aPointComesBackAsItWasStored() throws Exception {
        UUID uuid = UUID.randomUUID();
        upsert(
                point(
                        id(uuid),
                        Map.of("site", value("A"), "day", value(3), "heldOut", value(true)),
                        0,
                        3,
                        4,
                        0));

        RetrievedPoint point =
                client().retrieveAsync(collection, id(uuid), true, true, null).get().getFirst();

        assertThat(point.getId()).isEqualTo(id(uuid));
        assertThat(point.getPayloadMap())
                .isEqualTo(Map.of("site", value("A"), "day", value(3), "heldOut", value(true)));
        List<Float> vector =
                VectorOutputHelper.getDenseVector(point.getVectors().getVector()).getDataList();
        assertThat(vector).as("brought to unit length").hasSize(4);
        assertThat(vector.get(1)).isCloseTo(0.6f, within(1e-5f));
        assertThat(vector.get(2)).isCloseTo(0.8f, within(1e-5f));
    }

    @Test
    void upsertingAgainReplacesVectorAndPayload() throws Exception {
        upsert(point(id(1), Map.of("site", value("A")), 1, 0, 0, 0));
        upsert(point(id(1), Map.of("kind", value("report")), 0, 1, 0, 0));

        assertThat(client().countAsync(collection).get()).isEqualTo(1);
        assertThat(retrieve(1).getPayloadMap()).isEqualTo(Map.of("kind", value("report")));
        ScoredPoint found =
                client().queryAsync(
                                QueryPoints.newBuilder()
                                        .setCollectionName(collection)
                                        .setQuery(nearest(0f, 1f, 0f, 0f))
                                        .build())
                        .get()
                        .getFirst();
        assertThat(found.getScore()).isCloseTo(1, within(1e-5f));
    }

    @Test
    void aQueryAnswersTheNearestFirstWithTheirScores() throws Exception {
        upsert(
                point(id(1), Map.of(), 1, 0, 0, 0),
                point(id(2), Map.of(), 1, 1, 0, 0),
                point(id(3), Map.of(), 0, 1, 0, 0),
                point(id(4), Map.of(), -1, 0, 0, 0));

        List<ScoredPoint> found =
                client().queryAsync(
                                QueryPoints.newBuilder()
                                        .setCollectionName(collection)
                                        .setQuery(nearest(2f, 0f, 0f, 0f))
                                        .build())
                        .get();

        assertThat(numbers(found)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(found.stream().map(ScoredPoint::getScore).toList())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : Float.compare(a, b))
                .containsExactly(1f, (float) Math.sqrt(0.5), 0f, -1f);
        assertThat(found.getFirst().getPayloadMap()).isEmpty();
        assertThat(found.getFirst().hasVectors()).isFalse();
    }

    @Test
    void limitOffsetThresholdAndExactHold() throws Exception {
        upsert(
                point(id(1), Map.of(), 1, 0, 0, 0),
                point(id(2), Map.of(), 1, 1, 0, 0),
                point(id(3), Map.of(), 0, 1, 0, 0));
        QueryPoints nearest = QueryPoints.newBuilder().setQuery(nearest(1f, 0f, 0f, 0f)).build();

        assertThat(query(nearest.toBuilder().setLimit(1))).containsExactly(1L);
        assertThat(query(nearest.toBuilder().setLimit(1).setOffset(1))).containsExactly(2L);
        assertThat(query(nearest.toBuilder().setScoreThreshold(0.5f))).containsExactly(1L, 2L);
        assertThat(query(nearest.toBuilder().setParams(SearchParams.newBuilder().setExact(true))))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void aQueryByPointLeavesThePointItselfOut() throws Exception {
        upsert(
                point(id(1), Map.of(), 1, 0, 0, 0),
                point(id(2), Map.of(), 1, 1, 0, 0),
                point(id(3), Map.of(), 0, 1, 0, 0));

        assertThat(query(QueryPoints.newBuilder().setQuery(nearest(id(1)))))
                .containsExactly(2L, 3L);
        assertRefused(
                Status.Code.NOT_FOUND,
                "no point with id 9",
                () -> query(QueryPoints.newBuilder().setQuery(nearest(id(9)))));
    }

    @Test
    void theAnswerCarriesWhatItWasAskedFor() throws Exception {
        upsert(point(id(1), Map.of("site", value("A"), "kind", value("report")), 1, 0, 0, 0));
        QueryPoints.Builder query =
                QueryPoints.newBuilder()
                        .setCollectionName(collection)
                        .setQuery(nearest(1f, 0f, 0f, 0f))
                        .setWithVectors(WithVectorsSelectorFactory.enable(true))
                        .setWithPayload(WithPayloadSelectorFactory.include(List.of("site")));

        ScoredPoint found = client().queryAsync(query.build()).get().getFirst();

        assertThat(found.getPayloadMap()).isEqualTo(Map.of("site", value("A")));
        assertThat(VectorOutputHelper.getDenseVector(found.getVectors().getVector()).getDataList())
                .containsExactly(1f, 0f, 0f, 0f);
    }

    @Test
    void dotAndEuclidScoreAsTheirNamesSay() throws Exception {
        String dot = collection + "-dot";
        String euclid = collection + "-euclid";
        create(dot, Distance.Dot);
        create(euclid, Distance.Euclid);
        List<PointStruct> points =
                List.of(point(id(1), Map.of(), 3, 0, 0, 0), point(id(2), Map.of(), 1, 1, 0, 0));
        client().upsertAsync(dot, points).get();
        client().upsertAsync(euclid, points).get();
        QueryPoints query = QueryPoints.newBuilder().setQuery(nearest(1f, 0f, 0f, 0f)).build();

        List<ScoredPoint> byDot =
                client().queryAsync(query.toBuilder().setCollectionName(dot).build()).get();
        List<ScoredPoint> byDistance =
                client().queryAsync(query.toBuilder().setCollectionName(euclid).build()).get();

        assertThat(numbers(byDot)).containsExactly(1L, 2L);
        assertThat(byDot.getFirst().getScore()).isCloseTo(3, within(1e-5f));
        assertThat(numbers(byDistance)).containsExactly(2L, 1L);
        assertThat(byDistance.getLast().getScore()).isCloseTo(2, within(1e-5f));
    }

    @Test
    void filtersMeanWhatQdrantMeans() throws Exception {
        upsert(
                point(
                        id(1),
                        Map.of("site", value("A"), "day", value(1), "heldOut", value(true)),
                        1,
                        0,
                        0,
                        0),
                point(
                        id(2),
                        Map.of("site", value("B"), "day", value(2), "score", value(0.5)),
                        1,
                        0,
                        0,
                        0),
                point(
                        id(3),
                        Map.of("site", list(List.of(value("A"), value("C"))), "day", value(3)),
                        1,
                        0,
                        0,
                        0),
                point(
                        id(4),
                        Map.of("site", nullValue(), "note", value("a small effusion")),
                        1,
                        0,
                        0,
                        0),
                point(id(5), Map.of(), 1, 0, 0, 0));

        assertThat(matching(matchKeyword("site", "A"))).containsExactly(1L, 3L);
        assertThat(matching(matchKeywords("site", List.of("B", "C")))).containsExactly(2L, 3L);
        assertThat(matching(matchExceptKeywords("site", List.of("A"))))
                .contains(2L, 3L)
                .doesNotContain(1L);
        assertThat(matching(match("day", 2))).containsExactly(2L);
        assertThat(matching(matchValues("day", List.of(1L, 3L)))).containsExactly(1L, 3L);
        assertThat(matching(match("heldOut", true))).containsExactly(1L);
        assertThat(matching(range("day", Range.newBuilder().setGte(2).setLt(3).build())))
                .containsExactly(2L);
        assertThat(matching(range("score", Range.newBuilder().setGt(0.4).build())))
                .containsExactly(2L);
        assertThat(matching(isEmpty("site"))).containsExactly(4L, 5L);
        assertThat(matching(isNull("site"))).containsExactly(4L);
        assertThat(matching(hasId(List.of(id(2), id(5), id(99))))).containsExactly(2L, 5L);
    }

    @Test
    void filtersReachIntoNestedPayloads() throws Exception {
        Value left = value(Map.of("kind", value("effusion"), "side", value("left")));
        Value right = value(Map.of("kind", value("effusion"), "side", value("right")));
        Value heart = value(Map.of("kind", value("cardiomegaly"), "side", value("left")));
        upsert(
                point(id(1), Map.of("findings", list(List.of(left))), 1, 0, 0, 0),
                point(id(2), Map.of("findings", list(List.of(right, heart))), 1, 0, 0, 0),
                point(id(3), Map.of("source", value(Map.of("site", value("A")))), 1, 0, 0, 0));
        Condition effusion = matchKeyword("kind", "effusion");
        Condition onTheLeft = matchKeyword("side", "left");

        assertThat(matching(matchKeyword("source.site", "A"))).containsExactly(3L);
        assertThat(matching(matchKeyword("findings[].side", "left"))).containsExactly(1L, 2L);
        assertThat(matching(matchKeyword("findings[1].side", "left"))).containsExactly(2L);
        assertThat(
                        matching(
                                nested(
                                        "findings",
                                        Filter.newBuilder()
                                                .addMust(effusion)
                                                .addMust(onTheLeft)
                                                .build())))
                .containsExactly(1L);
        assertThat(matching(valuesCount("findings", ValuesCount.newBuilder().setGte(2).build())))
                .containsExactly(2L);
    }

    @Test
    void filtersCombine() throws Exception {
        for (long number = 1; number <= 6; number++) {
            upsert(
                    point(
                            id(number),
                            Map.of("day", value(number), "even", value(number % 2 == 0)),
                            1,
                            number,
                            0,
                            0));
        }
        Condition even = match("even", true);
        Condition early = range("day", Range.newBuilder().setLte(3).build());
        Condition last = match("day", 6);

        assertThat(matching(Filter.newBuilder().addMust(even).addMustNot(early)))
                .containsExactly(4L, 6L);
        assertThat(matching(Filter.newBuilder().addShould(early).addShould(last)))
                .containsExactly(1L, 2L, 3L, 6L);
        assertThat(
                        matching(
                                Filter.newBuilder()
                                        .setMinShould(
                                                MinShould.newBuilder()
                                                        .addConditions(even)
                                                        .addConditions(early)
                                                        .addConditions(last)
                                                        .setMinCount(2))))
                .containsExactly(2L, 6L);
        Condition either =
                Condition.newBuilder()
                        .setFilter(Filter.newBuilder().addShould(early).addShould(last))
                        .build();
        assertThat(matching(Filter.newBuilder().addMust(either).addMust(even)))
                .containsExactly(2L, 6L);
        assertThat(
                        query(
                                QueryPoints.newBuilder()
                                        .setQuery(nearest(0f, 1f, 0f, 0f))
                                        .setFilter(Filter.newBuilder().addMust(even))))
                .containsExactly(6L, 4L, 2L);
    }

    @Test
    void scrollingGoesByNumberAndThenByUuid() throws Exception {
        UUID low = UUID.fromString("10000000-0000-0000-0000-000000000000");
        UUID high = UUID.fromString("f0000000-0000-0000-0000-000000000000");
        List<PointId> order = List.of(id(2), id(10), id(100), id(low), id(high));
        for (PointId id : order.reversed()) {
            upsert(point(id, Map.of(), 1, 0, 0, 0));
        }

        List<PointId> seen = new ArrayList<>();
        ScrollPoints.Builder scroll =
                ScrollPoints.newBuilder().setCollectionName(collection).setLimit(2);
        ScrollResponse page = client().scrollAsync(scroll.build()).get();
        page.getResultList().forEach(point -> seen.add(point.getId()));
        while (page.hasNextPageOffset()) {
            page = client().scrollAsync(scroll.setOffset(page.getNextPageOffset()).build()).get();
            page.getResultList().forEach(point -> seen.add(point.getId()));
        }

        assertThat(seen).isEqualTo(order);
    }

    @Test
    void pointsAreDeletedByIdAndByFilter() throws Exception {
        for (long number = 1; number <= 4; number++) {
            upsert(
                    point(
                            id(number),
                            Map.of("study", value(number < 3 ? "a" : "b")),
                            1,
                            number,
                            0,
                            0));
        }

        client().deleteAsync(collection, List.of(id(1), id(77))).get();
        client().deleteAsync(
                        collection, Filter.newBuilder().addMust(matchKeyword("study", "b")).build())
                .get();

        assertThat(matching(Filter.newBuilder())).containsExactly(2L);
        assertThat(query(QueryPoints.newBuilder().setQuery(nearest(1f, 1f, 0f, 0f))))
                .containsExactly(2L);
    }

    @Test
    void partsOfAPointCanChange() throws Exception {
        upsert(point(id(1), Map.of("site", value("A"), "day", value(1)), 1, 0, 0, 0));

        client().setPayloadAsync(
                        collection,
                        Map.of("day", value(2), "kind", value("split")),
                        id(1),
                        true,
                        null,
                        null)
                .get();
        assertThat(retrieve(1).getPayloadMap())
                .isEqualTo(Map.of("site", value("A"), "day", value(2), "kind", value("split")));

        client().deletePayloadAsync(collection, List.of("kind"), id(1), true, null, null).get();
        assertThat(retrieve(1).getPayloadMap()).containsOnlyKeys("site", "day");

        client().overwritePayloadAsync(
                        collection, Map.of("site", value("B")), id(1), true, null, null)
                .get();
        assertThat(retrieve(1).getPayloadMap()).isEqualTo(Map.of("site", value("B")));

        PointVectors turned =
                PointVectors.newBuilder().setId(id(1)).setVectors(vectors(0f, 1f, 0f, 0f)).build();
        client().updateVectorsAsync(collection, List.of(turned)).get();
        RetrievedPoint point = retrieve(1);
        assertThat(point.getPayloadMap()).isEqualTo(Map.of("site", value("B")));
        assertThat(VectorOutputHelper.getDenseVector(point.getVectors().getVector()).getDataList())
                .containsExactly(0f, 1f, 0f, 0f);
    }

    @Test
    void anAliasIsSwitchedInOneStep() throws Exception {
        String live = collection + "-live";
        String next = collection + "-next";
        create(next, Distance.Cosine);
        client().createAliasAsync(live, collection).get();
        upsert(point(id(1), Map.of(), 1, 0, 0, 0));
        assertThat(client().countAsync(live).get()).isEqualTo(1);

        client().updateAliasesAsync(
                        List.of(
                                AliasOperations.newBuilder()
                                        .setDeleteAlias(DeleteAlias.newBuilder().setAliasName(live))
                                        .build(),
                                AliasOperations.newBuilder()
                                        .setCreateAlias(
                                                CreateAlias.newBuilder()
                                                        .setAliasName(live)
                                                        .setCollectionName(next))
                                        .build()))
                .get();

        assertThat(client().countAsync(live).get()).isZero();
        assertThat(client().listCollectionAliasesAsync(next).get()).containsExactly(live);
        assertThat(client().listCollectionAliasesAsync(collection).get()).isEmpty();
        client().renameAliasAsync(live, live + "2").get();
        assertThat(client().listCollectionAliasesAsync(next).get()).containsExactly(live + "2");
    }

    @Test
    void aChangeOfAliasesThatFailsChangesNone() throws Exception {
        String live = collection + "-live";
        client().createAliasAsync(live, collection).get();

        assertRefused(
                Status.Code.NOT_FOUND,
                "doesn't exist",
                () ->
                        client().updateAliasesAsync(
                                        List.of(
                                                AliasOperations.newBuilder()
                                                        .setCreateAlias(
                                                                CreateAlias.newBuilder()
                                                                        .setAliasName(live)
                                                                        .setCollectionName(
                                                                                collection
                                                                                        + "-nowhere"))
                                                        .build()))
                                .get());

        assertThat(client().listCollectionAliasesAsync(collection).get()).containsExactly(live);
    }

    @Test
    void collectionsAreListedDescribedAndDropped() throws Exception {
        client().createPayloadIndexAsync(
                        collection, "study", PayloadSchemaType.Keyword, null, true, null, null)
                .get();
        upsert(point(id(1), Map.of("study", value("a")), 1, 0, 0, 0));

        var info = client().getCollectionInfoAsync(collection).get();
        assertThat(info.getPointsCount()).isEqualTo(1);
        assertThat(info.getConfig().getParams().getVectorsConfig().getParams().getSize())
                .isEqualTo(DIMENSION);
        assertThat(info.getPayloadSchemaMap().get("study").getDataType())
                .isEqualTo(PayloadSchemaType.Keyword);
        assertThat(client().listCollectionsAsync().get()).contains(collection);

        client().deleteCollectionAsync(collection).get();

        assertThat(client().collectionExistsAsync(collection).get()).isFalse();
        assertRefused(
                Status.Code.NOT_FOUND, collection, () -> client().countAsync(collection).get());
    }

    @Test
    void wrongRequestsAreRefusedAndChangeNothing() throws Exception {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "expected dim: 4, got 3",
                () -> upsert(point(id(1), Map.of(), 1, 2, 3)));
        assertRefused(
                Status.Code.ALREADY_EXISTS,
                "already exists",
                () -> create(collection, Distance.Dot));
        assertRefused(
                Status.Code.NOT_FOUND,
                "doesn't exist",
                () ->
                        client().upsertAsync(
                                        "nowhere-" + collection,
                                        List.of(point(id(1), Map.of(), 1, 0, 0, 0)))
                                .get());
        PointId noUuid = PointId.newBuilder().setUuid("study-1").build();
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "uuid",
                () -> upsert(point(noUuid, Map.of(), 1, 0, 0, 0)));
        assertThat(client().countAsync(collection).get()).isZero();
    }

    @Test
    void theOlderSearchAnswersLikeTheQuery() throws Exception {
        upsert(point(id(1), Map.of(), 1, 0, 0, 0), point(id(2), Map.of(), 0, 1, 0, 0));

        List<ScoredPoint> found =
                client().searchAsync(
                                SearchPoints.newBuilder()
                                        .setCollectionName(collection)
                                        .addAllVector(List.of(0f, 1f, 0f, 0f))
                                        .setLimit(1)
                                        .build())
                        .get();

        assertThat(numbers(found)).containsExactly(2L);
    }

    @Test
    void severalQueriesGoInOneCall() throws Exception {
        upsert(point(id(1), Map.of(), 1, 0, 0, 0), point(id(2), Map.of(), 0, 1, 0, 0));
        List<QueryPoints> queries =
                LongStream.rangeClosed(1, 2)
                        .mapToObj(
                                number ->
                                        QueryPoints.newBuilder()
                                                .setCollectionName(collection)
                                                .setQuery(
                                                        number == 1
                                                                ? nearest(1f, 0f, 0f, 0f)
                                                                : nearest(0f, 1f, 0f, 0f))
                                                .setLimit(1)
                                                .build())
                        .toList();

        var results = client().queryBatchAsync(collection, queries).get();

        assertThat(results.stream().map(result -> result.getResult(0).getId().getNum()).toList())
                .containsExactly(1L, 2L);
    }
}
