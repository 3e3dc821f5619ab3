package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends HL7 messages over some connections: the bar while it goes, the account afterwards. */
final class Hl7Delivery {
    private static final int LANES = 6;
    private static final byte[] THE_END = new byte[0];

    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Map<String, Integer> remarks = new TreeMap<>();
    private int accepted;
    private int refused;
    private int again;

    /**
     * Sends every message of the files.
     *
     * @param rate messages a second at most
     * @param most messages at most
     * @return the exit code: 0 when everything was accepted
     */
    static int run(
            InetSocketAddress receiver, List<Path> files, double rate, int most, boolean json)
            throws IOException {
        int total = 0;
        for (Path file : files) {
            total += Hl7Files.messages(file).size();
        }
        total = Math.min(total, most);
        Hl7Delivery delivery = new Hl7Delivery();
        Instant begun = Instant.now();
        try (Progress progress = Progress.onStderr()) {
            delivery.send(receiver, files, rate, total, progress);
        }
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        System.out.println(json ? delivery.json(seconds) : delivery.text(seconds));
        return delivery.refused == 0 ? 0 : 1;
    }

    private void send(
            InetSocketAddress receiver, List<Path> files, double rate, int total, Progress progress)
            throws IOException {
        BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(LANES * 2);
        List<Future<?>> lanes = new ArrayList<>();
        Instant begun = Instant.now();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LANES; i++) {
                lanes.add(
                        threads.submit(
                                () -> {
                                    drain(receiver, queue, total, begun, progress);
                                    return null;
                                }));
            }
            try {
                feed(files, rate, total, queue, lanes);
                for (int i = 0; i < LANES; i++) {
                    offer(queue, THE_END, lanes);
                }
                for (Future<?> lane : lanes) {
                    lane.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw Failure.of("Sending", e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw Failure.failed(
                        "Interrupted while sending: send the rest again, what was sent counts once");
            }
        }
    }

    private static void feed(
            List<Path> files,
            double rate,
            int total,
            BlockingQueue<byte[]> queue,
            List<Future<?>> lanes)
            throws IOException, InterruptedException, ExecutionException {
        Pace pace = Pace.of(rate);
        int sent = 0;
        for (Path file : files) {
            for (byte[] message : Hl7Files.messages(file)) {
                if (sent == total) {
                    return;
                }
                pace.await(sent);
                offer(queue, message, lanes);
                sent++;
            }
        }
    }

    /** A lane that has failed ends the rest: its failure is thrown instead of waiting for ever. */
    private static void offer(BlockingQueue<byte[]> queue, byte[] message, List<Future<?>> lanes)
            throws InterruptedException, ExecutionException {
        while (!queue.offer(message, 200, TimeUnit.MILLISECONDS)) {
            for (Future<?> lane : lanes) {
                if (lane.isDone()) {
                    lane.get();
                }
            }
        }
    }

    private void drain(
            InetSocketAddress receiver,
            BlockingQueue<byte[]> queue,
            int total,
            Instant begun,
            Progress progress)
            throws InterruptedException {
        try (MllpSender sender = new MllpSender(receiver)) {
            for (byte[] message = queue.take(); message != THE_END; message = queue.take()) {
                int done = count(sender.deliver(message));
                progress.show(
                        () -> Progress.bar(done, total, Duration.between(begun, Instant.now())));
            }
        }
    }

    private synchronized int count(MllpSender.Answer answer) {
        again += answer.retries();
        if (answer.accepted()) {
            accepted++;
            if (!answer.reason().isEmpty()) {
                remarks.merge(answer.reason(), 1, Integer::sum);
            }
        } else {
            refused++;
            refusals.merge(answer.reason(), 1, Integer::sum);
        }
        return accepted + refused;
    }

    private String json(double seconds) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("accepted", accepted);
        all.put("refused", refused);
        all.put("sentAgain", again);
        all.put("remarks", remarks);
        all.put("reasons", refusals);
        all.put("seconds", seconds);
        return Output.json(all);
    }

    private String text(double seconds) {
        StringBuilder text =
                new StringBuilder(
                        "%d accepted (AA), %d refused (AR), %d sent again (AE) in %.1f s"
                                .formatted(accepted, refused, again, seconds));
        remarks.forEach(
                (remark, count) -> text.append("%n  accepted %d: %s".formatted(count, remark)));
        refusals.forEach(
                (reason, count) ->
                        text.append("%n  refused %d times: %s".formatted(count, reason)));
        return text.toString();
    }
}
