package hilum.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
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
    public Integer call() {
        var home = options.home();
        Map<String, Object> overrides = new HashMap<>();
        overrides.put("stages", stages);
        overrides.put("steps", steps);
        overrides.put("seed", seed);
        overrides.put("base", base);
        overrides.values().removeIf(Objects::isNull);
        JsonNode answer =
                new StackClient(home, options.ports(home))
                        .post(Service.TRAINER, "/rounds", overrides);
        System.out.println(
                json ? Output.json(answer) : "Asked for a round: " + Output.json(answer));
        return 0;
    }
}
