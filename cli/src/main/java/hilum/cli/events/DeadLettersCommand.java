package hilum.cli.events;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.schemas.DeadLetter;
import hilum.schemas.Topic;
import hilum.transport.TopicReader;
import hilum.transport.erasure.ErasedStudies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum dead-letters}: what the stages could not take, and its way back into the stream. */
@Command(
        name = "dead-letters",
        description =
                "List, show or replay what a stage could not take. Without a subcommand: list.",
        footer = {
            "",
            "Example:",
            "  hilum dead-letters replay variant-service:cxr.studies.v1:2:17"
        })
public final class DeadLettersCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(names = "--json", description = "Print one JSON object a line")
    private boolean json;

    @Override
    public Integer call() {
        return list();
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Show id, time and reason of each.",
            footer = {"", "Example:", "  hilum dead-letters list --json"})
    int list(
            @Mixin StackOptions options,
            @Option(names = "--json", description = "Print one JSON object a line") boolean json) {
        this.options = options;
        this.json = json;
        return list();
    }

    private int list() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("id", "at", "reason"));
        for (DeadLetter letter : letters(stack(options)).values()) {
            if (json) {
                System.out.println(Output.json(EventJson.of(letter)));
            } else {
                rows.add(
                        List.of(
                                letter.getId(),
                                letter.getAt().toString(),
                                letter.getReason().replace('\n', ' ')));
            }
        }
        if (!json) {
            System.out.println(rows.size() == 1 ? "No dead letters" : Output.table(rows));
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show one whole, its bytes in Base64.",
            footer = {
                "",
                "Example:",
                "  hilum dead-letters show ingest-service:cxr.intake.reports.v1:0:3"
            })
    int show(@Mixin StackOptions options, @Parameters(paramLabel = "ID") String id) {
        DeadLetter letter = find(letters(stack(options)), id);
        System.out.println(EventJson.of(letter).toPrettyString());
        return 0;
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Send the original bytes and headers back to the original topic.",
            footer = {
                "",
                "Example:",
                "  hilum dead-letters replay variant-service:cxr.studies.v1:2:17"
            })
    int replay(
            @Mixin StackOptions options,
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids)
            throws InterruptedException {
        StackClient stack = stack(options);
        Map<String, DeadLetter> letters = letters(stack);
        List<DeadLetter> chosen = ids.stream().map(id -> find(letters, id)).toList();
        refuseErased(stack, chosen);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", stack.connection().bootstrapServers(), "acks", "all");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (DeadLetter letter : chosen) {
                producer.send(original(letter)).get();
                System.out.printf("%s is back on %s%n", letter.getId(), letter.getTopic());
            }
        } catch (ExecutionException e) {
            throw Failure.failed(
                    "Replay failed (%s): the rest is as it was, replay it again",
                    e.getCause().getMessage());
        }
        return 0;
    }

    /** Behind its tombstone a record would bring an erased study back to a compacted topic. */
    private static void refuseErased(StackClient stack, List<DeadLetter> chosen) {
        try (ErasedStudies erased = ErasedStudies.of(stack.connection())) {
            erased.catchUp();
            for (DeadLetter letter : chosen) {
                byte[] key = bytes(letter.getKey());
                if (key != null && erased.containsKey(new String(key, StandardCharsets.UTF_8))) {
                    throw Failure.failed(
                            "%s is of an erased study: leave it out; nothing was replayed",
                            letter.getId());
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> original(DeadLetter letter) {
        if (letter.getPartition() < 0) {
            throw Failure.failed(
                    "%s never was in Kafka: have %s send it again",
                    letter.getId(), letter.getTopic());
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        letter.getTopic(),
                        letter.getPartition(),
                        bytes(letter.getKey()),
                        bytes(letter.getValue()));
        letter.getHeaders().forEach((name, value) -> record.headers().add(name, bytes(value)));
        record.headers().add("hilum-replay-of", letter.getId().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    private static DeadLetter find(Map<String, DeadLetter> letters, String id) {
        DeadLetter letter = letters.get(id);
        if (letter == null) {
            throw Failure.usage("No dead letter %s: hilum dead-letters list shows the ids", id);
        }
        return letter;
    }

    private static StackClient stack(StackOptions options) {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        return stack;
    }

    private static Map<String, DeadLetter> letters(StackClient stack) {
        Map<String, DeadLetter> letters = new LinkedHashMap<>();
        try (TopicReader reader =
                TopicReader.fromBeginning(stack.connection(), List.of(Topic.DEAD_LETTERS))) {
            reader.toTheEnd(
                    record ->
                            record.value()
                                    .map(DeadLetter.class::cast)
                                    .ifPresent(letter -> letters.put(letter.getId(), letter)));
        }
        return letters;
    }
}
