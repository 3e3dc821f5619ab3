package hilum.ingest.reidentification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReidentificationTableTest {
    private static final Identity STUDY =
            new Identity("0123abcd", Identity.Kind.STUDY, "north", "7795083358");
    private static final Identity PATIENT =
            new Identity("89abcdef", Identity.Kind.PATIENT, "north", "ABC451117\twith a tab");

    @TempDir Path folder;
    private Path file;
    private Path key;

    @BeforeEach
    void makeAKey() throws Exception {
        file = folder.resolve("table");
        key =
                Files.writeString(
                        folder.resolve("key"), HexFormat.of().formatHex(new byte[32]) + "\n");
    }

    @Test
    void whatWasKeptIsFoundAgainAfterARestart() throws Exception {
        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(STUDY);
            table.keep(PATIENT);
        }

        try (var table = ReidentificationTable.open(file, key)) {
            assertThat(table.find("0123abcd")).contains(STUDY);
            assertThat(table.find("89abcdef")).contains(PATIENT);
            assertThat(table.find("00000000")).isEmpty();
        }
    }

    @Test
    void theFileShowsNeitherIdentifiersNorPseudonymsAndOnlyItsOwnerReadsIt() throws Exception {
        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(STUDY);
        }

        assertThat(Files.readString(file)).doesNotContain("7795083358", "0123abcd", "north");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPseudonymThatCameLatelyGetsNoSecondLine() throws Exception {
        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(STUDY);
            table.keep(STUDY);
        }

        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void aLineThatACrashCutOffLosesNoOther() throws Exception {
        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(STUDY);
        }
        Files.writeString(
                file, "AAECAwQFBgcICQ", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);

        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(PATIENT);

            assertThat(table.find("0123abcd")).contains(STUDY);
            assertThat(table.find("89abcdef")).contains(PATIENT);
        }
    }

    @Test
    void anotherKeyIsToldAndNotTakenForAnEmptyTable() throws Exception {
        try (var table = ReidentificationTable.open(file, key)) {
            table.keep(STUDY);
        }
        Path other =
                Files.writeString(folder.resolve("other"), "another key that is long enough!!");

        try (var table = ReidentificationTable.open(file, other)) {
            assertThatThrownBy(() -> table.find("0123abcd"))
                    .hasMessageContaining("hilum.ingest.reidentification.key-file");
        }
    }

    @Test
    void aShortKeyFailsWithBothLengths() throws Exception {
        Path secret = Files.writeString(folder.resolve("short"), "secret");

        assertThatThrownBy(() -> ReidentificationTable.open(file, secret))
                .hasMessageContaining("has 6 bytes where at least 32 are needed");
    }

    @Test
    void anIdentityIsNeverPrinted() {
        assertThat(STUDY.toString()).doesNotContain("7795083358");
    }

    /** Written with Python's hmac and cryptography: key and format are as docs/privacy.md says. */
    @Test
    void aLineOfAnotherProgramIsRead() throws Exception {
        Files.writeString(file, PYTHON_LINE + "\n");

        try (var table = ReidentificationTable.open(file, key)) {
            assertThat(table.find("0123abcd")).contains(STUDY);
        }
    }

    private static final String PYTHON_LINE =
            "AAECAwQFBgcICQoLeDFZaxEx/S6Al8Wq8Fd3GK6us9KQpH/YtkNQc75A/A9abyLxIEzsLCtEejToWJM=";
}
