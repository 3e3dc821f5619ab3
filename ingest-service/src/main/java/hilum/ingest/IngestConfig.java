package hilum.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the intake, under {@code hilum.ingest}. */
@ConfigMapping(prefix = "hilum.ingest")
interface IngestConfig {
    /** Site of studies that name none. */
    @WithDefault("default")
    String defaultSite();

    /**
     * How long a study waits for its other half where the sender did not say whether more comes.
     */
    @WithDefault("2s")
    Duration hold();

    /** How long a report waits for the images that its sender announced. */
    @WithDefault("5s")
    Duration holdForImages();

    /** How long a request waits for the broker to acknowledge before it is answered 503. */
    @WithDefault("20s")
    Duration acknowledgeWithin();

    /** Studies of a batch that are under way at the same time. */
    @WithDefault("256")
    int batchWindow();

    /** The way back from pseudonyms, for sites that ask for one. */
    Reidentification reidentification();

    /** Both settings or neither. */
    interface Reidentification {
        /** Encrypted table of pseudonyms and identifiers, written by this instance alone. */
        Optional<Path> file();

        /** Key of the table, at least 32 bytes; another file than that of the pseudonyms. */
        Optional<Path> keyFile();
    }
}
