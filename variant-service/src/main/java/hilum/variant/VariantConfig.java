package hilum.variant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Configuration of the variant-service, under {@code hilum}. */
@ConfigMapping(prefix = "hilum")
interface VariantConfig {
    /** Core API of the schema registry. */
    @WithName("registry.url")
    String registryUrl();

    /** Name of this instance within the consumer group, stable over restarts. */
    @WithDefault("0")
    String instance();

    /** Studies a transaction at most. */
    @WithName("variant.batch")
    @WithDefault("64")
    int batch();

    /** The language model, if there is one. */
    @WithName("variant.llm")
    LlmConfig llm();
}
