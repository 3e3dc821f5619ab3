package hilum.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.privacy.Named;
import hilum.ingest.privacy.Scrubber;
import hilum.ingest.reidentification.Identity;
import hilum.ingest.reidentification.Register;
import hilum.radiology.Report;
import hilum.schemas.ReportReceived;
import hilum.transport.ArtifactStore;
import hilum.transport.Outgoing;
import hilum.transport.http.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private static final Pseudonyms PSEUDONYMS =
            new Pseudonyms("0123456789abcdef0123456789abcdef".getBytes());
    private static final Submission SUBMISSION =
            new Submission(
                    "7795083358",
                    "north",
                    Optional.of("ABC451117"),
                    Optional.of(
                            Report.of(
                                    "Ms. Fields has clear lung fields.",
                                    "No change since 9/22/2014. Discussed with Dr. Wright.")),
                    Optional.of("Sara Fields was told on 9/23."),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    new Named(
                            Set.of("FIELDS SARA", "WRIGHT JESSICA"), Set.of(), Set.of(), Set.of()));

    @TempDir Path folder;
    private final List<Outgoing> published = new ArrayList<>();
    private final List<Identity> kept = new ArrayList<>();

    private Admission admission(Register register) {
        return new Admission(
                PSEUDONYMS,
                new Scrubber(),
                new ArtifactStore(folder),
                events -> {
                    published.addAll(events);
                    return CompletableFuture.completedFuture(null);
                },
                Clock.systemUTC(),
                register);
    }

    @Test
    void everyTextOfASubmissionIsScrubbed() {
        admission(Register.none()).admit(SUBMISSION, List.of()).join();

        assertThat(published).hasSize(2);
        ReportReceived report = (ReportReceived) published.getFirst().value().orElseThrow();
        ReportReceived addendum = (ReportReceived) published.getLast().value().orElseThrow();
        assertThat(report.getFindings()).isEqualTo("Ms. ___ has clear lung fields.");
        assertThat(report.getImpression())
                .isEqualTo("No change since ___. Discussed with Dr. ___.");
        assertThat(addendum.getAddendum()).isEqualTo("___ was told on ___.");
    }

    @Test
    void aRegisterIsToldWhomEachPseudonymStandsFor() {
        admission(kept::addAll).admit(SUBMISSION, List.of()).join();

        assertThat(kept)
                .containsExactly(
                        new Identity(
                                PSEUDONYMS.study("north", "7795083358"),
                                Identity.Kind.STUDY,
                                "north",
                                "7795083358"),
                        new Identity(
                                PSEUDONYMS.patient("north", "ABC451117"),
                                Identity.Kind.PATIENT,
                                "north",
                                "ABC451117"));
    }

    @Test
    void whatTheRegisterDoesNotTakeIsNotPublished() {
        Admission admission =
                admission(
                        identities -> {
                            throw new IOException("No space left on device");
                        });

        assertThatThrownBy(() -> admission.admit(SUBMISSION, List.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("hilum.ingest.reidentification.file");
        assertThat(published).isEmpty();
    }
}
