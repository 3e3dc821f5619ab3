package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.backfill.Backlog;
import hilum.cli.backfill.Brake;
import hilum.cli.stack.StackClient;
import hilum.cli.stack.StreamBacklog;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how far a back-fill holds itself back. */
final class BrakeOptions {
    @Option(names = "--rate", paramLabel = "N", description = "Studies a second at most")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description =
                    "Send as much as the stages of the stack do and wait while more than N studies queue before them, so that a live study does not queue after the whole archive; 0 never waits (default: ${DEFAULT-VALUE})")
    private long backlog = 40;

    @Option(
            names = "--answer-within",
            paramLabel = "MS",
            description =
                    "A connection that is answered later rests, three times as long as it was late, so that the live stream has the door (default: ${DEFAULT-VALUE})")
    private long answerWithin = 500;

    /** Refuses what makes no sense. */
    void check() {
        if (!(rate > 0) || backlog < 0 || answerWithin <= 0) {
            throw Failure.usage(
                    "--rate %s and --answer-within %d must be above zero, --backlog %d not below",
                    rate, answerWithin, backlog);
        }
    }

    /**
     * The brake.
     *
     * @param stack whose backlog counts; empty where the receiver's can't be asked
     */
    Brake of(Optional<StackClient> stack) {
        Optional<Backlog> stream =
                backlog == 0 ? Optional.empty() : stack.map(each -> new StreamBacklog(each));
        return new Brake(rate, Duration.ofMillis(answerWithin), stream, backlog);
    }
}
