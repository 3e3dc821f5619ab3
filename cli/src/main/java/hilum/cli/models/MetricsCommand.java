package hilum.cli.models;

import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.schemas.Metric;
import hilum.schemas.Topic;
import hilum.transport.TopicReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum metrics}: the newest figures of each model version on the held-out studies. */
@Command(
        name = "metrics",
        description =
                "Show the newest held-out figures with their intervals and what chance gives.",
        footer = {"", "Example:", "  hilum metrics --task findings-to-impression --site all"})
public final class MetricsCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(names = "--model", paramLabel = "V", description = "This model version only")
    private String model;

    @Option(names = "--task", paramLabel = "T", description = "This task only")
    private String task;

    @Option(
            names = "--site",
            paramLabel = "S",
            description = "This site only; all is the whole stream")
    private String site;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        List<Metric> metrics =
                TopicReader.latest(stack.connection(), Topic.METRICS, Metric.class)
                        .values()
                        .stream()
                        .filter(each -> model == null || each.getModel().equals(model))
                        .filter(each -> task == null || each.getTask().equals(task))
                        .filter(each -> site == null || each.getSite().equals(site))
                        .sorted(ORDER)
                        .toList();
        System.out.println(
                json
                        ? Output.json(metrics.stream().map(MetricsCommand::json).toList())
                        : table(metrics));
        return 0;
    }

    /** By task, site, measure and model, so that versions stand under each other. */
    public static final Comparator<Metric> ORDER =
            Comparator.comparing(Metric::getTask)
                    .thenComparing(Metric::getSite)
                    .thenComparing(Metric::getMeasure)
                    .thenComparing(Metric::getModel);

    /** A metric as the summary shows it. */
    public static Map<String, Object> json(Metric metric) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", metric.getModel());
        json.put("task", metric.getTask());
        json.put("site", metric.getSite());
        json.put("measure", metric.getMeasure());
        json.put("value", metric.getValue());
        json.put("low", metric.getLow());
        json.put("high", metric.getHigh());
        json.put("chance", metric.getChance());
        json.put("n", metric.getN());
        return json;
    }

    /** Metrics as columns. */
    public static String table(Collection<Metric> metrics) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "task",
                        "site",
                        "measure",
                        "model",
                        "value",
                        "95 % interval",
                        "chance",
                        "n"));
        for (Metric metric : metrics) {
            rows.add(
                    List.of(
                            metric.getTask(),
                            metric.getSite(),
                            metric.getMeasure(),
                            metric.getModel(),
                            "%.3f".formatted(metric.getValue()),
                            "%.3f–%.3f".formatted(metric.getLow(), metric.getHigh()),
                            "%.3f".formatted(metric.getChance()),
                            Integer.toString(metric.getN())));
        }
        return rows.size() == 1 ? "No figures yet" : Output.table(rows);
    }
}
