package hilum.encoders.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The comparison of an adapter with the weights of a base model. */
final class AdapterFit {
    private static final int MOST_NAMED = 3;

    private AdapterFit() {}

    static void require(Adapter adapter, String base, Map<String, long[]> shapes)
            throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String module : adapter.modules()) {
            long[] weight = shapes.get(module + ".weight");
            StoredTensor a = adapter.tensors().get(module + Adapter.A);
            StoredTensor b = adapter.tensors().get(module + Adapter.B);
            if (weight == null || weight.length != 2) {
                wrong.add("the base has no linear layer '%s'".formatted(module));
            } else if (a == null || b == null) {
                wrong.add("'%s' lacks its lora_%s".formatted(module, a == null ? "A" : "B"));
            } else {
                long rank = adapter.config().rank(module);
                if (!a.shape().equals(List.of(rank, weight[1]))
                        || !b.shape().equals(List.of(weight[0], rank))) {
                    wrong.add(
                            "'%s' changes a layer of [%d, %d] by B %s and A %s where rank %d asks for [%d, %d] and [%d, %d]"
                                    .formatted(
                                            module, weight[0], weight[1], b.shape(), a.shape(),
                                            rank, weight[0], rank, rank, weight[1]));
                }
            }
        }
        for (String name : new TreeSet<>(shapes.keySet())) {
            String module =
                    name.endsWith(".weight")
                            ? name.substring(0, name.length() - ".weight".length())
                            : "";
            if (shapes.get(name).length == 2
                    && adapter.config().targets(module)
                    && !adapter.modules().contains(module)) {
                wrong.add("it has nothing for '%s', which it targets".formatted(module));
            }
        }
        if (!wrong.isEmpty()) {
            String first = String.join("; ", wrong.subList(0, Math.min(MOST_NAMED, wrong.size())));
            throw new IOException(
                    "The adapter%s was not made for %s: %s%s. Use it with the base that it was trained on."
                            .formatted(
                                    adapter.config()
                                            .baseModel()
                                            .map(" of '%s'"::formatted)
                                            .orElse(""),
                                    base,
                                    first,
                                    wrong.size() > MOST_NAMED
                                            ? " (and %d more)".formatted(wrong.size() - MOST_NAMED)
                                            : ""));
        }
    }
}
