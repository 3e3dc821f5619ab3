package hilum.encoders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.encoders.DualEncoder;
import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.image.ImageTower;
import hilum.encoders.image.Preprocessing;
import hilum.encoders.weights.Precision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir static Path shared;
    private static ModelFolder base;

    @TempDir Path folder;
    private Path copy;

    @BeforeAll
    static void writeBase() throws IOException {
        base = MiniLm.writeBase(shared.resolve("base"), Precision.FLOAT32);
    }

    @BeforeEach
    void copyBase() throws IOException {
        copy = folder.resolve("copy");
        Files.createDirectories(copy.resolve("text"));
        Files.copy(base.path().resolve("manifest.json"), copy.resolve("manifest.json"));
        copyText(copy);
    }

    private static void copyText(Path to) throws IOException {
        for (String name : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
            Files.copy(base.text().resolve(name), to.resolve("text").resolve(name));
        }
    }

    @Test
    void aFolderIsOpenedAsItWasWritten() throws IOException {
        assertThat(ModelFolder.open(copy).manifest()).isEqualTo(base.manifest());
        assertThat(base.manifest().version()).isEqualTo("minilm-base");
        assertThat(base.manifest().parent()).isEmpty();
        assertThat(base.manifest().files())
                .containsOnlyKeys(
                        "text/config.json", "text/model.safetensors", "text/tokenizer.json");
        try (var left = Files.list(shared)) {
            assertThat(left).containsExactly(base.path());
        }
    }

    @Test
    void inAGivenPrecisionTheBaseIsTheSameBytesEachTime() throws IOException {
        assertThat(MiniLm.writeBase(folder.resolve("again"), Precision.FLOAT32).manifest())
                .isEqualTo(base.manifest());
    }

    @Test
    void whatTheTestChoseStandsInTheManifestAndTheVersionStillComputesIt() throws IOException {
        ModelFolder tested = MiniLm.writeBase(folder.resolve("tested"));

        ModelManifest manifest = ModelFolder.open(tested.path()).manifest();
        assertThat(manifest).isEqualTo(tested.manifest());
        assertThat(manifest.files()).containsKey("self-test.safetensors");
        Measured measured = manifest.text().measured().orElseThrow();
        assertThat(measured.cosine()).isBetween(0.9999, 1.0);
        assertThat(manifest.text().precision())
                .isEqualTo(
                        measured.bfloat16PerSecond() >= 1.1 * measured.float32PerSecond()
                                ? Precision.BFLOAT16
                                : Precision.FLOAT32);
        DualEncoder.open(tested).close();
    }

    @Test
    void aMachineThatComputesOtherVectorsRefusesTheVersion() throws IOException {
        float[][] others = new float[SelfTest.sentences().size()][384];
        for (float[] other : others) {
            other[0] = 1;
        }
        ModelFolder wrong =
                ModelFolder.write(
                        folder.resolve("wrong"),
                        base.manifest(),
                        into -> {
                            copyText(into);
                            SelfTest.of(others, Optional.empty()).write(into);
                        });

        assertThatThrownBy(() -> DualEncoder.open(wrong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Model minilm-base is refused: its text tower computes")
                .hasMessageContaining("at least 0.9998");
    }

    @Test
    void unchangedFilesOfAParentAreCarriedNotCopied() throws IOException {
        ModelFolder child =
                ModelFolder.write(
                        folder.resolve("child"),
                        base.manifest().child("child", Optional.empty(), 1),
                        into -> base.carryAll(into, "text"));

        assertThat(child.manifest().files()).isEqualTo(base.manifest().files());
        assertThat(Files.getAttribute(child.text().resolve("model.safetensors"), "unix:nlink"))
                .isEqualTo(2);
        assertThatThrownBy(() -> base.carry(folder, java.util.List.of("text/none")))
                .hasMessageContaining("has no file text/none");
    }

    @Test
    void aManifestFromBeforeAttentionWasNamedIsBidirectional() throws IOException {
        rewriteManifest("\"attention\" : \"bidirectional\",", "");

        assertThat(ModelFolder.open(copy).manifest().text().attention())
                .isEqualTo(hilum.encoders.text.Attention.BIDIRECTIONAL);
    }

    @Test
    void halfAnAdapterIsRefused() throws IOException {
        Files.writeString(copy.resolve("text/adapter_config.json"), "{}");
        rewriteManifest(
                "\"text/config.json\"",
                "\"text/adapter_config.json\" : \"00\", \"text/config.json\"");

        assertThatThrownBy(() -> ModelFolder.open(copy))
                .hasMessageContaining("does not seal text/adapter_model.safetensors");
    }

    @Test
    void aChangedByteIsRefused() throws IOException {
        Path weights = copy.resolve("text/model.safetensors");
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {42}), 50_000_000);
        }

        assertThatThrownBy(() -> ModelFolder.open(copy))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("minilm-base")
                .hasMessageContaining("text/model.safetensors has the SHA-256");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        copy.resolve("text/model.safetensors"), StandardOpenOption.WRITE)) {
            channel.truncate(1_000);
        }

        assertThatThrownBy(() -> ModelFolder.open(copy))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(copy.resolve("text/tokenizer.json"));

        assertThatThrownBy(() -> ModelFolder.open(copy))
                .hasMessageContaining("lacks its file text/tokenizer.json");
    }

    @Test
    void aFileOutsideTheFolderIsNeverRead() throws IOException {
        rewriteManifest(
                "\"text/config.json\"", "\"../../etc/passwd\" : \"00\", \"text/config.json\"");

        assertThatThrownBy(() -> ModelFolder.open(copy)).hasMessageContaining("outside its folder");
    }

    @Test
    void aManifestOfAnotherFormatSaysWhatIsWrong() throws IOException {
        rewriteManifest("\"format\" : 1", "\"format\" : 2");
        assertThatThrownBy(() -> ModelFolder.open(copy))
                .hasMessageContaining("format 2 is not read here");

        Files.writeString(copy.resolve("manifest.json"), "{\"format\": 1, \"version\": \"a\"}");
        assertThatThrownBy(() -> ModelFolder.open(copy)).hasMessageContaining("text is missing");

        Files.writeString(copy.resolve("manifest.json"), "nonsense");
        assertThatThrownBy(() -> ModelFolder.open(copy)).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderWithoutManifestIsRefused() {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessageContaining("is not a model folder");
    }

    @Test
    void aVersionIsNeverOverwritten() {
        assertThatThrownBy(() -> MiniLm.writeBase(copy))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("new version");
    }

    @Test
    void aFailedWriteLeavesNothing() throws IOException {
        Path target = folder.resolve("failed");

        assertThatThrownBy(
                        () ->
                                ModelFolder.write(
                                        target,
                                        base.manifest(),
                                        written -> {
                                            Files.writeString(
                                                    written.resolve("text/config.json"), "{}");
                                            throw new IOException("No space left on device");
                                        }))
                .hasMessage("No space left on device");

        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(copy);
        }
    }

    @Test
    void aChildWithAnImageTowerOpensWithBothTowers() throws IOException {
        Eva02 tiny = Eva02.tiny(384);
        var image =
                new ModelManifest.Image(
                        Eva02.ARCHITECTURE,
                        Precision.FLOAT32,
                        tiny.size(),
                        Preprocessing.VERSION,
                        tiny.dimension());
        ModelManifest child = base.manifest().child("round-1", Optional.of(image), 3.0);

        ModelFolder.write(
                folder.resolve("round-1"),
                child,
                written -> {
                    copyText(written);
                    ImageTower.write(
                            written.resolve("image"), tiny, EvaInitialiser.initialise(tiny, 1));
                });

        try (DualEncoder encoder = DualEncoder.open(ModelFolder.open(folder.resolve("round-1")))) {
            assertThat(encoder.manifest().parent()).contains("minilm-base");
            assertThat(encoder.manifest().logitScale()).isEqualTo(3.0);
            assertThat(encoder.image()).isPresent();
            assertThat(encoder.image().get().dimension()).isEqualTo(encoder.text().dimension());
        }
    }

    @Test
    void aDimensionThatTheFilesContradictIsRefused() throws IOException {
        rewriteManifest("\"dimension\" : 384", "\"dimension\" : 512");

        assertThatThrownBy(() -> DualEncoder.open(ModelFolder.open(copy)))
                .hasMessageContaining("text.dimension 512 but its files hold 384");
    }

    @Test
    void anArchitectureThatTheFilesContradictIsRefused() throws IOException {
        rewriteManifest("\"bert\"", "\"llama\"");

        assertThatThrownBy(() -> DualEncoder.open(ModelFolder.open(copy)))
                .hasMessageContaining("text.architecture llama but its files hold bert");
    }

    private void rewriteManifest(String from, String to) throws IOException {
        Path manifest = copy.resolve("manifest.json");
        String json = Files.readString(manifest);
        assertThat(json).contains(from);
        Files.writeString(manifest, json.replace(from, to));
    }
}
