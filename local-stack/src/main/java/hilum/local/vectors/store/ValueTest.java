package hilum.local.vectors.store;

import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Common.ValuesCount;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.List;
import java.util.Set;

/** A question about a single value of a payload. */
@FunctionalInterface
interface ValueTest {

    boolean test(Value value);

    /** Holds for a point when it holds for any value at the place, an array being its elements. */
    default PointFilter anyAt(PayloadPath path) {
        return (_, payload) -> {
            for (Value value : path.values(payload)) {
                if (value.hasListValue()) {
                    for (Value element : value.getListValue().getValuesList()) {
                        if (test(element)) {
                            return true;
                        }
                    }
                } else if (test(value)) {
                    return true;
                }
            }
            return false;
        };
    }

    static ValueTest of(Match match) {
        return switch (match.getMatchValueCase()) {
            case KEYWORD -> {
                String keyword = match.getKeyword();
                yield value -> value.hasStringValue() && value.getStringValue().equals(keyword);
            }
            case INTEGER -> {
                long integer = match.getInteger();
                yield value -> value.hasIntegerValue() && value.getIntegerValue() == integer;
            }
            case BOOLEAN -> {
                boolean wanted = match.getBoolean();
                yield value -> value.hasBoolValue() && value.getBoolValue() == wanted;
            }
            case TEXT -> {
                String part = match.getText();
                yield value -> value.hasStringValue() && value.getStringValue().contains(part);
            }
            case KEYWORDS -> {
                Set<String> any = distinct(match.getKeywords().getStringsList());
                yield value -> value.hasStringValue() && any.contains(value.getStringValue());
            }
            case INTEGERS -> {
                Set<Long> any = distinct(match.getIntegers().getIntegersList());
                yield value -> value.hasIntegerValue() && any.contains(value.getIntegerValue());
            }
            case EXCEPT_KEYWORDS -> {
                Set<String> none = distinct(match.getExceptKeywords().getStringsList());
                yield value -> !(value.hasStringValue() && none.contains(value.getStringValue()));
            }
            case EXCEPT_INTEGERS -> {
                Set<Long> none = distinct(match.getExceptIntegers().getIntegersList());
                yield value -> !(value.hasIntegerValue() && none.contains(value.getIntegerValue()));
            }
            case PHRASE, TEXT_ANY ->
                    throw Refusal.unsupported("the match '%s'", match.getMatchValueCase());
            case MATCHVALUE_NOT_SET ->
                    throw Refusal.invalid("a match of the filter names no value");
        };
    }

    private static <T> Set<T> distinct(List<T> values) {
        return Set.copyOf(values);
    }

    static ValueTest of(Range range) {
        return value -> {
            double number;
            if (value.hasDoubleValue()) {
                number = value.getDoubleValue();
            } else if (value.hasIntegerValue()) {
                number = value.getIntegerValue();
            } else {
                return false;
            }
            return (!range.hasLt() || number < range.getLt())
                    && (!range.hasGt() || number > range.getGt())
                    && (!range.hasLte() || number <= range.getLte())
                    && (!range.hasGte() || number >= range.getGte());
        };
    }

    static PointFilter count(ValuesCount bounds, PayloadPath path) {
        return (_, payload) -> {
            long count = path.values(payload).stream().mapToLong(ValueTest::size).sum();
            return (!bounds.hasLt() || count < bounds.getLt())
                    && (!bounds.hasGt() || count > bounds.getGt())
                    && (!bounds.hasLte() || count <= bounds.getLte())
                    && (!bounds.hasGte() || count >= bounds.getGte());
        };
    }

    private static long size(Value value) {
        return switch (value.getKindCase()) {
            case LIST_VALUE -> value.getListValue().getValuesCount();
            case NULL_VALUE, KIND_NOT_SET -> 0;
            default -> 1;
        };
    }
}
