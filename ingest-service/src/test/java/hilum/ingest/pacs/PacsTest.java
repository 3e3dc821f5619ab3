package hilum.ingest.pacs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.pacs.FakePacs.Fault;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PacsTest {
    private static final byte[] PICTURE = "a picture, so to say".getBytes(StandardCharsets.UTF_8);

    private FakePacs fake;
    private Pacs pacs;

    @BeforeEach
    void start() throws Exception {
        fake = new FakePacs();
        pacs = new Pacs(fake.dicomWeb(), Optional.empty(), Duration.ofMillis(800));
    }

    @AfterEach
    void stop() {
        pacs.close();
        fake.close();
    }

    @Test
    void metadataAndPictureOfAnInstanceCome() throws Exception {
        InstanceKey key = fake.store(1, Map.of("00080060", "CR"), PICTURE);

        assertThat(pacs.metadata(key).code(Tag.MODALITY)).isEqualTo("CR");
        assertThat(pacs.rendered(key, Rendering.plain())).isEqualTo(PICTURE);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anAnswerThatGoesWrongIsAFailureWithinItsTime(Fault fault) {
        InstanceKey key = fake.store(1, Map.of("00080060", "CR"), PICTURE);
        fake.misbehave = path -> Optional.of(fault);

        assertThatThrownBy(() -> pacs.metadata(key))
                .isInstanceOfSatisfying(
                        PacsFailure.class,
                        e -> assertThat(e.gone()).isEqualTo(fault == Fault.MISSING))
                .hasMessageNotContaining("1.2.1");
    }

    @Test
    void halfAPictureIsNoPicture() {
        InstanceKey key = fake.store(1, Map.of("00080060", "CR"), PICTURE);
        fake.misbehave = path -> Optional.of(Fault.HALF);

        assertThatThrownBy(() -> pacs.rendered(key, Rendering.plain()))
                .isInstanceOf(PacsFailure.class)
                .hasMessageContaining("broke off");
    }

    @Test
    void anAddressWhereNobodyListensIsAFailure() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (Pacs nobody =
                new Pacs(
                        URI.create("http://127.0.0.1:" + free + "/dicom-web"),
                        Optional.empty(),
                        Duration.ofSeconds(1))) {
            assertThatThrownBy(nobody::probe)
                    .isInstanceOf(PacsFailure.class)
                    .hasMessageContaining("refuses the connection");
        }
    }

    @Test
    void aWrongPasswordIsSaidWithTheSettingsName(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "hilum:secret\n");
        try (Pacs locked = new Pacs(fake.dicomWeb(), Optional.of(file), Duration.ofSeconds(1))) {
            locked.probe();
        }
        Files.delete(file);
        try (Pacs locked = new Pacs(fake.dicomWeb(), Optional.of(file), Duration.ofSeconds(1))) {
            assertThatThrownBy(locked::probe).hasMessageContaining("credentials-file");
        }
    }
}
