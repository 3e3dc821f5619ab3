package hilum.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Topic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AvroCodecTest {
    private static final ReportReceived REPORT =
            ReportReceived.newBuilder()
                    .setAccession("a")
                    .setSite("north")
                    .setKind(ReportKind.REPORT)
                    .setFindings("Lungs are clear.")
                    .setReceivedAt(Instant.EPOCH)
                    .build();

    @Test
    @Timeout(60)
    void aRegistryThatTakesTheQuestionAndNeverAnswersIsAway() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AvroCodec codec =
                        new AvroCodec(registryAt(silent.getLocalPort()), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> codec.encode(Topic.INTAKE_REPORTS, REPORT))
                    .isInstanceOf(DependencyUnavailable.class)
                    .hasMessageContaining("schema registry");
            assertThatThrownBy(() -> codec.decode(Topic.INTAKE_REPORTS, new byte[] {0, 0, 0, 0, 9}))
                    .isInstanceOf(DependencyUnavailable.class)
                    .hasMessageContaining("schema registry");
        }
    }

    private static Connection registryAt(int port) {
        return new Connection(
                "127.0.0.1:1", "http://127.0.0.1:%d/apis/registry/v3".formatted(port));
    }
}
