package hilum.cli;

import hilum.language.endpoint.ApiKey;
import hilum.language.endpoint.EndpointSettings;
import hilum.language.endpoint.ModelList;
import hilum.language.endpoint.Unavailable;
import hilum.language.manners.MannersSettings;
import hilum.language.rewrite.Rewriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a language model. */
public final class LlmOptions {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    @Option(
            names = "--llm-url",
            paramLabel = "URL",
            description =
                    "Have a language model write variants: base of an OpenAI-compatible interface, as http://127.0.0.1:28040/v1")
    private URI url;

    @Option(
            names = "--llm-model",
            paramLabel = "NAME",
            description = "Its name there (default: the only one that is listed)")
    private String model;

    @Option(
            names = "--llm-key-file",
            paramLabel = "FILE",
            description =
                    "File that holds its key alone (default: the variable HILUM_LLM_API_KEY, else none)")
    private Path keyFile;

    /** How a command that asks by itself asks. */
    public record Asking(
            double temperature, int seed, int again, int concurrency, Duration timeout) {}

    /** Whether a language model is named. */
    public boolean isNamed() {
        if (url == null && (model != null || keyFile != null)) {
            throw Failure.usage("--llm-model and --llm-key-file say more about --llm-url: name it");
        }
        return url != null;
    }

    /** Settings of the services; empty where none is named. */
    public Map<String, String> settings() {
        if (!isNamed()) {
            return Map.of();
        }
        EndpointSettings endpoint = endpoint(0, 0, Duration.ofMinutes(1));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hilum.variant.llm.url", endpoint.url().toString());
        settings.put("hilum.variant.llm.model", endpoint.model());
        if (keyFile != null) {
            settings.put(
                    "hilum.variant.llm.api-key-file",
                    keyFile.toAbsolutePath().normalize().toString());
        }
        return settings;
    }

    /**
     * A rewriter of this process.
     *
     * @param state folder of its answers
     */
    public Rewriter open(Path state, Asking asking) {
        EndpointSettings endpoint = endpoint(asking.temperature(), asking.seed(), asking.timeout());
        return Rewriter.open(
                endpoint,
                MannersSettings.of(asking.concurrency(), PAUSE, 0),
                state,
                200_000,
                asking.again());
    }

    private EndpointSettings endpoint(double temperature, int seed, Duration timeout) {
        try {
            ApiKey key = ApiKey.of(Optional.ofNullable(keyFile));
            // Checks the address before anything is asked there.
            EndpointSettings asked =
                    new EndpointSettings(
                            url, model == null ? "?" : model, key, temperature, seed, timeout);
            return model != null
                    ? asked
                    : new EndpointSettings(url, onlyModel(key), key, temperature, seed, timeout);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("%s", e.getMessage());
        }
    }

    private String onlyModel(ApiKey key) {
        List<String> names;
        try {
            names = ModelList.of(url, key);
        } catch (Unavailable e) {
            throw Failure.failed(
                    "The LLM at %s %s: start it, or name its model with --llm-model",
                    url, e.getMessage());
        }
        if (names.size() != 1) {
            throw Failure.usage(
                    "The LLM at %s has %d models (%s): name one with --llm-model",
                    url,
                    names.size(),
                    String.join(", ", names.subList(0, Math.min(10, names.size()))));
        }
        return names.getFirst();
    }
}
