package hilum.ingest.fhir.poll;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the poller, under {@code hilum.ingest.fhir.poll}; without a URL nothing is polled.
 */
@ConfigMapping(prefix = "hilum.ingest.fhir.poll")
public interface PollConfig {
    /** Base of the server, for instance {@code https://fhir.example.org/r4}. */
    Optional<URI> url();

    /** Site of what it holds; the one of the FHIR door when absent. */
    Optional<String> site();

    /**
     * File that holds the bearer token alone; read again for each request, so that it may change.
     */
    Optional<Path> tokenFile();

    /** Reports that were last changed before are not asked for; all are when absent. */
    Optional<Instant> from();

    /** Pause between the last page of one round and the first of the next. */
    @WithDefault("30s")
    Duration every();

    /** Reports that a page is asked to have. */
    @WithDefault("100")
    int pageSize();

    /** How far each round goes back, for what a server shows later than it says it was changed. */
    @WithDefault("2m")
    Duration overlap();

    /** What a page is asked to include, as {@code _include} has it; {@code none} for nothing. */
    @WithDefault(
            "DiagnosticReport:subject,DiagnosticReport:based-on,DiagnosticReport:performer,DiagnosticReport:results-interpreter,DiagnosticReport:result")
    List<String> include();

    /** How long one answer may take, to its last byte. */
    @WithDefault("30s")
    Duration timeout();

    /** The longest pause after failures. */
    @WithDefault("5m")
    Duration longestPause();
}
