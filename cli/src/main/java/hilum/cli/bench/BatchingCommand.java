package hilum.cli.bench;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.send.StudySource;
import hilum.cli.send.Submission;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum bench batching}: batches by token budget against fixed ones in order of arrival. */
@Command(
        name = "batching",
        description = {
            "Embed the same texts in batches by token budget and in fixed batches of 32 as they came, in turn.",
            "Prints the ratio of the medians."
        },
        footer = {"", "Example:", "  hilum bench batching --data NLMCXR_reports.tgz --texts 1000"})
public final class BatchingCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Studies whose texts are used, as hilum send takes them (default: synthetic)")
    private Path data;

    @Option(
            names = "--studies",
            paramLabel = "N",
            description = "Send the first N studies (default: ${DEFAULT-VALUE})")
    private int studies = 300;

    @Option(
            names = "--texts",
            paramLabel = "N",
            description = "Texts of each round (default: ${DEFAULT-VALUE})")
    private int texts = 512;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds, both ways in each (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the synthetic hospital (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /**
     * Texts a second in one round.
     *
     * @param budget in batches by token budget
     * @param arrival in batches of 32 as they came
     */
    record Round(double budget, double arrival) {}

    /**
     * What came out.
     *
     * @param ratio median of budget over median of arrival
     */
    record Result(String bench, String data, int texts, List<Round> rounds, double ratio) {}

    @Override
    public Integer call() throws IOException {
        if (studies < 1 || texts < 1 || rounds < 1) {
            throw Failure.usage("--studies, --texts and --rounds must be above zero");
        }
        try (Progress progress = Progress.onStderr();
                BenchStack bench = BenchStack.open(options, progress)) {
            List<Submission> submissions =
                    data == null
                            ? bench.synthetic(studies, seed)
                            : StudySource.open(data, Optional.empty()).limit(studies).submissions();
            StackClient stack = bench.client();
            String live =
                    stack.get(Service.EMBEDDING, "/models/live").path("modelVersion").asText();
            try (VectorLog vectors = new VectorLog(stack.connection(), live)) {
                bench.awaitVectors(
                        "Sending",
                        vectors,
                        bench.send("Sending", submissions, Double.POSITIVE_INFINITY));
            }
            Result result = measure(stack, progress);
            progress.close();
            System.out.println(json ? Output.json(result) : text(result));
        }
        return 0;
    }

    private Result measure(StackClient stack, Progress progress) {
        List<Round> measured = new ArrayList<>();
        int used = stack.get(Service.EMBEDDING, "/bench/bare?texts=" + texts).path("texts").asInt();
        for (int round = 1; round <= rounds; round++) {
            measured.add(new Round(rate(stack, "budget"), rate(stack, "arrival")));
            int done = round;
            progress.show(() -> "Round %d of %d".formatted(done, rounds));
        }
        double ratio = median(measured, Round::budget) / median(measured, Round::arrival);
        String source = data == null ? "synthetic" : data.getFileName().toString();
        return new Result("batching", source, used, measured, ratio);
    }

    private double rate(StackClient stack, String batching) {
        return stack.get(
                        Service.EMBEDDING,
                        "/bench/bare?texts=%d&batching=%s".formatted(texts, batching))
                .path("textsPerSecond")
                .asDouble();
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> side) {
        return Quantile.of(rounds.stream().mapToDouble(side).sorted().toArray(), 0.5);
    }

    private static String text(Result result) {
        return """
                %d texts (%s), %d rounds, one machine, one run
                by token budget             %.1f texts/s
                batches of 32 as they came  %.1f texts/s
                ratio                       %.2f"""
                .formatted(
                        result.texts(),
                        result.data(),
                        result.rounds().size(),
                        median(result.rounds(), Round::budget),
                        median(result.rounds(), Round::arrival),
                        result.ratio());
    }
}
