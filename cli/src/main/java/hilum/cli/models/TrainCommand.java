package hilum.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum train}: asks for a round now. */
@Command(
        name = "train",
        description =
                "Start a training round on what has arrived; hilum follow cxr.training.v1 shows it.",
        footer = {"", "Example:", "  hilum train"})
public final class TrainCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        var home = options.home();
        JsonNode answer =
                new StackClient(home, options.ports(home))
                        .post(Service.TRAINER, "/rounds", Map.of());
        System.out.println(
                json ? Output.json(answer) : "Asked for a round: " + Output.json(answer));
        return 0;
    }
}
