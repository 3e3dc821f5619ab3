package hilum.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum find-message}: what became of one HL7 message. */
@Command(
        name = "find-message",
        description =
                "Say what became of an HL7 message: how it was answered, why, and which studies it brought. Among the newest messages since ingest-service started; the control id is hashed there and never kept. Ends with 0 when the message is found, with 1 when it is not among them.",
        footer = {"", "Example:", "  hilum find-message --sender north MSG00001"})
public final class FindMessageCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(
            names = "--sender",
            required = true,
            paramLabel = "SITE",
            description =
                    "Who sent it: the site, as hilum status shows it, or the sending facility (MSH-4)")
    private String sender;

    @Parameters(paramLabel = "CONTROLID", description = "Control id of the message (MSH-10)")
    private String controlId;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() {
        var home = options.home();
        JsonNode answer =
                new StackClient(home, options.ports(home))
                        .post(
                                Service.INGEST,
                                "/messages:find",
                                Map.of("sender", sender, "controlId", controlId));
        System.out.println(json ? Output.json(answer) : text(answer));
        return answer.path("found").asBoolean() ? 0 : Failure.FAILED;
    }

    static String text(JsonNode answer) {
        if (!answer.path("found").asBoolean()) {
            JsonNode kept = answer.path("kept");
            return kept.path("messages").asLong() == 0
                    ? "No message is known: none has come since ingest-service started, or what came is erased"
                    : "Not among the %s messages since %s (%s are kept at most): it did not come, came before, came from another sender, or is erased"
                            .formatted(
                                    kept.path("messages").asText(),
                                    kept.path("since").asText(),
                                    kept.path("limit").asText());
        }
        JsonNode message = answer.path("message");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("answer", message.path("answer").asText("none yet: it is under way")));
        if (message.path("answer").isTextual()) {
            String words = message.path("words").asText();
            rows.add(
                    List.of(
                            "why",
                            message.path("reason").asText()
                                    + (words.isEmpty() ? "" : ": " + words)));
        }
        rows.add(
                List.of(
                        "came",
                        message.path("receivedAt").asText()
                                + (message.path("times").asInt() > 1
                                        ? ", %s times in all"
                                                .formatted(message.path("times").asText())
                                        : "")));
        message.path("studies").forEach(study -> rows.add(List.of("study", study.asText())));
        return Output.table(rows);
    }
}
