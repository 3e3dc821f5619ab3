package hilum.embedding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Configuration of the embedding-service, under {@code hilum}. */
@ConfigMapping(prefix = "hilum")
interface EmbeddingConfig {
    /** Core API of the schema registry. */
    @WithName("registry.url")
    String registryUrl();

    /** Host of the vector store. */
    @WithName("vectors.host")
    String vectorsHost();

    /** gRPC port of the vector store. */
    @WithName("vectors.port")
    int vectorsPort();

    /** Folder of the artifact store. */
    String artifacts();

    /** Name of this instance within its consumer groups, stable over restarts. */
    @WithDefault("0")
    String instance();

    /** Records a transaction at most. */
    @WithName("embedding.batch")
    @WithDefault("256")
    int batch();

    /** Tokens of one pass through the encoder at most, padding included. */
    @WithName("token-budget")
    @WithDefault("4096")
    int tokenBudget();
}
