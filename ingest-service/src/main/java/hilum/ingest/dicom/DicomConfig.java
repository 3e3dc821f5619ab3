package hilum.ingest.dicom;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the door to the PACS, under {@code hilum.ingest.dicom}; closed without a URL. */
@ConfigMapping(prefix = "hilum.ingest.dicom")
public interface DicomConfig {
    /** Base of DICOMweb, such as {@code http://pacs:8042/dicom-web}. */
    Optional<URI> url();

    /** How new instances are found: by an Orthanc's changes, or by searches (QIDO-RS). */
    @WithDefault("search")
    Follow follow();

    /** The ways to find what is new. */
    enum Follow {
        SEARCH,
        ORTHANC
    }

    /** Base of Orthanc's own interface; the folder above that of DICOMweb when absent. */
    Optional<URI> orthancUrl();

    /** File with {@code user:password} for the PACS. */
    Optional<Path> credentialsFile();

    /** Site of everything that comes from this PACS. */
    @WithDefault("default")
    String site();

    /** How often it is asked when there was nothing new. */
    @WithDefault("5s")
    Duration poll();

    /** Days back that a study's date may lie, when following by searches. */
    @WithDefault("3")
    int days();

    /** Time for one answer, from the connection to its last byte. */
    @WithDefault("60s")
    Duration timeout();

    /** The longest wait between two tries while the PACS is away. */
    @WithDefault("60s")
    Duration longestWait();

    /** How long an instance is asked for that a PACS, otherwise well, does not give. */
    @WithDefault("24h")
    Duration giveUp();

    /** Probability of being frontal from which an image is taken. */
    @WithDefault("0.5")
    double frontal();

    /** Folder of the bookmark and the quarantine. */
    @WithDefault("dicom-state")
    Path state();
}
