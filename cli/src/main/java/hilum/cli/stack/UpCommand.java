package hilum.cli.stack;

import hilum.cli.Failure;
import hilum.cli.LlmOptions;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.local.Service;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum up}: starts the stack; returns when all of it is ready. */
@Command(
        name = "up",
        description = "Start the local stack; returns when every process is ready.",
        footer = {"", "Example:", "  hilum up --home /var/lib/hilum --port-base 29000"})
public final class UpCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Mixin private LlmOptions llm;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the services, as in hilum.trainer.round-studies=500")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--only",
            paramLabel = "SERVICES",
            description =
                    "Start these services alone, with what they need: for instance ingest-service to try an interface. The others start with the next hilum up without it")
    private String only = "";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Start from this model: bert or llama in Hugging Face layout, or a model version's folder (default: all-MiniLM-L6-v2). A home that has models keeps them")
    private Path model;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Make the key of the pseudonyms from a number: for demonstrations and tests only")
    private Long seed;

    @Override
    public Integer call() {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        if (stack.status().isPresent()) {
            System.out.printf(
                    "The stack in %s runs already on ports from %d%n",
                    home.path(), stack.ports().base());
            return 0;
        }
        try (Progress progress = Progress.onStderr()) {
            OptionalLong given = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
            Map<String, String> all = new LinkedHashMap<>();
            if (model != null) {
                progress.show(() -> "Checking the model in " + model);
                all.put("hilum.trainer.base", new ModelSource(model).base(home));
            }
            all.putAll(llm.settings());
            all.putAll(settings);
            new Launch(stack, all, given, false, services()).run(progress);
        }
        System.out.printf(
                "The stack in %s is ready on ports from %d; hilum status shows it%n",
                home.path(), stack.ports().base());
        return 0;
    }

    private Set<Service> services() {
        try {
            return Service.named(only);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("%s", e.getMessage());
        }
    }
}
