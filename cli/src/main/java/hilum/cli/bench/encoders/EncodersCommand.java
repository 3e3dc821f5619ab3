package hilum.cli.bench.encoders;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.bench.encoders.Agreement.Vectors;
import hilum.cli.bench.encoders.Side.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hilum bench encoders}: our encoders against other implementations of the same models. */
@Command(
        name = "encoders",
        description = {
            "Time encoders and a training step against ONNX Runtime, sentence-transformers, transformers, PyTorch and PEFT.",
            "The same weights, texts and threads, in turn, each side in a process of its own; results must agree before anything is timed.",
            "Needs the Python environment that benchmarks/peers/setup makes."
        },
        footer = {"", "Example:", "  hilum bench encoders --only minilm-fp32 --rounds 5"})
public final class EncodersCommand implements Callable<Integer> {
    private static final Path PEERS =
            Path.of(System.getProperty("hilum.root", "."), "benchmarks", "peers");

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only the comparisons whose names begin so")
    private List<String> only = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds, each side in each (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Processors that a side may use (default: all)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--texts",
            paramLabel = "N",
            description = "Reports of a round (default: ${DEFAULT-VALUE})")
    private int texts = 256;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Studies whose reports are used, as hilum send takes them (default: synthetic)")
    private Path data;

    @Option(
            names = "--smollm2",
            paramLabel = "DIR",
            description = "Folder of SmolLM2-135M; without it the comparisons of it are left out")
    private Path smolLm2;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "The interpreter (default: that of benchmarks/peers/setup)")
    private Path python = PEERS.resolve(Path.of(".venv", "bin", "python"));

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /** What came out. */
    record Result(String bench, int texts, int rounds, int threads, List<Measured> comparisons) {}

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || threads < 1 || texts < 1) {
            throw Failure.usage("--rounds, --threads and --texts must be above zero");
        }
        if (!Files.isExecutable(python)) {
            throw Failure.failed(
                    "There is no Python at %s: run benchmarks/peers/setup, or name one by --python",
                    python);
        }
        Path work = Files.createTempDirectory("hilum-bench");
        try (Progress progress = Progress.onStderr()) {
            Comparisons all =
                    new Comparisons(
                            new Material(work, Optional.ofNullable(data)),
                            Optional.ofNullable(smolLm2),
                            threads,
                            texts);
            List<Measured> measured = new ArrayList<>();
            for (Comparison comparison : all.chosen(only)) {
                Measured row = measure(comparison, work, progress);
                measured.add(row);
                // A run of all of them takes an hour: what was measured survives its being stopped.
                progress.say(
                        "%s: %s (%s–%s), by CPU time %s%s"
                                .formatted(
                                        row.title(),
                                        number(row.ratio()),
                                        number(row.least()),
                                        number(row.most()),
                                        number(row.cpuRatio()),
                                        row.memoryRatio() == null
                                                ? ""
                                                : ", peak memory " + number(row.memoryRatio())));
            }
            progress.close();
            Result result = new Result("encoders", texts, rounds, threads, measured);
            System.out.println(json ? Output.json(result) : text(measured));
        } finally {
            delete(work);
        }
        return 0;
    }

    private Measured measure(Comparison comparison, Path work, Progress progress)
            throws IOException {
        progress.say(comparison.title());
        List<Side> rivals = new ArrayList<>();
        try (Side ours = Side.ours(comparison.ours(), work)) {
            for (Job job : comparison.rivals()) {
                rivals.add(rival(job, work));
            }
            Vectors vectors = ours.vectors();
            for (Side rival : rivals) {
                Agreement.require(comparison, rival.job(), vectors, rival.vectors());
            }
            List<Time> mine = new ArrayList<>();
            List<List<Time>> theirs =
                    rivals.stream().map(r -> (List<Time>) new ArrayList<Time>()).toList();
            for (int round = 1; round <= rounds; round++) {
                mine.add(ours.run());
                for (int i = 0; i < rivals.size(); i++) {
                    theirs.get(i).add(rivals.get(i).run());
                }
                int done = round;
                progress.show(() -> "Round %d of %d".formatted(done, rounds));
            }
            int fastest = 0;
            for (int i = 1; i < rivals.size(); i++) {
                fastest =
                        Measured.seconds(theirs.get(i)) < Measured.seconds(theirs.get(fastest))
                                ? i
                                : fastest;
            }
            Double memory =
                    comparison.memory()
                            ? Double.valueOf((double) ours.memory() / rivals.get(fastest).memory())
                            : null;
            return Measured.of(
                    comparison, rivals.get(fastest).job(), mine, theirs.get(fastest), memory);
        } finally {
            rivals.forEach(Side::close);
        }
    }

    private Side rival(Job job, Path work) throws IOException {
        return Comparisons.OURS.contains(job.kind())
                ? Side.ours(job, work)
                : Side.rival(job, work, python, PEERS.resolve("rival.py"));
    }

    private static String text(List<Measured> measured) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "comparison",
                        "ratio",
                        "rounds",
                        "by CPU time",
                        "at least",
                        "aim",
                        "ours",
                        "theirs",
                        "precision"));
        for (Measured row : measured) {
            rows.add(
                    List.of(
                            row.title(),
                            number(row.ratio()),
                            number(row.least()) + "–" + number(row.most()),
                            number(row.cpuRatio()),
                            number(row.atLeast()),
                            number(row.aim()),
                            number(row.ourSeconds()) + " s",
                            number(row.theirSeconds()) + " s",
                            row.precisions().toLowerCase(Locale.ROOT)));
            if (row.memoryRatio() != null) {
                rows.add(
                        List.of(
                                "  peak memory of it, ours ÷ theirs",
                                number(row.memoryRatio()),
                                "",
                                "",
                                "≤ 1.00",
                                "≤ 0.70",
                                "",
                                "",
                                ""));
            }
        }
        return Output.table(rows);
    }

    private static String number(double value) {
        return "%.2f".formatted(value);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
