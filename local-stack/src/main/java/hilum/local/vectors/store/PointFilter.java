package hilum.local.vectors.store;

import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A filter of a request, read once and then asked about points.
 *
 * <p>The meaning is Qdrant's (documentation, "Filtering"): a condition on a key holds when any of
 * the values there satisfies it, an array being its elements.
 */
@FunctionalInterface
interface PointFilter {

    PointFilter EVERYTHING = (_, _) -> true;

    boolean test(PointKey key, Map<String, Value> payload);

    default boolean test(StoredPoint point) {
        return test(point.key(), point.payload());
    }

    static PointFilter of(Filter filter) {
        Refusal.unlessOnly(Set.of("must", "must_not", "should", "min_should"), filter);
        List<PointFilter> all = new ArrayList<>();
        filter.getMustList().forEach(condition -> all.add(of(condition)));
        for (Condition condition : filter.getMustNotList()) {
            PointFilter refused = of(condition);
            all.add((key, payload) -> !refused.test(key, payload));
        }
        if (filter.getShouldCount() > 0) {
            all.add(atLeast(1, filter.getShouldList()));
        }
        if (filter.hasMinShould()) {
            all.add(
                    atLeast(
                            filter.getMinShould().getMinCount(),
                            filter.getMinShould().getConditionsList()));
        }
        return switch (all.size()) {
            case 0 -> EVERYTHING;
            case 1 -> all.getFirst();
            default ->
                    (key, payload) -> {
                        for (PointFilter condition : all) {
                            if (!condition.test(key, payload)) {
                                return false;
                            }
                        }
                        return true;
                    };
        };
    }

    private static PointFilter atLeast(long count, List<Condition> conditions) {
        List<PointFilter> some = conditions.stream().map(PointFilter::of).toList();
        return (key, payload) ->
                some.stream().filter(condition -> condition.test(key, payload)).limit(count).count()
                        >= count;
    }

    private static PointFilter of(Condition condition) {
        return switch (condition.getConditionOneOfCase()) {
            case FIELD -> field(condition.getField());
            case IS_EMPTY -> isEmpty(PayloadPath.parse(condition.getIsEmpty().getKey()));
            case IS_NULL -> isNull(PayloadPath.parse(condition.getIsNull().getKey()));
            case HAS_ID -> hasId(condition.getHasId().getHasIdList());
            case FILTER -> of(condition.getFilter());
            case NESTED -> {
                PayloadPath elements =
                        PayloadPath.parse(condition.getNested().getKey()).everyElement();
                PointFilter inner = of(condition.getNested().getFilter());
                yield (key, payload) ->
                        elements.values(payload).stream()
                                .anyMatch(
                                        value ->
                                                value.hasStructValue()
                                                        && inner.test(
                                                                key,
                                                                value.getStructValue()
                                                                        .getFieldsMap()));
            }
            case HAS_VECTOR -> throw Refusal.unsupported("the condition has_vector");
            case CONDITIONONEOF_NOT_SET ->
                    throw Refusal.invalid("a condition of the filter is empty");
        };
    }

    private static PointFilter hasId(List<PointId> ids) {
        Set<PointKey> wanted =
                ids.stream().map(PointKey::of).collect(Collectors.toUnmodifiableSet());
        return (key, _) -> wanted.contains(key);
    }

    private static PointFilter isEmpty(PayloadPath path) {
        return (_, payload) ->
                path.values(payload).stream()
                        .allMatch(
                                value ->
                                        isNull(value)
                                                || value.hasListValue()
                                                        && value.getListValue().getValuesCount()
                                                                == 0);
    }

    private static PointFilter isNull(PayloadPath path) {
        return (_, payload) ->
                path.values(payload).stream()
                        .anyMatch(
                                value ->
                                        isNull(value)
                                                || value.getListValue().getValuesList().stream()
                                                        .anyMatch(PointFilter::isNull));
    }

    private static boolean isNull(Value value) {
        return value.hasNullValue() || value.getKindCase() == Value.KindCase.KIND_NOT_SET;
    }

    private static PointFilter field(FieldCondition condition) {
        Refusal.unlessOnly(
                Set.of("key", "match", "range", "values_count", "is_empty", "is_null"), condition);
        PayloadPath path = PayloadPath.parse(condition.getKey());
        List<PointFilter> any = new ArrayList<>();
        if (condition.hasMatch()) {
            any.add(ValueTest.of(condition.getMatch()).anyAt(path));
        }
        if (condition.hasRange()) {
            any.add(ValueTest.of(condition.getRange()).anyAt(path));
        }
        if (condition.hasValuesCount()) {
            any.add(ValueTest.count(condition.getValuesCount(), path));
        }
        if (condition.hasIsEmpty()) {
            PointFilter empty = isEmpty(path);
            any.add((key, payload) -> empty.test(key, payload) == condition.getIsEmpty());
        }
        if (condition.hasIsNull()) {
            PointFilter isNull = isNull(path);
            any.add((key, payload) -> isNull.test(key, payload) == condition.getIsNull());
        }
        if (any.isEmpty()) {
            throw Refusal.invalid(
                    "the condition on '%s' says nothing; give it a match or a range", path);
        }
        return any.size() == 1
                ? any.getFirst()
                : (key, payload) -> any.stream().anyMatch(one -> one.test(key, payload));
    }
}
