package hilum.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.send.Submission;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code hilum bench stream}: the whole pipeline against the bare encoder, and its delay at half
 * load.
 */
@Command(
        name = "stream",
        description = {
            "Send synthetic studies at full speed and at half of it.",
            "Prints texts a second through the stream over those of the encoder alone, the time from an acknowledged study to a searchable vector, and peak memory."
        },
        footer = {"", "Example:", "  hilum bench stream --studies 200 --json"})
public final class StreamCommand implements Callable<Integer> {
    private static final int BARE_RUNS = 3;
    private static final int MOST_BARE_TEXTS = 2_000;

    @Mixin private StackOptions options;

    @Option(
            names = "--studies",
            paramLabel = "N",
            description =
                    "Studies at full speed; half as many at half load (default: ${DEFAULT-VALUE})")
    private int studies = 200;

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
     * @param texts texts that went through at full speed
     * @param seconds from the first 202 to the last vector
     * @param ratio texts a second through the stream over those of the encoder alone
     * @param peakResidentMegabytes by process, over the whole run
     */
    record Result(
            String bench,
            int studies,
            int texts,
            double seconds,
            double textsPerSecond,
            double bareTextsPerSecond,
            double ratio,
            HalfLoad halfLoad,
            Map<String, Long> peakResidentMegabytes) {}

    /**
     * Delay at half of the measured rate.
     *
     * @param median seconds from 202 to the report's point in the store
     * @param p99 of the same
     */
    record HalfLoad(int studies, double studiesPerSecond, double median, double p99) {}

    /** Full speed: how much in which time. */
    private record FullSpeed(int texts, double seconds, double studiesPerSecond) {
        double textsPerSecond() {
            return texts / seconds;
        }
    }

    @Override
    public Integer call() throws IOException {
        if (studies < 20) {
            throw Failure.usage("--studies %d is too few to measure: give at least 20", studies);
        }
        int warm = studies / 4;
        try (Progress progress = Progress.onStderr();
                BenchStack bench = BenchStack.open(options, progress)) {
            List<Submission> all = bench.synthetic(warm + studies + studies / 2, seed);
            StackClient stack = bench.client();
            String live =
                    stack.get(Service.EMBEDDING, "/models/live").path("modelVersion").asText();
            try (VectorLog vectors = new VectorLog(stack.connection(), live)) {
                bench.awaitVectors(
                        "Warm-up",
                        vectors,
                        bench.send("Warm-up", all.subList(0, warm), Double.POSITIVE_INFINITY));
                FullSpeed full = fullSpeed(bench, vectors, all.subList(warm, warm + studies));
                double bare = bare(stack, Math.min(full.texts(), MOST_BARE_TEXTS));
                HalfLoad half =
                        halfLoad(
                                bench,
                                vectors,
                                all.subList(warm + studies, all.size()),
                                full.studiesPerSecond() / 2);
                Result result =
                        new Result(
                                "stream",
                                studies,
                                full.texts(),
                                full.seconds(),
                                full.textsPerSecond(),
                                bare,
                                full.textsPerSecond() / bare,
                                half,
                                memory(stack));
                progress.close();
                System.out.println(json ? Output.json(result) : text(result));
            }
        }
        return 0;
    }

    private static FullSpeed fullSpeed(
            BenchStack bench, VectorLog vectors, List<Submission> submissions) {
        var acknowledged = bench.send("Full speed", submissions, Double.POSITIVE_INFINITY);
        bench.awaitVectors("Full speed", vectors, acknowledged);
        Instant first = acknowledged.getFirst().at();
        List<Instant> texts = vectors.textsAfter(first);
        double seconds = Duration.between(first, texts.getLast()).toMillis() / 1000.0;
        return new FullSpeed(texts.size(), seconds, submissions.size() / seconds);
    }

    /** The best of several runs: what the encoder can do, not what it did once. */
    private static double bare(StackClient stack, int texts) {
        double best = 0;
        for (int run = 0; run < BARE_RUNS; run++) {
            JsonNode bare = stack.get(Service.EMBEDDING, "/bench/bare?texts=" + texts);
            best = Math.max(best, bare.path("textsPerSecond").asDouble());
        }
        return best;
    }

    private static HalfLoad halfLoad(
            BenchStack bench, VectorLog vectors, List<Submission> submissions, double rate) {
        var acknowledged = bench.send("Half load", submissions, rate);
        bench.awaitVectors("Half load", vectors, acknowledged);
        double[] seconds =
                acknowledged.stream()
                        .flatMap(
                                study ->
                                        vectors.reportAt(study.studyId()).stream()
                                                .map(at -> Duration.between(study.at(), at)))
                        .mapToDouble(delay -> Math.max(0, delay.toMillis() / 1000.0))
                        .sorted()
                        .toArray();
        return new HalfLoad(
                seconds.length, rate, Quantile.of(seconds, 0.5), Quantile.of(seconds, 0.99));
    }

    private static Map<String, Long> memory(StackClient stack) {
        Map<String, Long> peaks = new LinkedHashMap<>();
        for (JsonNode process : stack.requireRunning().path("processes")) {
            peaks.put(
                    process.path("name").asText(), process.path("peakResidentMegabytes").asLong());
        }
        return peaks;
    }

    private static String text(Result result) {
        return """
                synthetic studies, one machine, one run
                stream        %.1f texts/s: %d texts of %d studies in %.1f s
                bare encoder  %.1f texts/s
                ratio         %.2f
                half load     %.2f s median, %.2f s at the 99th percentile from acknowledged to searchable (%d studies at %.1f/s)
                peak memory   %d MB in all %s"""
                .formatted(
                        result.textsPerSecond(),
                        result.texts(),
                        result.studies(),
                        result.seconds(),
                        result.bareTextsPerSecond(),
                        result.ratio(),
                        result.halfLoad().median(),
                        result.halfLoad().p99(),
                        result.halfLoad().studies(),
                        result.halfLoad().studiesPerSecond(),
                        result.peakResidentMegabytes().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        result.peakResidentMegabytes());
    }
}
