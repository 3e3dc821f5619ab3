package hilum.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum search}: nearest studies in the live collection. */
@Command(
        name = "search",
        description = "Find the nearest studies to a text or an image in the live collection.",
        footer = {
            "",
            "Example:",
            "  hilum search \"small left pleural effusion\" --kind report --limit 5"
        })
public final class SearchCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            description = "What to look for, in the words of a report")
    private String text;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "A PNG or JPEG to look for, instead of a text")
    private Path image;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many (default: ${DEFAULT-VALUE})")
    private int limit = 10;

    @Option(names = "--site", description = "Studies of this site only")
    private String site;

    @Option(
            names = "--kind",
            description = "report, findings, impression, split, prior_omitted or image")
    private String kind;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        if ((text == null) == (image == null)) {
            throw Failure.usage("Give either a text or --image FILE");
        }
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        JsonNode answer = stack.post(Service.EMBEDDING, "/search", request());
        System.out.println(json ? Output.json(answer) : table(answer));
        return 0;
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (text != null) {
            request.put("text", text);
        } else {
            request.put("image", base64());
        }
        request.put("limit", limit);
        if (site != null) {
            request.put("site", site);
        }
        if (kind != null) {
            request.put("kind", kind);
        }
        return request;
    }

    private String base64() {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(image));
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read: name a PNG or JPEG file", image);
        }
    }

    /** The hits as a table. */
    public static String table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("score", "study", "item", "site"));
        for (JsonNode hit : answer.path("hits")) {
            rows.add(
                    List.of(
                            "%.3f".formatted(hit.path("score").asDouble()),
                            hit.path("studyId").asText(),
                            hit.path("item").asText(),
                            hit.path("site").asText()));
        }
        return Output.table(rows) + "\nmodel " + answer.path("modelVersion").asText();
    }
}
