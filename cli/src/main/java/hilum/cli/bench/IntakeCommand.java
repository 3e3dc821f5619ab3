package hilum.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.send.MllpSender;
import hilum.cli.send.Submission;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum bench intake}: ORU messages over MLLP, acknowledged by Kafka. */
@Command(
        name = "intake",
        description = {
            "Send synthetic ORU messages over MLLP at full speed and at half of it, while the stages behind the intake rest.",
            "Prints acknowledged messages a second, the time to the acknowledgement, and the intake's peak memory."
        },
        footer = {"", "Example:", "  hilum bench intake --messages 20000 --json"})
public final class IntakeCommand implements Callable<Integer> {
    private static final int TEXTS = 400;
    private static final List<Service> BEHIND =
            List.of(Service.VARIANT, Service.EMBEDDING, Service.TRAINER, Service.EVAL);

    @Mixin private StackOptions options;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description =
                    "Messages at full speed; half as many at half load (default: ${DEFAULT-VALUE})")
    private int messages = 10_000;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Senders at once, each waits for its answers (default: ${DEFAULT-VALUE})")
    private int connections = 8;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the synthetic hospital (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /**
     * What came out.
     *
     * @param messages sent at full speed, all answered AA
     * @param median milliseconds to the acknowledgement at half load, from when a message was due
     * @param p99 of the same
     * @param peakResidentAfterWarmUp megabytes of ingest-service
     * @param peakResidentAfterFullSpeed the same when full speed ends
     * @param peakResident the same at the end
     */
    record Result(
            String bench,
            int messages,
            int connections,
            double messagesPerSecond,
            double halfLoadPerSecond,
            double median,
            double p99,
            long peakResidentAfterWarmUp,
            long peakResidentAfterFullSpeed,
            long peakResident) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (messages < 100 || connections < 1) {
            throw Failure.usage(
                    "--messages %d and --connections %d are too few: give at least 100 and 1",
                    messages, connections);
        }
        try (Progress progress = Progress.onStderr();
                BenchStack bench = BenchStack.open(options, progress)) {
            StackClient stack = bench.client();
            List<Submission> texts = bench.synthetic(TEXTS, seed);
            BEHIND.forEach(service -> stack.command("/stop/" + service.processName()));
            try {
                Result result = measure(stack, texts, progress);
                System.out.println(json ? Output.json(result) : text(result));
                return 0;
            } finally {
                BEHIND.forEach(service -> stack.command("/start/" + service.processName()));
            }
        }
    }

    private Result measure(StackClient stack, List<Submission> texts, Progress progress)
            throws InterruptedException {
        int warm = messages / 5;
        String run = Long.toString(Instant.now().getEpochSecond(), 36);
        send(stack, "Warm-up", run + "w", texts, warm, Double.POSITIVE_INFINITY, progress);
        long before = peak(stack);
        Instant begun = Instant.now();
        send(stack, "Full speed", run + "f", texts, messages, Double.POSITIVE_INFINITY, progress);
        double rate = messages / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
        long halfway = peak(stack);
        double[] delays =
                send(stack, "Half load", run + "h", texts, messages / 2, rate / 2, progress);
        return new Result(
                "intake",
                messages,
                connections,
                rate,
                rate / 2,
                Quantile.of(delays, 0.5),
                Quantile.of(delays, 0.99),
                before,
                halfway,
                peak(stack));
    }

    /**
     * Sends messages and waits for their acknowledgements.
     *
     * @return milliseconds from when each was due to its acknowledgement, ascending
     */
    private double[] send(
            StackClient stack,
            String what,
            String run,
            List<Submission> texts,
            int number,
            double rate,
            Progress progress)
            throws InterruptedException {
        InetSocketAddress receiver = new InetSocketAddress("127.0.0.1", stack.ports().hl7());
        AtomicInteger next = new AtomicInteger();
        double[] delays = new double[number];
        Instant begun = Instant.now();
        List<Future<?>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                senders.add(
                        threads.submit(
                                () -> {
                                    try (MllpSender sender = new MllpSender(receiver)) {
                                        for (int each = next.getAndIncrement();
                                                each < number;
                                                each = next.getAndIncrement()) {
                                            int done = each;
                                            Instant due = pace(begun, each, rate);
                                            deliver(sender, message(run, each, texts));
                                            delays[each] =
                                                    Duration.between(due, Instant.now()).toNanos()
                                                            / 1e6;
                                            progress.show(
                                                    () ->
                                                            what
                                                                    + " "
                                                                    + Progress.bar(
                                                                            done,
                                                                            number,
                                                                            Duration.between(
                                                                                    begun,
                                                                                    Instant
                                                                                            .now())));
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        } catch (ExecutionException e) {
            throw Failure.of("Sending", e);
        }
        Arrays.sort(delays);
        return delays;
    }

    /** When the message was due; at full speed, now. */
    private static Instant pace(Instant begun, int number, double rate)
            throws InterruptedException {
        if (Double.isInfinite(rate)) {
            return Instant.now();
        }
        Instant due = begun.plusNanos((long) (number / rate * 1e9));
        Thread.sleep(Duration.ofNanos(Math.max(0, Instant.now().until(due).toNanos())));
        return due;
    }

    private static void deliver(MllpSender sender, byte[] message) throws InterruptedException {
        MllpSender.Answer answer = sender.deliver(message);
        if (!answer.accepted()) {
            throw Failure.failed(
                    "The intake refused a message (%s): report it as a defect", answer.reason());
        }
    }

    private static byte[] message(String run, int number, List<Submission> texts) {
        JsonNode study = texts.get(number % texts.size()).json();
        StringBuilder message = new StringBuilder();
        message.append(
                "MSH|^~\\&|BENCH|%s|||20240101000000||ORU^R01|%s%d|P|2.5.1\r"
                        .formatted(study.path("site").asText(), run, number));
        message.append(
                "PID|1||P%d^^^B^MR||DOE^JANE^%d||19700101|F|||1 MAIN STREET^^TOWN^MO^61111\r"
                        .formatted(number % 5_000, number % 500));
        message.append(
                "OBR|1||%s%07d|CR1^XR CHEST 2 VIEWS|||20240101|||||||||D1^HUNT^APRIL||||||20240101||CR|F\r"
                        .formatted(run, number));
        int line = 0;
        for (String section : List.of("indication", "findings", "impression")) {
            String text = study.path(section).asText("");
            for (String each : text.isEmpty() ? List.<String>of() : wrapped(section, text)) {
                message.append("OBX|%d|TX|&GDT|1|%s||||||F\r".formatted(++line, each));
            }
        }
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Lines of some seventy characters, as a RIS writes them. */
    private static List<String> wrapped(String section, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(section.toUpperCase(java.util.Locale.ROOT) + ":");
        for (String word : text.replaceAll("[|^~\\\\&\\s]+", " ").split(" ")) {
            if (line.length() + word.length() > 70) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static long peak(StackClient stack) {
        return StreamSupport.stream(stack.requireRunning().path("processes").spliterator(), false)
                .filter(each -> each.path("name").asText().equals("ingest-service"))
                .mapToLong(each -> each.path("peakResidentMegabytes").asLong())
                .findFirst()
                .orElse(0);
    }

    private static String text(Result result) {
        return """
                synthetic ORU over MLLP, %d senders that wait for each answer, one machine, one run
                full speed   %.0f/s acknowledged (%d messages)
                half load    %.1f ms median, %.1f ms at the 99th percentile to the acknowledgement, at %.0f/s
                memory       %d MB after warm-up, %d MB after full speed, %d MB at the end (peak of ingest-service)"""
                .formatted(
                        result.connections(),
                        result.messagesPerSecond(),
                        result.messages(),
                        result.median(),
                        result.p99(),
                        result.halfLoadPerSecond(),
                        result.peakResidentAfterWarmUp(),
                        result.peakResidentAfterFullSpeed(),
                        result.peakResident());
    }
}
