package hilum.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import hilum.schemas.Model;
import hilum.schemas.Topic;
import hilum.transport.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum models}: versions, and what an operator decides about them. */
@Command(
        name = "models",
        subcommands = {ImportCommand.class, ExportCommand.class},
        description = "List model versions, or decide about one. Without a subcommand: list.",
        footer = {"", "Example:", "  hilum models promote m-3"})
public final class ModelsCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        return print(options, json);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Show versions with state, parent and training.",
            footer = {"", "Example:", "  hilum models list --json"})
    int list(
            @Mixin StackOptions stack,
            @Option(names = "--json", description = "Print JSON") boolean asJson) {
        return print(stack, asJson);
    }

    private static int print(StackOptions options, boolean json) {
        List<List<String>> rows = new ArrayList<>();
        List<ObjectNode> objects = new ArrayList<>();
        rows.add(List.of("version", "state", "parent", "trained on", "since", "serving since"));
        for (Model model : versions(client(options)).values()) {
            objects.add(json(model));
            rows.add(
                    List.of(
                            model.getVersion(),
                            model.getState().name().toLowerCase(Locale.ROOT),
                            model.getParent() == null ? "-" : model.getParent(),
                            Integer.toString(model.getTrainedOn()),
                            model.getAt().toString(),
                            model.getServingSince() == null
                                    ? "-"
                                    : model.getServingSince().toString()));
        }
        System.out.println(json ? Output.json(objects) : Output.table(rows));
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show one version with its manifest and the figures that decided.",
            footer = {"", "Example:", "  hilum models show m-3"})
    int show(@Mixin StackOptions stack, @Parameters(paramLabel = "VERSION") String version) {
        Model model = versions(client(stack)).get(version);
        if (model == null) {
            throw Failure.usage("No model version %s: hilum models lists them", version);
        }
        System.out.println(json(model).toPrettyString());
        return 0;
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description =
                    "Serve this version: everything is embedded again with it, then search switches to it.",
            footer = {"", "Example:", "  hilum models promote m-3"})
    int promote(@Mixin StackOptions stack, @Parameters(paramLabel = "VERSION") String version) {
        return decide(stack, "/models/%s/promote".formatted(path(version)));
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Never serve this version.",
            footer = {"", "Example:", "  hilum models reject m-3"})
    int reject(@Mixin StackOptions stack, @Parameters(paramLabel = "VERSION") String version) {
        return decide(stack, "/models/%s/reject".formatted(path(version)));
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Serve the version again that served before.",
            footer = {"", "Example:", "  hilum models rollback"})
    int rollback(@Mixin StackOptions stack) {
        return decide(stack, "/models/rollback");
    }

    @Command(
            name = "announce",
            mixinStandardHelpOptions = true,
            description = "Make a version of the artifact store a candidate.",
            footer = {"", "Example:", "  hilum models announce smollm2"})
    int announce(@Mixin StackOptions stack, @Parameters(paramLabel = "VERSION") String version) {
        JsonNode answer =
                client(stack).post(Service.TRAINER, "/models", Map.of("version", path(version)));
        System.out.println(Output.json(answer));
        return 0;
    }

    private static int decide(StackOptions stack, String path) {
        JsonNode answer = client(stack).post(Service.EVAL, path, Map.of());
        System.out.println(Output.json(answer));
        return 0;
    }

    private static String path(String version) {
        if (!version.matches("[A-Za-z0-9._-]+")) {
            throw Failure.usage("%s is no model version: hilum models lists them", version);
        }
        return version;
    }

    private static StackClient client(StackOptions options) {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        return stack;
    }

    private static Map<String, Model> versions(StackClient stack) {
        return TopicReader.latest(stack.connection(), Topic.MODELS, Model.class);
    }

    private static ObjectNode json(Model model) {
        ObjectNode json = Output.JSON.createObjectNode();
        json.put("version", model.getVersion());
        json.put("state", model.getState().name().toLowerCase(Locale.ROOT));
        json.put("parent", model.getParent());
        json.put("runId", model.getRunId());
        json.put("trainedOn", model.getTrainedOn());
        json.put("heldOutItems", model.getHeldOutItems());
        json.put("collection", model.getCollection());
        json.put(
                "servingSince",
                model.getServingSince() == null ? null : model.getServingSince().toString());
        json.put("at", model.getAt().toString());
        json.put("decidedBy", model.getDecidedBy());
        json.set("decision", parsed(model.getDecision()));
        json.set("manifest", parsed(model.getManifest()));
        return json;
    }

    private static JsonNode parsed(String text) {
        try {
            return text == null ? Output.JSON.nullNode() : Output.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Output.JSON.getNodeFactory().textNode(text);
        }
    }
}
