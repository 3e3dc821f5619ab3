package hilum.variant;

import hilum.radiology.variant.VariantKind;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The language model that writes variants; without an address there is none. */
interface LlmConfig {
    /** Base of an OpenAI-compatible interface, up to and with {@code /v1}. */
    Optional<URI> url();

    /** Name under which the endpoint knows the model. */
    Optional<String> model();

    /** File that holds the key alone; else the variable HILUM_LLM_API_KEY is taken. */
    Optional<Path> apiKeyFile();

    /** Kinds that it writes; the others, and what it cannot, are written by rules. */
    @WithDefault("SIMILAR,EXPANDED")
    List<VariantKind> kinds();

    /** Temperature of the sampling. */
    @WithDefault("0.3")
    double temperature();

    /** Seed of the sampling. */
    @WithDefault("1")
    int seed();

    /** Time for one answer, whole; 3 minutes at most. */
    @WithDefault("60s")
    Duration timeout();

    /** Questions under way at once. */
    @WithDefault("4")
    int concurrency();

    /** How often a refused text goes back with the evidence. */
    @WithDefault("2")
    int maxRetriesAfterRefusal();

    /** Tokens of a site and day, UTC, after which rules write; 0 for no limit. */
    @WithDefault("5000000")
    long tokensPerSiteAndDay();

    /** How long an endpoint that fails is left alone. */
    @WithDefault("15s")
    Duration pause();

    /** Folder of the answers and the used tokens. */
    @WithDefault("llm-state")
    Path state();

    /** Answers that are kept; the oldest go first. */
    @WithDefault("200000")
    long cacheEntries();
}
