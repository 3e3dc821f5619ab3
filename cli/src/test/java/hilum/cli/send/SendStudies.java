package hilum.cli.send;

import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Brake;
import hilum.cli.backfill.Door;
import hilum.cli.backfill.Outcome;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code hilum send} of JSON lines without a stack, of which every tenth really goes to the address
 * of an intake, since HTTP takes longer than a test should.
 */
final class SendStudies {
    private SendStudies() {}

    public static void main(String[] args) throws Exception {
        StudyDoor intake = new StudyDoor(URI.create(args[1]));
        Door<Submission> door =
                study -> study.id().endsWith("0") ? intake.deliver(study) : Outcome.taken();
        System.exit(
                new Backfill<>(
                                Studies.in(
                                        List.of(Path.of(args[0])),
                                        Optional.empty(),
                                        Integer.MAX_VALUE),
                                () -> door,
                                Brake.rate(Double.POSITIVE_INFINITY),
                                Optional.empty(),
                                true)
                        .run(true));
    }
}
