package hilum.ingest.dicom;

import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.pacs.Bookmark;
import hilum.ingest.pacs.Feed;
import hilum.ingest.pacs.Pacs;
import hilum.ingest.privacy.Scrubber;
import hilum.ingest.senders.Senders;
import hilum.transport.ArtifactStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/** The door of site {@code north}, put together as the service does it, in a folder of the test. */
final class OpenDoor implements AutoCloseable {
    private final Pacs pacs;
    private final Quarantine quarantine;
    private final DicomDoor door;
    private final Progress progress;
    private final Senders senders;
    private final Follower follower;

    OpenDoor(
            Path folder,
            Pacs pacs,
            Function<Pacs, Feed> feed,
            Intake intake,
            MeterRegistry meters,
            Duration giveUp) {
        this.pacs = pacs;
        Clock clock = Clock.systemUTC();
        Pseudonyms pseudonyms = pseudonyms(folder);
        quarantine = new Quarantine(folder.resolve("quarantine"), study -> false);
        door =
                new DicomDoor(
                        pacs,
                        "north",
                        0.5,
                        pseudonyms,
                        new Admission(
                                pseudonyms,
                                new Scrubber(),
                                new ArtifactStore(folder.resolve("artifacts")),
                                intake,
                                clock),
                        quarantine,
                        Duration.ofSeconds(2),
                        clock);
        senders = new Senders(meters, clock);
        progress = new Progress(meters, senders, "north", clock);
        follower =
                new Follower(
                        pacs,
                        feed.apply(pacs),
                        Bookmark.open(folder.resolve("bookmark.json"), "fake"),
                        door,
                        new Refusals(intake, Duration.ofSeconds(2), clock),
                        progress,
                        new Follower.Pace(Duration.ofMillis(50), Duration.ofMillis(200), giveUp),
                        clock);
        follower.start();
    }

    static Pseudonyms pseudonyms(Path folder) {
        try {
            return Pseudonyms.fromFile(
                    Files.writeString(folder.resolve("key"), "0123456789abcdef0123456789abcdef"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Progress progress() {
        return progress;
    }

    Senders senders() {
        return senders;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    DicomDoor door() {
        return door;
    }

    @Override
    public void close() {
        follower.close();
        pacs.close();
    }
}
