package hilum.ingest.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.dicom.Quarantine.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final Held ONE =
            new Held("0".repeat(32), "a".repeat(32), "text", Instant.EPOCH, "1.2/1.3/1.4");
    private static final Held TWO =
            new Held("1".repeat(32), "b".repeat(32), "text", Instant.MAX, "1.2/1.3/1.5");

    @TempDir Path folder;

    @Test
    void whatIsHeldIsThereAgainAfterARestart() throws Exception {
        Quarantine before = new Quarantine(folder);
        before.hold(new Held(TWO.id(), TWO.study(), "text", Instant.now(), TWO.line()));
        before.hold(ONE);

        Quarantine after = new Quarantine(folder);

        assertThat(after.list()).extracting(Held::id).containsExactly(ONE.id(), TWO.id());
        assertThat(after.find(ONE.id())).contains(ONE);
        assertThat(after.size()).isEqualTo(2);
    }

    @Test
    void whatIsHeldAlreadyStaysAsItIs() throws Exception {
        Quarantine quarantine = new Quarantine(folder);
        quarantine.hold(ONE);

        quarantine.hold(new Held(ONE.id(), ONE.study(), "other", Instant.now(), ONE.line()));

        assertThat(quarantine.find(ONE.id())).contains(ONE);
    }

    @Test
    void itsFilesAreItsOwnersAlone() throws Exception {
        new Quarantine(folder).hold(ONE);

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve(ONE.id() + ".json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void anIdThatIsNoneFindsNothing() throws Exception {
        Quarantine quarantine = new Quarantine(folder.resolve("quarantine"));
        Files.writeString(folder.resolve("bookmark.json"), "{}");

        assertThat(quarantine.find("../bookmark")).isEmpty();
        assertThat(quarantine.remove("../bookmark")).isFalse();
        assertThat(quarantine.list()).isEmpty();
    }
}
