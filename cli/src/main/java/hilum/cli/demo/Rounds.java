package hilum.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which training rounds did not help, one plain sentence each. */
final class Rounds {
    private record Headline(String task, String measure) {}

    private static final List<Headline> HEADLINES =
            List.of(
                    new Headline(Baselines.TASK, "recall@10"),
                    new Headline("impression-among-errors", "accuracy"));

    private Rounds() {}

    /** The versions with each behind the one that it was trained from. */
    static List<Model> parentsFirst(List<Model> models) {
        return models.stream()
                .sorted(Comparator.comparingInt(model -> generation(model, models)))
                .toList();
    }

    private static int generation(Model model, List<Model> models) {
        return models.stream()
                .filter(other -> other.getVersion().equals(model.getParent()))
                .findFirst()
                .map(parent -> 1 + generation(parent, models))
                .orElse(0);
    }

    /**
     * A rejected version with the first reason of its decision; of one that was promoted, each
     * headline figure that is not above its parent's.
     */
    static List<String> withoutGain(List<Model> models, List<Map<String, Object>> metrics) {
        List<String> sentences = new ArrayList<>();
        for (Model model : models) {
            if (model.getParent() == null) {
                continue;
            }
            String round = model.getRunId() == null ? model.getVersion() : model.getRunId();
            if (model.getState() == ModelState.REJECTED) {
                sentences.add("Round %s did not help: %s.".formatted(round, reason(model)));
                continue;
            }
            for (Headline headline : HEADLINES) {
                Optional<Double> after = value(metrics, model.getVersion(), headline);
                Optional<Double> before = value(metrics, model.getParent(), headline);
                if (after.isPresent() && before.isPresent() && after.get() <= before.get()) {
                    sentences.add(
                            "Round %s did not raise %s %s: %.3f after %.3f."
                                    .formatted(
                                            round,
                                            headline.task(),
                                            headline.measure(),
                                            after.get(),
                                            before.get()));
                }
            }
        }
        return sentences;
    }

    /** The decision is JSON with reasons, or the words of who refused the model. */
    private static String reason(Model model) {
        String decision = model.getDecision();
        if (decision == null) {
            return "rejected by " + model.getDecidedBy();
        }
        try {
            JsonNode first = Output.JSON.readTree(decision).path("reasons").path(0);
            return first.isTextual() ? first.asText() : decision;
        } catch (JsonProcessingException e) {
            return decision;
        }
    }

    private static Optional<Double> value(
            List<Map<String, Object>> metrics, String version, Headline headline) {
        return metrics.stream()
                .filter(metric -> metric.get("model").equals(version))
                .filter(metric -> metric.get("site").equals("all"))
                .filter(metric -> metric.get("task").equals(headline.task()))
                .filter(metric -> metric.get("measure").equals(headline.measure()))
                .map(metric -> ((Number) metric.get("value")).doubleValue())
                .findFirst();
    }
}
