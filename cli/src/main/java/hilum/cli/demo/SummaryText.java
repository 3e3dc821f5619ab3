package hilum.cli.demo;

import hilum.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The summary for a reader: counts, versions, and each figure before and after. */
final class SummaryText {
    private static final Map<String, Set<String>> MEASURES =
            Map.of(
                    "prior-omitted-to-report",
                    Set.of("recall@10"),
                    Baselines.TASK,
                    Set.of("recall@1", "recall@10"),
                    "impression-among-errors",
                    Set.of("accuracy", "accuracy-swapped"),
                    "abbreviated-to-expanded",
                    Set.of("recall@1"),
                    "image-to-report",
                    Set.of("recall@10"));

    private SummaryText() {}

    static String of(Summary summary) {
        StringBuilder text = new StringBuilder();
        boolean synthetic = summary.data().equals("synthetic");
        line(
                text,
                "data",
                synthetic ? "synthetic: no patient, no real radiograph" : summary.data());
        line(
                text,
                "studies",
                "%d sent, %d accepted, %d rejected",
                summary.studies().sent(),
                summary.studies().accepted(),
                summary.studies().rejected());
        line(
                text,
                "variants",
                "%d accepted %s, %d rejected %s",
                summary.variants().accepted(),
                summary.variants().byKind(),
                summary.variants().rejected(),
                summary.variants().rejectedByKind());
        line(
                text,
                "vectors",
                "%d expected, %d stored, %d missing, %d unexpected in %s",
                summary.vectors().expected(),
                summary.vectors().stored(),
                summary.vectors().missing(),
                summary.vectors().unexpected(),
                summary.vectors().collection());
        line(
                text,
                "events",
                "%d vectors announced, %d duplicates, %d dead letters",
                summary.events().embeddings(),
                summary.events().duplicates(),
                summary.deadLetters());
        line(
                text,
                "throughput",
                "%.1f studies/s, %.1f texts/s, bare encoder %s",
                summary.throughput().studiesPerSecond(),
                summary.throughput().textsPerSecond(),
                summary.throughput().bareEncoderTextsPerSecond() == null
                        ? "not measured"
                        : "%.1f texts/s"
                                .formatted(summary.throughput().bareEncoderTextsPerSecond()));
        line(
                text,
                "peak memory",
                "%d MB in all %s",
                summary.memory().peakResidentMegabytes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                summary.memory().peakResidentMegabytes());
        line(text, "seconds", "%s", summary.seconds());
        text.append('\n').append(Output.table(versions(summary))).append("\n\n");
        text.append("Held-out studies")
                .append(synthetic ? " (synthetic)" : "")
                .append(", all sites:\n");
        text.append(Output.table(figures(summary)));
        List<List<String>> baselines = baselines(summary);
        if (baselines.size() > 1) {
            text.append("\n\nWithout a model, ")
                    .append(Baselines.TASK)
                    .append(":\n")
                    .append(Output.table(baselines));
        }
        if (!summary.roundsWithoutGain().isEmpty()) {
            text.append("\n\n").append(String.join("\n", summary.roundsWithoutGain()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String format, Object... values) {
        text.append("%-12s %s%n".formatted(name, format.formatted(values)));
    }

    private static List<List<String>> versions(Summary summary) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("model", "state", "parent", "trained on", "held out"));
        for (Summary.Version each : summary.models()) {
            rows.add(
                    List.of(
                            each.version(),
                            each.state(),
                            each.parent() == null ? "-" : each.parent(),
                            Integer.toString(each.trainedOn()),
                            Integer.toString(each.heldOut())));
        }
        return rows;
    }

    /** One row a task and measure, one column a version, in the order of the versions. */
    private static List<List<String>> figures(Summary summary) {
        List<String> versions = summary.models().stream().map(Summary.Version::version).toList();
        Map<String, Map<String, String>> cells = new LinkedHashMap<>();
        Map<String, String> chances = new LinkedHashMap<>();
        for (Map<String, Object> metric : summary.metrics()) {
            if (!isShown(metric) || !versions.contains((String) metric.get("model"))) {
                continue;
            }
            String row = metric.get("task") + " " + metric.get("measure");
            cells.computeIfAbsent(row, key -> new LinkedHashMap<>())
                    .put((String) metric.get("model"), figure(metric));
            chances.put(row, "%.3f".formatted(number(metric, "chance")));
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("task and measure"));
        head.addAll(versions);
        head.add("chance");
        rows.add(head);
        cells.forEach(
                (row, values) -> {
                    List<String> line = new ArrayList<>(List.of(row));
                    versions.forEach(version -> line.add(values.getOrDefault(version, "-")));
                    line.add(chances.get(row));
                    rows.add(line);
                });
        return rows;
    }

    /** One row a baseline and measure. */
    private static List<List<String>> baselines(Summary summary) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("baseline", "measure", "value", "chance"));
        for (Map<String, Object> metric : summary.metrics()) {
            String model = (String) metric.get("model");
            if (isShown(metric) && model.startsWith(Baselines.PREFIX)) {
                rows.add(
                        List.of(
                                model.substring(Baselines.PREFIX.length()),
                                (String) metric.get("measure"),
                                figure(metric),
                                "%.3f".formatted(number(metric, "chance"))));
            }
        }
        return rows;
    }

    private static boolean isShown(Map<String, Object> metric) {
        return metric.get("site").equals("all")
                && MEASURES.getOrDefault((String) metric.get("task"), Set.of())
                        .contains((String) metric.get("measure"));
    }

    private static String figure(Map<String, Object> metric) {
        return "%.3f (%.3f–%.3f)"
                .formatted(number(metric, "value"), number(metric, "low"), number(metric, "high"));
    }

    private static double number(Map<String, Object> metric, String field) {
        return ((Number) metric.get(field)).doubleValue();
    }
}
