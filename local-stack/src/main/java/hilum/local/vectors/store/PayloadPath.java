package hilum.local.vectors.store;

import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a payload as Qdrant writes it: {@code site}, {@code device.kind}, {@code
 * findings[].side}, {@code scores[0]}, {@code "a key with a dot."}.
 */
final class PayloadPath {

    private sealed interface Step {}

    private record Key(String name) implements Step {}

    private record Element(int index) implements Step {}

    private record EveryElement() implements Step {}

    private static final Pattern STEP =
            Pattern.compile(
                    "\\G(?:(?<dot>\\.)?(?:\"(?<quoted>[^\"]+)\"|(?<plain>[^.\\[\\]\"]+))|\\[(?<index>\\d*)])");

    private final String text;
    private final List<Step> steps;

    private PayloadPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
    }

    static PayloadPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String index = matcher.group("index");
            if (steps.isEmpty() != (matcher.group("dot") == null && index == null)) {
                break;
            }
            if (index == null) {
                String quoted = matcher.group("quoted");
                steps.add(new Key(quoted == null ? matcher.group("plain") : quoted));
            } else {
                steps.add(index.isEmpty() ? new EveryElement() : new Element(element(index, text)));
            }
            end = matcher.end();
        }
        if (steps.isEmpty() || end != text.length()) {
            throw Refusal.invalid(
                    "'%s' is no payload key; write it like site, device.kind, findings[].side or scores[0]",
                    text);
        }
        return new PayloadPath(text, List.copyOf(steps));
    }

    private static int element(String digits, String text) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("the index in the payload key '%s' is too large", text);
        }
    }

    /**
     * The same place, but of every element when it holds an array: what a nested condition looks
     * into.
     */
    PayloadPath everyElement() {
        return text.endsWith("[]") ? this : parse(text + "[]");
    }

    /** The values at this place; none when the payload has no such place. */
    List<Value> values(Map<String, Value> payload) {
        Value first = payload.get(((Key) steps.getFirst()).name());
        if (first == null) {
            return List.of();
        }
        List<Value> values = List.of(first);
        for (Step step : steps.subList(1, steps.size())) {
            values = values.stream().flatMap(value -> follow(value, step).stream()).toList();
        }
        return values;
    }

    private static List<Value> follow(Value value, Step step) {
        return switch (step) {
            case Key(String name) -> {
                Value member = value.getStructValue().getFieldsMap().get(name);
                yield member == null ? List.of() : List.of(member);
            }
            case Element(int index) -> {
                List<Value> elements = value.getListValue().getValuesList();
                yield index < elements.size() ? List.of(elements.get(index)) : List.of();
            }
            case EveryElement() -> value.getListValue().getValuesList();
        };
    }

    /** The payload without what is at this place. */
    Map<String, Value> removeFrom(Map<String, Value> payload) {
        return without(payload, 0);
    }

    private Map<String, Value> without(Map<String, Value> members, int depth) {
        String name = ((Key) steps.get(depth)).name();
        Value value = members.get(name);
        if (value == null) {
            return members;
        }
        Map<String, Value> changed = new HashMap<>(members);
        if (depth == steps.size() - 1) {
            changed.remove(name);
        } else {
            changed.put(name, withoutInside(value, depth + 1));
        }
        return Map.copyOf(changed);
    }

    private Value withoutInside(Value value, int depth) {
        return switch (steps.get(depth)) {
            case Key _ when value.hasStructValue() -> {
                Map<String, Value> left = without(value.getStructValue().getFieldsMap(), depth);
                var struct = value.getStructValue().toBuilder().clearFields().putAllFields(left);
                yield Value.newBuilder().setStructValue(struct).build();
            }
            case Key _ -> value;
            case Element(int index) -> elements(value, depth, i -> i == index);
            case EveryElement() -> elements(value, depth, _ -> true);
        };
    }

    private Value elements(Value value, int depth, Function<Integer, Boolean> chosen) {
        if (!value.hasListValue()) {
            return value;
        }
        boolean last = depth == steps.size() - 1;
        var list = value.getListValue().toBuilder().clearValues();
        List<Value> elements = value.getListValue().getValuesList();
        for (int i = 0; i < elements.size(); i++) {
            if (!chosen.apply(i)) {
                list.addValues(elements.get(i));
            } else if (!last) {
                list.addValues(withoutInside(elements.get(i), depth + 1));
            }
        }
        return Value.newBuilder().setListValue(list).build();
    }

    @Override
    public String toString() {
        return text;
    }
}
