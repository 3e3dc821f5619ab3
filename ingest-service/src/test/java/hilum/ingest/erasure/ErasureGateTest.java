package hilum.ingest.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.intake.StudyImages;
import hilum.schemas.Erasure;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.Receipts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureGateTest {
    private static final String ERASED = "a".repeat(32);
    private static final String OTHER = "b".repeat(32);

    @TempDir Path folder;
    private final List<Outgoing> passed = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ArtifactStore store;
    private ErasureGate gate;

    @BeforeEach
    void open() {
        store = new ArtifactStore(folder);
        DoorRequests erased = new DoorRequests("ingest-service/1");
        erased.take((Erasure) Receipts.request(ERASED, "r", Instant.EPOCH).value().orElseThrow());
        gate =
                new ErasureGate(
                        events -> {
                            passed.addAll(events);
                            return CompletableFuture.completedFuture(null);
                        },
                        erased,
                        new StudyImages(store),
                        meters);
    }

    @AfterEach
    void close() throws Exception {
        gate.close();
    }

    @Test
    void aPartOfAnErasedStudyIsAcknowledgedAndGoesNowhere() throws IOException {
        String image = store.putByContent("images/aa/" + ERASED, "png", new byte[] {1});

        assertThat(gate.publish(List.of(report(ERASED)))).isCompleted();

        assertThat(passed).isEmpty();
        assertThat(store.path(image)).doesNotExist();
        assertThat(meters.get("hilum.ingest.parts.after.erasure").counter().count()).isOne();
    }

    @Test
    void everythingElsePasses() {
        Outgoing other = report(OTHER);

        assertThat(gate.publish(List.of(report(ERASED), other))).isCompleted();

        assertThat(passed).containsExactly(other);
    }

    @Test
    void anotherRequestForAnErasedStudyPasses() {
        Outgoing request = Receipts.request(ERASED, "asked again", Instant.EPOCH);

        assertThat(gate.publish(List.of(request))).isCompleted();

        assertThat(passed).containsExactly(request);
    }

    private static Outgoing report(String study) {
        ReportReceived report =
                ReportReceived.newBuilder()
                        .setAccession(study)
                        .setSite("north")
                        .setKind(ReportKind.REPORT)
                        .setFindings("Lungs clear.")
                        .setReceivedAt(Instant.EPOCH)
                        .build();
        return Outgoing.of(Topic.INTAKE_REPORTS, study, report, "1", TraceContext.start());
    }
}
