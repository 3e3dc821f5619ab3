package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.StackOptions;
import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Brake;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import hilum.synthetic.StudyFolder;
import hilum.synthetic.SyntheticHospital;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum simulate}: studies of the synthetic hospital, into a folder or into the stream. */
@Command(
        name = "simulate",
        description =
                "Make up studies with known truth; write them to a folder, or send them. All of it is synthetic.",
        footer = {
            "",
            "Example:",
            "  hilum simulate --studies 200 --sites 3 --seed 7 --out made-up"
        })
public final class SimulateCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Option(
            names = "--studies",
            paramLabel = "N",
            description = "How many (default: ${DEFAULT-VALUE})")
    private int studies = 100;

    @Option(
            names = "--sites",
            paramLabel = "K",
            description = "At how many sites (default: ${DEFAULT-VALUE})")
    private int sites = 3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Everything follows from it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--rate", paramLabel = "N", description = "Studies a second at most, when sent")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--out", paramLabel = "DIR", description = "Write here instead of sending")
    private Path out;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (studies <= 0 || rate <= 0) {
            throw Failure.usage("--studies %d and --rate %s must be above zero", studies, rate);
        }
        SyntheticHospital hospital = SyntheticHospital.of(seed, sites);
        if (out != null) {
            int written = StudyFolder.write(out, hospital.studies(studies));
            System.out.printf(
                    "%d synthetic studies are in %s; hilum send %s sends them%n",
                    written, out, out);
            return 0;
        }
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        Path folder = Files.createTempDirectory("hilum-simulate");
        try {
            StudyFolder.write(folder, hospital.studies(studies));
            StudyDoor door = new StudyDoor(stack.uri(Service.INGEST, "/studies"));
            return new Backfill<>(
                            Studies.in(List.of(folder), Optional.empty(), Integer.MAX_VALUE),
                            () -> door,
                            Brake.rate(rate),
                            Optional.empty(),
                            true)
                    .run(json);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
