package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.local.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code hilum status}: processes, their health, how far each consumer group is behind, and what
 * came from each sender.
 */
@Command(
        name = "status",
        description =
                "Show processes, health, lag per consumer group, the live model, and what came from each sender.",
        footer = {"", "Example:", "  hilum status --json"})
public final class StatusCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        ObjectNode status = (ObjectNode) stack.requireRunning();
        Optional<String> live = LiveModel.version(stack);
        try (Lag lag = new Lag(stack, live)) {
            status.set("lag", Output.JSON.valueToTree(lag.perGroup()));
        } catch (RuntimeException e) {
            status.putNull("lag");
        }
        status.put("liveModel", live.orElse("none"));
        status.set(
                "variants",
                stack.ask(Service.VARIANT, "/verdicts").orElseGet(Output.JSON::nullNode));
        status.set(
                "intake", stack.ask(Service.INGEST, "/senders").orElseGet(Output.JSON::nullNode));
        System.out.println(json ? Output.json(status) : text(status));
        return status.path("ready").asBoolean() ? 0 : Failure.UNHEALTHY;
    }

    static String text(JsonNode status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("process", "pid", "state", "restarts", "peak MB", "health"));
        for (JsonNode process : status.path("processes")) {
            rows.add(
                    List.of(
                            process.path("name").asText(),
                            process.path("pid").asText(),
                            process.path("state").asText().toLowerCase(java.util.Locale.ROOT),
                            process.path("restarts").asText(),
                            process.path("peakResidentMegabytes").asText(),
                            process.path("health").asText()));
        }
        StringBuilder text = new StringBuilder(Output.table(rows)).append("\n\n");
        if (status.path("lag").isNull()) {
            text.append("lag unknown: the broker does not answer\n");
        } else {
            status.path("lag")
                    .properties()
                    .forEach(
                            group ->
                                    text.append(
                                            "%s is %s records behind%n"
                                                    .formatted(
                                                            group.getKey(),
                                                            group.getValue().asText())));
        }
        text.append("live model ").append(status.path("liveModel").asText());
        text.append(Senders.text(status.path("intake"), Instant.now()));
        text.append(silence(status, "intake", Service.INGEST, "what came from each sender"));
        text.append(Verdicts.text(status.path("variants")));
        text.append(silence(status, "variants", Service.VARIANT, "what became of variants"));
        return text.toString();
    }

    /** That a service which should run has not told its account. */
    private static String silence(
            JsonNode status, String account, Service service, String whatIsUnknown) {
        for (JsonNode process : status.path("processes")) {
            if (process.path("name").asText().equals(service.processName())
                    && status.path(account).isNull()) {
                return "%n%n%s unknown: %s has not answered within %d s, see hilum logs %s"
                        .formatted(
                                whatIsUnknown,
                                service.processName(),
                                StackClient.SOON.toSeconds(),
                                service.processName());
            }
        }
        return "";
    }
}
