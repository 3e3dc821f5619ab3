package hilum.ingest.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.pacs.Bookmark.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookmarkTest {
    private static final InstanceKey KEY = new InstanceKey("1.2.3", "1.2.4", "1.2.5");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("state/bookmark.json");
    }

    @Test
    void whatWasSavedIsThereAgain() throws Exception {
        Bookmark before = Bookmark.open(file, "pacs");
        before.to(17, "a");
        before.add(KEY, DAY);
        before.putOff("waits", new Waiting(100, 2, 200));
        before.save();

        Bookmark after = Bookmark.open(file, "pacs");

        assertThat(after.change()).isEqualTo(17);
        assertThat(after.has(KEY)).isTrue();
        assertThat(after.seenOf("1.2.3")).isEqualTo(1);
        assertThat(after.due(Instant.ofEpochSecond(199))).isEmpty();
        assertThat(after.due(Instant.ofEpochSecond(200))).containsExactly("waits");
        assertThat(after.of("waits", Instant.now())).isEqualTo(new Waiting(100, 2, 200));
    }

    @Test
    void whatWasNotSavedComesAgain() throws Exception {
        Bookmark before = Bookmark.open(file, "pacs");
        before.to(17, "a");
        before.save();
        before.to(18, "b");

        assertThat(Bookmark.open(file, "pacs").change()).isEqualTo(17);
    }

    @Test
    void theBookmarkOfAnotherPacsIsBegunAnew() throws Exception {
        Bookmark before = Bookmark.open(file, "pacs");
        before.to(17, "a");
        before.save();

        assertThat(Bookmark.open(file, "another").change()).isZero();
    }

    @Test
    void itsFileIsItsOwnersAloneAndHoldsNoUidOfWhatWasRead() throws Exception {
        Bookmark bookmark = Bookmark.open(file, "http://pacs.example");
        bookmark.add(KEY, DAY);
        bookmark.save();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain("1.2.3", "1.2.5", "pacs.example");
    }

    @Test
    void studiesOutsideTheWindowAreForgotten() {
        Bookmark bookmark = Bookmark.open(file, "pacs");
        bookmark.add(KEY, DAY);

        bookmark.forgetBefore(DAY);
        assertThat(bookmark.has(KEY)).isTrue();

        bookmark.forgetBefore(DAY.plusDays(1));
        assertThat(bookmark.has(KEY)).isFalse();
    }

    @Test
    void aBrokenFileStopsWithTheWayOut() throws Exception {
        Bookmark.open(file, "pacs");
        Files.writeString(file, "{\"change\": 1");

        assertThatThrownBy(() -> Bookmark.open(file, "pacs"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("delete the file");
    }
}
