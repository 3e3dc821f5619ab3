package hilum.ingest.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.dicom.Quarantine.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final Held ONE =
            new Held("0".repeat(32), "a".repeat(32), "text", Instant.EPOCH, "1.2/1.3/1.4");
    private static final Held TWO =
            new Held("1".repeat(32), "b".repeat(32), "text", Instant.MAX, "1.2/1.3/1.5");

    @TempDir Path folder;
    private final Set<String> erased = new HashSet<>();

    private Quarantine open(Path at) {
        return new Quarantine(at, erased::contains);
    }

    @Test
    void whatIsHeldIsThereAgainAfterARestart() throws Exception {
        Quarantine before = open(folder);
        before.hold(new Held(TWO.id(), TWO.study(), "text", Instant.now(), TWO.line()));
        before.hold(ONE);

        Quarantine after = open(folder);

        assertThat(after.list()).extracting(Held::id).containsExactly(ONE.id(), TWO.id());
        assertThat(after.find(ONE.id())).contains(ONE);
        assertThat(after.size()).isEqualTo(2);
    }

    @Test
    void whatIsHeldAlreadyStaysAsItIs() throws Exception {
        Quarantine quarantine = open(folder);
        quarantine.hold(ONE);

        quarantine.hold(new Held(ONE.id(), ONE.study(), "other", Instant.now(), ONE.line()));

        assertThat(quarantine.find(ONE.id())).contains(ONE);
    }

    @Test
    void itsFilesAreItsOwnersAlone() throws Exception {
        open(folder).hold(ONE);

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve(ONE.id() + ".json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void anErasureLetsGoOfTheImagesOfItsStudyAndOfNoOther() throws Exception {
        Quarantine quarantine = open(folder);
        quarantine.hold(ONE);
        quarantine.hold(new Held("2".repeat(32), ONE.study(), "text", Instant.EPOCH, ONE.line()));
        quarantine.hold(new Held(TWO.id(), TWO.study(), "text", Instant.EPOCH, TWO.line()));

        assertThat(quarantine.forget(Set.of(ONE.study(), "c".repeat(32))))
                .isEqualTo(Map.of(ONE.study(), 2L));

        assertThat(open(folder).list()).extracting(Held::id).containsExactly(TWO.id());
        assertThat(quarantine.forget(Set.of(ONE.study()))).isEmpty();
    }

    @Test
    void anErasureClearsWhatACrashLeftHalfWritten() throws Exception {
        Files.writeString(folder.resolve(ONE.id() + "123.next"), "{\"instance\":\"1.2/1.3/1.4\"");

        open(folder).forget(Set.of(TWO.study()));

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anImageOfAnErasedStudyIsNeitherHeldNorFound() throws Exception {
        Quarantine quarantine = open(folder);
        quarantine.hold(ONE);

        erased.add(ONE.study());

        assertThat(quarantine.find(ONE.id())).as("not gone yet").isEmpty();
        quarantine.forget(erased);
        assertThat(quarantine.hold(ONE)).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anIdThatIsNoneFindsNothing() throws Exception {
        Quarantine quarantine = open(folder.resolve("quarantine"));
        Files.writeString(folder.resolve("bookmark.json"), "{}");

        assertThat(quarantine.find("../bookmark")).isEmpty();
        assertThat(quarantine.remove("../bookmark")).isFalse();
        assertThat(quarantine.list()).isEmpty();
    }
}
