package hilum.llm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir Path folder;

    private Path gguf(String magic, int version) throws Exception {
        ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        head.put(magic.getBytes(StandardCharsets.US_ASCII)).putInt(version).putLong(1).putLong(0);
        return Files.write(folder.resolve("a.gguf"), head.array());
    }

    @Test
    void aFileThatIsAbsentIsNamed() {
        assertThatThrownBy(() -> GgufFile.check(folder.resolve("none.gguf")))
                .hasMessageContainingAll("none.gguf", "not there", "--gguf");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws Exception {
        Path file = gguf("GGML", 3);

        assertThatThrownBy(() -> GgufFile.check(file)).hasMessageContaining("no GGUF file");
        assertThatThrownBy(() -> GgufFile.check(Files.writeString(file, "GGUF")))
                .hasMessageContaining("no GGUF file");
    }

    @Test
    void aVersionThatNobodyReadsIsRefused() throws Exception {
        Path file = gguf("GGUF", 9);

        assertThatThrownBy(() -> GgufFile.check(file)).hasMessageContaining("version 9");
    }

    @Test
    void aModelThatDoesNotFitIntoMemoryIsRefusedBeforeItIsLoaded() throws Exception {
        Path file = gguf("GGUF", 3);

        assertThatThrownBy(() -> GgufFile.check(file, OptionalLong.of(100)))
                .hasMessageContainingAll("100 MB free", "smaller model");
        assertThatCode(() -> GgufFile.check(file, OptionalLong.of(4000)))
                .doesNotThrowAnyException();
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        Path file = gguf("GGUF", 3);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerOptions options =
                    new ServerOptions(
                            file, taken.getLocalPort(), 1, 256, 1, false, OptionalLong.empty());

            assertThatThrownBy(() -> new LocalLlm(options, line -> {}))
                    .hasMessageContaining("Port %d is taken".formatted(taken.getLocalPort()));
        }
    }
}
