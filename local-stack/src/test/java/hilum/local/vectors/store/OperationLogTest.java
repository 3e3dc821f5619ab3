package hilum.local.vectors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperationLogTest {

    @TempDir private Path folder;

    /** Kept here, since the logging system forgets the level of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger(OperationLog.class.getName());

    private final List<String> read = new ArrayList<>();

    @BeforeAll
    static void silence() {
        LOG.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void unsilence() {
        LOG.setLevel(null);
    }

    private OperationLog open(long applied) throws IOException {
        read.clear();
        return OperationLog.open(
                folder,
                applied,
                (number, body) ->
                        read.add(number + ":" + new String(body, StandardCharsets.UTF_8)));
    }

    private static void append(OperationLog log, String... bodies) throws IOException {
        log.append(
                Arrays.stream(bodies).map(body -> body.getBytes(StandardCharsets.UTF_8)).toList());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> listing = Files.list(folder)) {
            return listing.sorted().toList();
        }
    }

    @Test
    void whatWasAppendedIsReadAgainAfterTheLastAppliedChange() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "a", "b");
            append(log, "c");
        }

        open(1).close();

        assertThat(read).containsExactly("2:b", "3:c");
    }

    @Test
    void everyWayInWhichTheLastGroupCanBeTornLosesThatGroupAlone() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "kept");
            append(log, "torn");
        }
        byte[] whole = Files.readAllBytes(files().getFirst());
        int kept = 16 + "kept".length();

        for (int length = kept; length < whole.length; length++) {
            Files.write(files().getFirst(), Arrays.copyOf(whole, length));
            try (OperationLog log = open(0)) {
                assertThat(read).as("cut at byte %d", length).containsExactly("1:kept");
                append(log, "next");
            }
            open(0).close();
            assertThat(read).as("cut at byte %d", length).containsExactly("1:kept", "2:next");
        }
        for (int at = kept; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(files().getFirst(), flipped);
            open(0).close();
            assertThat(read).as("flipped at byte %d", at).containsExactly("1:kept");
        }
    }

    @Test
    void zerosAfterTheLastChangeAreCutOff() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "kept");
        }
        Files.write(files().getFirst(), new byte[4096], StandardOpenOption.APPEND);

        try (OperationLog log = open(0)) {
            assertThat(log.bytes()).isEqualTo(16 + "kept".length());
        }

        assertThat(read).containsExactly("1:kept");
    }

    @Test
    void damageBeforeTheLastFileIsNotTakenForATornEnd() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "a", "b");
            log.startFile();
            append(log, "c");
        }
        byte[] first = Files.readAllBytes(files().getFirst());
        first[first.length - 1] ^= 1;
        Files.write(files().getFirst(), first);

        assertThatThrownBy(() -> open(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at byte");
    }

    @Test
    void aMissingFileIsNoticed() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "a", "b");
            log.startFile();
            append(log, "c");
        }
        Files.delete(files().getFirst());

        assertThatThrownBy(() -> open(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changes are missing");
    }

    @Test
    void filesBeforeACommitAreDroppedAndNoOthers() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "a", "b");
            log.startFile();
            append(log, "c");
            log.drop(1);
            assertThat(files()).hasSize(2);
            log.drop(2);
            assertThat(files()).hasSize(1);
        }

        open(2).close();

        assertThat(read).containsExactly("3:c");
    }

    @Test
    void anEmptyFileLeftByACrashIsNoHindrance() throws IOException {
        try (OperationLog log = open(0)) {
            append(log, "a");
        }
        Files.createFile(folder.resolve("%019d.log".formatted(2)));

        try (OperationLog log = open(0)) {
            append(log, "b");
        }
        open(0).close();

        assertThat(read).containsExactly("1:a", "2:b");
    }
}
