package hilum.cli.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.schemas.Topic;
import hilum.transport.Connection;
import hilum.transport.Incoming;
import hilum.transport.TopicReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum follow}: decoded events as they come. */
@Command(
        name = "follow",
        description = "Print the events of a topic as they come, decoded; only committed ones.",
        footer = {
            "",
            "Example:",
            "  hilum follow cxr.embeddings.v1 --from earliest --limit 3 --json"
        })
public final class FollowCommand implements Callable<Integer> {
    private static final int LONGEST_VALUE = 96;

    @Mixin private StackOptions options;

    @Parameters(paramLabel = "TOPIC", description = "Name of a topic, as cxr.studies.v1")
    private String topic;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description = "earliest or latest (default: ${DEFAULT-VALUE})")
    private String from = "latest";

    @Option(names = "--limit", paramLabel = "N", description = "End after N events")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print one JSON object a line")
    private boolean json;

    @Override
    public Integer call() {
        if (!List.of("earliest", "latest").contains(from) || limit <= 0) {
            throw Failure.usage(
                    "--from is earliest or latest and --limit above zero, not %s and %d",
                    from, limit);
        }
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        try (TopicReader reader = reader(stack.connection())) {
            long shown = 0;
            while (shown < limit) {
                for (Incoming record : reader.next()) {
                    if (shown++ < limit) {
                        ObjectNode event = EventJson.of(record);
                        System.out.println(json ? Output.json(event) : text(event));
                    }
                }
            }
        }
        return 0;
    }

    private TopicReader reader(Connection connection) {
        List<Topic> topics = List.of(known());
        return from.equals("earliest")
                ? TopicReader.fromBeginning(connection, topics)
                : TopicReader.fromEnd(connection, topics);
    }

    private Topic known() {
        try {
            return Topic.named(topic);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("%s", e.getMessage());
        }
    }

    private static String text(ObjectNode event) {
        StringBuilder line = new StringBuilder(event.path("timestamp").asText()).append(' ');
        line.append(event.path("key").asText());
        if (event.path("value").isNull()) {
            return line.append(" deleted").toString();
        }
        event.path("value")
                .properties()
                .forEach(
                        field -> {
                            String value =
                                    field.getValue().isTextual()
                                            ? field.getValue().asText()
                                            : field.getValue().toString();
                            if (!field.getValue().isNull() && !value.isEmpty()) {
                                String brief =
                                        value.length() > LONGEST_VALUE
                                                ? value.substring(0, LONGEST_VALUE) + "…"
                                                : value;
                                line.append(' ')
                                        .append(field.getKey())
                                        .append('=')
                                        .append(brief.replace('\n', ' '));
                            }
                        });
        return line.toString();
    }
}
