package hilum.cli.send;

import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One run of {@code send}: the bar while it goes, the account afterwards. */
final class Delivery {
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int accepted;
    private int refused;

    /**
     * Sends everything and prints the account.
     *
     * @return the exit code: 0 when everything was accepted
     */
    static int run(StackClient stack, StudySource source, double rate, boolean json) {
        stack.requireRunning();
        Delivery delivery = new Delivery();
        Instant begun = Instant.now();
        int total = source.submissions().size();
        try (Progress progress = Progress.onStderr()) {
            new Sender(stack.uri(Service.INGEST, "/studies"), rate)
                    .send(
                            source.submissions(),
                            receipt -> {
                                delivery.count(receipt);
                                progress.show(
                                        () ->
                                                Progress.bar(
                                                        delivery.accepted + delivery.refused,
                                                        total,
                                                        Duration.between(begun, Instant.now())));
                            });
        }
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        System.out.println(json ? delivery.json(source, seconds) : delivery.text(source, seconds));
        return delivery.refused == 0 ? 0 : 1;
    }

    private void count(Receipt receipt) {
        switch (receipt) {
            case Receipt.Accepted a -> accepted++;
            case Receipt.Refused r -> {
                refused++;
                refusals.merge(r.reason(), 1, Integer::sum);
            }
        }
    }

    private String json(StudySource source, double seconds) {
        return Output.json(
                Map.of(
                        "accepted", accepted,
                        "refused", refused,
                        "skipped", source.skipped().size(),
                        "reasons", refusals,
                        "seconds", seconds));
    }

    private String text(StudySource source, double seconds) {
        StringBuilder text =
                new StringBuilder(
                        "%d accepted, %d refused, %d skipped in %.1f s"
                                .formatted(accepted, refused, source.skipped().size(), seconds));
        refusals.forEach(
                (reason, count) ->
                        text.append("%n  refused %d times: %s".formatted(count, reason)));
        Map<String, Integer> skips = new TreeMap<>();
        source.skipped()
                .forEach(skip -> skips.merge(skip.replaceFirst("^.*?: ", ""), 1, Integer::sum));
        skips.forEach(
                (reason, count) -> text.append("%n  skipped %d: %s".formatted(count, reason)));
        return text.toString();
    }
}
