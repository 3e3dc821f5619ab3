package hilum.cli.demo;

import hilum.cli.send.Receipt;
import hilum.cli.send.Submission;
import java.util.List;
import java.util.function.Consumer;

/** A way in which studies reach the intake. */
interface StudyFeed {
    /** Sends all of them; returns when each has its receipt. Receipts come one at a time. */
    void send(List<Submission> submissions, Consumer<Receipt> receipts);
}
