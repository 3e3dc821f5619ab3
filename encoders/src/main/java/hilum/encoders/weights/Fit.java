package hilum.encoders.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/** The comparison of the weights that are there with those that a model asks for. */
final class Fit {
    private static final int MOST_NAMED = 12;

    private final List<String> missing = new ArrayList<>();
    private final List<String> extra = new ArrayList<>();
    private final List<String> misshapen = new ArrayList<>();

    private Fit() {}

    static SequencedMap<String, StoredTensor> of(
            Path from,
            Map<String, StoredTensor> found,
            SequencedMap<String, long[]> shapes,
            Predicate<String> ignorable)
            throws IOException {
        Fit fit = new Fit();
        SequencedMap<String, StoredTensor> asked = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> fit.take(name, shape, found.get(name), asked));
        found.forEach(
                (name, tensor) -> {
                    if (!shapes.containsKey(name) && !ignorable.test(name)) {
                        fit.extra.add("'%s' %s".formatted(name, tensor.shape()));
                    }
                });
        fit.requireNone(from);
        return asked;
    }

    private void take(
            String name, long[] shape, StoredTensor tensor, Map<String, StoredTensor> asked) {
        if (tensor == null) {
            missing.add("'%s' %s".formatted(name, Arrays.toString(shape)));
        } else if (!Arrays.equals(tensor.sizes(), shape) || !tensor.type().isFloating()) {
            misshapen.add(
                    "'%s' is %s%s, asked for is %s"
                            .formatted(
                                    name,
                                    tensor.type().isFloating() ? "" : tensor.type() + " ",
                                    tensor.shape(),
                                    Arrays.toString(shape)));
        } else {
            asked.put(name, tensor);
        }
    }

    private void requireNone(Path from) throws IOException {
        List<String> parts = new ArrayList<>();
        part(parts, "missing", missing);
        part(parts, "of another shape", misshapen);
        part(parts, "not asked for", extra);
        if (!parts.isEmpty()) {
            throw new IOException(
                    "%s does not hold the weights that its config.json asks for: %s. Take both files from one model."
                            .formatted(from, String.join("; ", parts)));
        }
    }

    private static void part(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add("%d %s: %s".formatted(names.size(), what, some(names)));
        }
    }

    /** The first few of many, and how many more there are. */
    static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
        return names.size() <= MOST_NAMED
                ? first
                : first + " and %d more".formatted(names.size() - MOST_NAMED);
    }
}
