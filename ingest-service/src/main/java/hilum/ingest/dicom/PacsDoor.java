package hilum.ingest.dicom;

import hilum.ingest.erasure.DoorRequests;
import hilum.ingest.erasure.Holding;
import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.pacs.Bookmark;
import hilum.ingest.pacs.Feed;
import hilum.ingest.pacs.OrthancChanges;
import hilum.ingest.pacs.Pacs;
import hilum.ingest.pacs.StudySearch;
import hilum.ingest.senders.Senders;
import hilum.transport.http.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the door to the PACS together from the configuration, and opens it where there is a URL. */
@Singleton
class PacsDoor {
    private static final Logger LOG = LoggerFactory.getLogger(PacsDoor.class);

    private final DicomConfig config;
    private final Pseudonyms pseudonyms;
    private final Admission admission;
    private final Intake intake;
    private final MeterRegistry meters;
    private final Senders senders;
    private final Duration acknowledgeWithin;
    private final Quarantine quarantine;
    private final Clock clock = Clock.systemUTC();
    private Optional<Open> open = Optional.empty();

    /** What lives while the door is open. */
    private record Open(Pacs pacs, DicomDoor door, Follower follower, Progress progress) {}

    PacsDoor(
            DicomConfig config,
            Pseudonyms pseudonyms,
            Admission admission,
            Intake intake,
            MeterRegistry meters,
            Senders senders,
            DoorRequests erased,
            @ConfigProperty(name = "hilum.ingest.acknowledge-within", defaultValue = "20s")
                    Duration acknowledgeWithin) {
        this.config = config;
        this.pseudonyms = pseudonyms;
        this.admission = admission;
        this.intake = intake;
        this.meters = meters;
        this.senders = senders;
        this.acknowledgeWithin = acknowledgeWithin;
        quarantine = new Quarantine(config.state().resolve("quarantine"), erased::isErased);
    }

    @Produces
    @Singleton
    Holding quarantined() {
        return new Holding("quarantined images", quarantine::forget);
    }

    void start(@Observes StartupEvent event) {
        config.url().ifPresent(this::open);
    }

    private void open(URI url) {
        if (!config.site().matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalStateException(
                    "Site %s is no site name: have hilum.ingest.dicom.site use up to 64 lower-case letters, digits and hyphens"
                            .formatted(config.site()));
        }
        Pacs pacs = new Pacs(url, config.credentialsFile(), config.timeout());
        Progress progress = new Progress(meters, senders, config.site(), clock);
        DicomDoor door =
                new DicomDoor(
                        pacs,
                        config.site(),
                        config.frontal(),
                        pseudonyms,
                        admission,
                        quarantine,
                        acknowledgeWithin,
                        clock);
        Follower follower =
                new Follower(
                        pacs,
                        feed(pacs, url),
                        Bookmark.open(
                                config.state().resolve("bookmark.json"),
                                config.follow() + " " + url),
                        door,
                        new Refusals(intake, acknowledgeWithin, clock),
                        progress,
                        new Follower.Pace(config.poll(), config.longestWait(), config.giveUp()),
                        clock);
        Gauge.builder("hilum.ingest.dicom.quarantine", quarantine, Quarantine::size)
                .tags("site", config.site())
                .strongReference(true)
                .register(meters);
        open = Optional.of(new Open(pacs, door, follower, progress));
        follower.start();
        LOG.info("PACS is followed: by={} site={}", config.follow(), config.site());
        if (url.getScheme().equals("http") && config.credentialsFile().isPresent()) {
            LOG.warn(
                    "The PACS's password goes over plain HTTP: give an https address if it has one");
        }
    }

    private Feed feed(Pacs pacs, URI url) {
        return switch (config.follow()) {
            case ORTHANC ->
                    new OrthancChanges(pacs, config.orthancUrl().orElseGet(() -> above(url)));
            case SEARCH -> new StudySearch(pacs, config.days(), clock);
        };
    }

    /** The folder above that of DICOMweb: Orthanc's own interface, as it is set up by default. */
    static URI above(URI url) {
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text : text + "/").resolve("..");
    }

    void stop(@Observes ShutdownEvent event) {
        open.ifPresent(
                each -> {
                    each.follower().close();
                    each.pacs().close();
                });
    }

    Quarantine quarantine() {
        return quarantine;
    }

    Optional<Progress> progress() {
        return open.map(Open::progress);
    }

    /**
     * The door itself.
     *
     * @throws ProblemException 409 where no PACS is configured
     */
    DicomDoor open() {
        return open.orElseThrow(
                        () ->
                                new ProblemException(
                                        409,
                                        "no-pacs",
                                        "No PACS is configured",
                                        null,
                                        "The service follows no PACS: set hilum.ingest.dicom.url"))
                .door();
    }
}
