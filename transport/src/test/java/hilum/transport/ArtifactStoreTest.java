package hilum.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.schemas.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {
    private static final byte[] BYTES = "pixels".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;
    private ArtifactStore store;

    @BeforeEach
    void open() {
        store = new ArtifactStore(folder.resolve("artifacts"));
    }

    @Test
    void whatIsPutByContentIsFoundUnderItsHash() throws IOException {
        String location = store.putByContent("images", "png", BYTES);

        assertThat(location)
                .isEqualTo(
                        "images/%s/%s.png"
                                .formatted(Sha256.hex(BYTES).substring(0, 2), Sha256.hex(BYTES)));
        assertThat(store.get(location, Sha256.hex(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void theSameContentIsStoredOnce() throws IOException {
        String location = store.putByContent("images", "png", BYTES);
        var first = Files.getLastModifiedTime(store.path(location));

        assertThat(store.putByContent("images", "png", BYTES)).isEqualTo(location);
        assertThat(Files.getLastModifiedTime(store.path(location))).isEqualTo(first);
    }

    @Test
    void aFileThatWasChangedIsRefused() throws IOException {
        String location = store.putByContent("images", "png", BYTES);
        Files.writeString(store.path(location), "other");

        assertThatThrownBy(() -> store.get(location, Sha256.hex(BYTES)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Sha256.hex(BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "images/../../secret", "/etc/passwd", ""})
    void aLocationThatLeadsOutIsRefused(String location) {
        assertThatThrownBy(() -> store.path(location)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailedWriteLeavesNothingBehind() throws IOException {
        Files.createDirectories(store.path("models/v1"));
        Files.writeString(store.path("models/v1/inside"), "a folder in the way");

        assertThatThrownBy(() -> store.put("models/v1", BYTES)).isInstanceOf(IOException.class);
        try (var left = Files.list(store.path("models"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("v1");
        }
    }

    @Test
    void aFolderIsDeletedWithItsFilesAndNoOther() throws IOException {
        String one = store.putByContent("images/aa/one", "png", BYTES);
        String other = store.putByContent("images/aa/other", "png", BYTES);

        assertThat(store.deleteFolder("images/aa/one")).isOne();

        assertThat(store.path(one)).doesNotExist();
        assertThat(store.path(other)).exists();
        assertThat(store.deleteFolder("images/aa/one")).isZero();
    }
}
