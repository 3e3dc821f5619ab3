package hilum.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymsTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();
    private final Pseudonyms pseudonyms = new Pseudonyms(KEY);

    /** Value computed with Python's hmac module. */
    @Test
    void aStudyIdIsTheFirstHalfOfTheKeyedHashOfSiteAndAccession() {
        assertThat(pseudonyms.study("north", "CXR1")).isEqualTo("8f56bd7cce085eac212cb282c3dbceae");
    }

    @Test
    void siteAccessionPatientAndKeyAllTell() {
        assertThat(pseudonyms.study("north", "CXR1"))
                .isNotEqualTo(pseudonyms.study("south", "CXR1"))
                .isNotEqualTo(pseudonyms.study("north", "CXR2"))
                .isNotEqualTo(pseudonyms.patient("north", "CXR1"))
                .isNotEqualTo(
                        new Pseudonyms("another key that is long enough!!".getBytes())
                                .study("north", "CXR1"));
    }

    @Test
    void aLineBreakAfterTheKeyIsNoPartOfIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), new String(KEY) + "\n");

        assertThat(Pseudonyms.fromFile(file).study("a", "b")).isEqualTo(pseudonyms.study("a", "b"));
    }

    @Test
    void aMissingKeyFailsWithTheSettingsName(@TempDir Path folder) {
        assertThatThrownBy(() -> Pseudonyms.fromFile(folder.resolve("none")))
                .hasMessageContaining("hilum.pseudonym.key-file");
    }

    @Test
    void aShortKeyFailsWithBothLengths(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "secret");

        assertThatThrownBy(() -> Pseudonyms.fromFile(file))
                .hasMessageContaining("has 6 bytes where at least 32 are needed");
    }
}
