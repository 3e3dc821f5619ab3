package hilum.cli.erase;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code hilum erase}: one study out of everything that holds data of it. */
@Command(
        name = "erase",
        description =
                "Erase a study for good, and wait until every stage that holds data of it has answered with a receipt. Ends with 0 when all have, with 1 and the missing ones otherwise; asking again is safe.",
        footer = {"", "Example:", "  hilum erase --site north CXR1 --reason \"consent withdrawn\""})
public final class EraseCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Mixin private StackOptions options;

    @Parameters(
            paramLabel = "ACCESSION",
            arity = "0..1",
            description = "Accession of the study, as its site sent it")
    private String accession;

    @Option(names = "--site", description = "Site that sent it (default: the intake's own default)")
    private String site;

    @Option(names = "--study", paramLabel = "ID", description = "Study id, instead of an accession")
    private String study;

    @Option(
            names = "--reason",
            required = true,
            description = "Why, for the record; without identifiers")
    private String reason;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Wait.class,
            description =
                    "How long to wait for the receipts, as 90s or 5m (default: ${DEFAULT-VALUE})",
            defaultValue = "60s")
    private Duration wait;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /** Durations as people write them. */
    static final class Wait implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String form = text.strip().toLowerCase(java.util.Locale.ROOT);
            try {
                return Duration.parse(
                        "PT" + (form.matches("\\d+") ? form + "s" : form)); // PT90S, PT5M
            } catch (java.time.format.DateTimeParseException e) {
                throw new TypeConversionException(
                        "'%s' is no time: write 90s, 5m or 1h".formatted(text));
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((accession == null) == (study == null) || (study != null && site != null)) {
            throw Failure.usage("Name the study by --site S ACCESSION, or by --study ID alone");
        }
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        String id = stack.post(Service.INGEST, "/erasures", request()).path("studyId").asText();
        JsonNode status = receipts(stack, id);
        System.out.println(json ? Output.json(status) : ErasureText.of(id, status));
        return status.path("complete").asBoolean() ? 0 : Failure.FAILED;
    }

    private Map<String, String> request() {
        Map<String, String> request = new LinkedHashMap<>();
        if (study != null) {
            request.put("studyId", study);
        } else {
            request.put("id", accession);
            if (site != null) {
                request.put("site", site);
            }
        }
        request.put("reason", reason);
        return request;
    }

    private JsonNode receipts(StackClient stack, String id) throws InterruptedException {
        Instant until = Instant.now().plus(wait);
        try (Progress progress = Progress.onStderr()) {
            while (true) {
                Optional<JsonNode> status = stack.find(Service.INGEST, "/erasures/" + id);
                boolean over = !Instant.now().isBefore(until);
                if (status.isPresent() && (over || status.get().path("complete").asBoolean())) {
                    return status.get();
                }
                if (over) {
                    throw Failure.failed(
                            "The request for study %s is with the broker and can't be read yet: look again with GET /erasures/%s",
                            id, id);
                }
                status.ifPresent(
                        seen -> progress.show(() -> "waiting for " + ErasureText.missing(seen)));
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }
}
