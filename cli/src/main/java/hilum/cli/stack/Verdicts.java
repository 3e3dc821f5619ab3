package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.local.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the verifier has accepted and refused since variant-service started. */
public final class Verdicts {
    private Verdicts() {}

    /** The account of variant-service; empty where it does not answer. */
    public static Optional<JsonNode> of(StackClient stack) {
        try {
            return Optional.of(stack.get(Service.VARIANT, "/verdicts"));
        } catch (Failure e) {
            return Optional.empty();
        }
    }

    /** Refused rewrites of language models, by kind. */
    public static Map<String, Integer> rejectedByLlm(JsonNode account) {
        Map<String, Integer> rejected = new TreeMap<>();
        for (JsonNode row : account.path("verdicts")) {
            int count = row.path("rejected").asInt();
            if (count > 0 && row.path("generator").asText().startsWith("llm/")) {
                rejected.merge(row.path("kind").asText(), count, Integer::sum);
            }
        }
        return rejected;
    }

    /** Accepted and rejected of one kind and generator at all sites. */
    private static final class Sum {
        private long accepted;
        private long rejected;
    }

    static String text(JsonNode account) {
        StringBuilder text = new StringBuilder();
        Map<List<String>, Sum> sums = new LinkedHashMap<>();
        for (JsonNode row : account.path("verdicts")) {
            String model = row.path("model").asText();
            Sum sum =
                    sums.computeIfAbsent(
                            List.of(
                                    row.path("kind").asText(),
                                    row.path("generator").asText()
                                            + (model.equals("none") ? "" : " " + model)),
                            key -> new Sum());
            sum.accepted += row.path("accepted").asLong();
            sum.rejected += row.path("rejected").asLong();
        }
        if (!sums.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("variants", "generator", "accepted", "rejected", "share rejected"));
            sums.forEach(
                    (key, sum) ->
                            rows.add(
                                    List.of(
                                            key.getFirst(),
                                            key.getLast(),
                                            Long.toString(sum.accepted),
                                            Long.toString(sum.rejected),
                                            "%.1f %%"
                                                    .formatted(
                                                            100.0
                                                                    * sum.rejected
                                                                    / (sum.accepted
                                                                            + sum.rejected)))));
            text.append("\n\n").append(Output.table(rows));
        }
        JsonNode llm = account.path("llm");
        if (llm.isObject()) {
            text.append(
                    "%n%nLLM %s at %s: %s%ntokens today %s of %s a site; left to rules %s"
                            .formatted(
                                    llm.path("model").asText(),
                                    llm.path("url").asText(),
                                    llm.path("paused").isNull()
                                            ? "writing"
                                            : "paused, " + llm.path("paused").asText(),
                                    llm.path("tokensToday"),
                                    llm.path("tokensPerSiteAndDay").asLong() == 0
                                            ? "any number"
                                            : llm.path("tokensPerSiteAndDay").asText(),
                                    llm.path("instead")));
        }
        return text.toString();
    }
}
