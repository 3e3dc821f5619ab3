package hilum.ingest.hl7;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the HL7 v2 door, under {@code hilum.ingest.hl7}. */
@ConfigMapping(prefix = "hilum.ingest.hl7")
public interface Hl7Config {
    /** Whether it listens. */
    @WithDefault("true")
    boolean enabled();

    /** Address to listen on. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port to listen on; 0 takes a free one. */
    @WithDefault("28075")
    int port();

    /** Largest frame; a larger one is answered AR. */
    @WithDefault("1M")
    MemorySize maxMessage();

    /** Connections at the same time. */
    @WithDefault("64")
    int maxConnections();

    /** Time without a message after which a connection is closed. */
    @WithDefault("10m")
    Duration idle();

    /** Time within which a message that has begun must be there. */
    @WithDefault("30s")
    Duration messageWithin();

    /** Messages of one connection under way before the first is answered. */
    @WithDefault("64")
    int window();

    /** Messages whose repeats are known and answered without being taken again. */
    @WithDefault("20000")
    int repeats();

    /** Newest messages that can be looked up by their control id. */
    @WithDefault("20000")
    int remember();

    /**
     * Name of the TLS configuration ({@code quarkus.tls.NAME.*}) that secures the port; plain
     * without.
     */
    Optional<String> tls();

    /** Whether a sender must show a certificate of the trust store. */
    @WithDefault("false")
    boolean clientCertificate();

    /** Addresses and networks that may connect; all without. */
    Optional<List<String>> allowedAddresses();

    /** Senders that are taken, as MSH-4 or MSH-3@MSH-4; all without. */
    Optional<List<String>> allowedSenders();

    /** Site by sending facility (MSH-4); a facility that is absent here names its site itself. */
    Map<String, String> sites();

    /**
     * Which examinations are taken: {@code chest-radiographs}, by words built in, or a regular
     * expression over code, text and modality; all without.
     */
    Optional<String> examination();
}
