package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.backfill.Lanes;
import hilum.cli.backfill.Pace;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends submissions to the intake, several at a time, and waits where the intake is away or busy.
 * Parts of one study keep their order: each study has its lane. Receipts are handed over one at a
 * time.
 *
 * @param intake address of {@code POST /studies}
 * @param rate submissions a second at most; infinite without limit
 */
public record Sender(URI intake, double rate) {
    /** Sends all of them; returns when each has its receipt. */
    public void send(List<Submission> submissions, Consumer<Receipt> receipts) {
        StudyDoor door = new StudyDoor(intake);
        Object gate = new Object();
        Lanes.Carrier<Submission> carrier =
                submission -> {
                    Receipt receipt = door.receipt(submission);
                    synchronized (gate) {
                        receipts.accept(receipt);
                    }
                };
        Pace pace = Pace.of(rate);
        int sent = 0;
        try (Lanes<Submission> lanes = new Lanes<>(() -> carrier)) {
            for (Submission submission : submissions) {
                pace.await(sent++);
                lanes.put(submission.lane(), submission);
            }
            lanes.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed(
                    "Interrupted while sending: send it again, what was sent counts once");
        }
    }
}
