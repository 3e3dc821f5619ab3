package hilum.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum train}: asks for a round now. */
@Command(
        name = "train",
        description =
                "Start a training round on what has arrived; hilum follow cxr.training.v1 shows it.",
        footer = {"", "Example:", "  hilum train --stages text-contrastive --steps 200"})
public final class TrainCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(1);

    @Mixin private StackOptions options;

    @Option(
            names = "--stages",
            paramLabel = "NAME",
            split = ",",
            description = "Stages to run (default: all that the data allow)")
    private List<String> stages;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of each stage at most")
    private Integer steps;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is drawn")
    private Long seed;

    @Option(
            names = "--base",
            paramLabel = "VERSION",
            description =
                    "Model version to start from (default: the one promoted last); every study is then new that its line of versions was not trained on")
    private String base;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var home = options.home();
        Map<String, Object> overrides = new HashMap<>();
        overrides.put("stages", stages);
        overrides.put("steps", steps);
        overrides.put("seed", seed);
        overrides.put("base", base);
        overrides.values().removeIf(Objects::isNull);
        StackClient stack = new StackClient(home, options.ports(home));
        String run = stack.post(Service.TRAINER, "/rounds", overrides).path("runId").asText();
        JsonNode round = planned(stack, run);
        if (json) {
            System.out.println(Output.json(round));
        } else if (round.has("plan")) {
            System.out.printf(
                    "Round %s has begun: %d studies, %d of them new, from %s%n",
                    run,
                    round.at("/plan/studies").asInt(),
                    round.at("/plan/newStudies").asInt(),
                    round.at("/plan/base").asText());
        } else {
            System.out.printf(
                    "Asked for round %s: it begins once variant-service has caught up%n", run);
        }
        return 0;
    }

    /** The round with its plan, or as it was asked for where it takes long to begin. */
    private static JsonNode planned(StackClient stack, String run) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        JsonNode round = Output.JSON.createObjectNode().put("runId", run);
        while (!round.has("plan") && Instant.now().isBefore(end)) {
            Thread.sleep(POLL);
            round = stack.get(Service.TRAINER, "/rounds/" + run);
        }
        return round;
    }
}
