package hilum.ingest.reidentification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReidentificationTableTest {
    private static final Identity STUDY =
            new Identity("0123abcd", Identity.Kind.STUDY, "north", "7795083358");
    private static final Identity PATIENT =
            new Identity("89abcdef", Identity.Kind.PATIENT, "north", "ABC451117\twith a tab");

    private static final Identity OTHER =
            new Identity("4567cdef", Identity.Kind.STUDY, "north", "7795083359");

    @TempDir Path folder;
    private final Set<String> erased = new HashSet<>();
    private Path file;
    private Path key;

    private ReidentificationTable open(Path keyFile) {
        return ReidentificationTable.open(file, keyFile, erased::contains);
    }

    @BeforeEach
    void makeAKey() throws Exception {
        file = folder.resolve("table");
        key =
                Files.writeString(
                        folder.resolve("key"), HexFormat.of().formatHex(new byte[32]) + "\n");
    }

    @Test
    void whatWasKeptIsFoundAgainAfterARestart() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY, PATIENT));
        }

        try (var table = open(key)) {
            assertThat(table.find("0123abcd")).contains(STUDY);
            assertThat(table.find("89abcdef")).contains(PATIENT);
            assertThat(table.find("00000000")).isEmpty();
        }
    }

    @Test
    void theFileShowsNeitherIdentifiersNorPseudonymsAndOnlyItsOwnerReadsIt() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY));
        }

        assertThat(Files.readString(file)).doesNotContain("7795083358", "0123abcd", "north");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPseudonymThatCameLatelyGetsNoSecondLine() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY));
            table.keep(List.of(STUDY));
        }

        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void aLineThatACrashCutOffLosesNoOther() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY));
        }
        Files.writeString(
                file, "AAECAwQFBgcICQ", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);

        try (var table = open(key)) {
            table.keep(List.of(PATIENT));

            assertThat(table.find("0123abcd")).contains(STUDY);
            assertThat(table.find("89abcdef")).contains(PATIENT);
        }
    }

    @Test
    void anotherKeyIsToldAndNotTakenForAnEmptyTable() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY));
        }
        Path other =
                Files.writeString(folder.resolve("other"), "another key that is long enough!!");

        try (var table = open(other)) {
            assertThatThrownBy(() -> table.find("0123abcd"))
                    .hasMessageContaining("hilum.ingest.reidentification.key-file");
        }
    }

    @Test
    void aShortKeyFailsWithBothLengths() throws Exception {
        Path secret = Files.writeString(folder.resolve("short"), "secret");

        assertThatThrownBy(() -> open(secret))
                .hasMessageContaining("has 6 bytes where at least 32 are needed");
    }

    @Test
    void anIdentityIsNeverPrinted() {
        assertThat(STUDY.toString()).doesNotContain("7795083358");
    }

    @Test
    void anErasureTakesTheLinesOfItsStudyOutAndLeavesItsPatientsAndAllOthers() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY, PATIENT));
        }
        try (var table = open(key)) {
            table.keep(List.of(STUDY, OTHER));

            assertThat(table.forget(Set.of(STUDY.pseudonym(), "00000000")))
                    .isEqualTo(Map.of(STUDY.pseudonym(), 2L));

            assertThat(table.find(STUDY.pseudonym())).isEmpty();
            assertThat(table.find(PATIENT.pseudonym())).contains(PATIENT);
            assertThat(table.find(OTHER.pseudonym())).contains(OTHER);
            assertThat(table.forget(Set.of(STUDY.pseudonym()))).isEmpty();
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsKeptAfterAnErasureIsFoundAgainAfterARestart() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY, PATIENT));
            table.forget(Set.of(STUDY.pseudonym()));
            table.keep(List.of(OTHER));
        }

        try (var table = open(key)) {
            assertThat(table.find(OTHER.pseudonym())).contains(OTHER);
            assertThat(table.find(PATIENT.pseudonym())).contains(PATIENT);
        }
    }

    @Test
    void ofAnErasedStudyNothingIsWrittenNotEvenItsPatient() throws Exception {
        erased.add(STUDY.pseudonym());

        try (var table = open(key)) {
            table.keep(List.of(STUDY, PATIENT));
        }

        assertThat(file).isEmptyFile();
    }

    @Test
    void linesThatDoNotOpenSurviveAnErasure() throws Exception {
        Files.writeString(file, "AAECAwQFBgcICQ\n\n");

        try (var table = open(key)) {
            table.keep(List.of(STUDY, OTHER));
            table.forget(Set.of(STUDY.pseudonym()));
        }

        assertThat(Files.readAllLines(file)).hasSize(3).contains("AAECAwQFBgcICQ");
    }

    @Test
    void anErasureUnderAnotherKeyFailsAndIsNotTakenForDone() throws Exception {
        try (var table = open(key)) {
            table.keep(List.of(STUDY));
        }
        Path other =
                Files.writeString(folder.resolve("other"), "another key that is long enough!!");

        try (var table = open(other)) {
            assertThatThrownBy(() -> table.forget(Set.of(STUDY.pseudonym())))
                    .hasMessageContaining("hilum.ingest.reidentification.key-file");
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void theDraftOfACrashIsGoneAtTheNextStart() throws Exception {
        Path draft = Files.writeString(folder.resolve("table.next"), PYTHON_LINE);

        open(key).close();

        assertThat(draft).doesNotExist();
    }

    /** A line that is written while the file is looked through is neither lost nor overlooked. */
    @Test
    void whatIsKeptWhileAnErasureIsUnderWayIsKept() throws Exception {
        AtomicInteger kept = new AtomicInteger();
        try (var table = open(key)) {
            Thread keeper =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (kept.get() < 200) {
                                            keep(table, kept.get());
                                            kept.incrementAndGet();
                                        }
                                    });
            for (int number = 0; number < 60; number += 2) {
                int next = number;
                Awaitility.await().until(() -> kept.get() > next);
                assertThat(table.forget(Set.of("s" + number))).isEqualTo(Map.of("s" + number, 1L));
            }
            keeper.join();
        }

        Seal seal = new Seal(HexFormat.of().formatHex(new byte[32]).getBytes());
        assertThat(Files.readAllLines(file))
                .map(line -> seal.open(line).orElseThrow().pseudonym())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200)
                                .filter(number -> number >= 60 || number % 2 == 1)
                                .mapToObj(number -> "s" + number)
                                .toList());
    }

    private static void keep(ReidentificationTable table, int number) {
        try {
            table.keep(List.of(new Identity("s" + number, Identity.Kind.STUDY, "north", "A")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written with Python's hmac and cryptography: key and format are as docs/privacy.md says. */
    @Test
    void aLineOfAnotherProgramIsRead() throws Exception {
        Files.writeString(file, PYTHON_LINE + "\n");

        try (var table = open(key)) {
            assertThat(table.find("0123abcd")).contains(STUDY);
        }
    }

    private static final String PYTHON_LINE =
            "AAECAwQFBgcICQoLeDFZaxEx/S6Al8Wq8Fd3GK6us9KQpH/YtkNQc75A/A9abyLxIEzsLCtEejToWJM=";
}
