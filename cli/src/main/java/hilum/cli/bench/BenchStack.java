package hilum.cli.bench;

import hilum.cli.Failure;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.send.Receipt;
import hilum.cli.send.Sender;
import hilum.cli.send.StudySource;
import hilum.cli.send.Submission;
import hilum.cli.stack.DownCommand;
import hilum.cli.stack.Lag;
import hilum.cli.stack.Launch;
import hilum.cli.stack.StackClient;
import hilum.local.Home;
import hilum.local.Service;
import hilum.synthetic.StudyFolder;
import hilum.synthetic.SyntheticHospital;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The stack that a benchmark runs on: the one that runs in the home that was named, or a fresh one
 * of its own that ends with it and never trains, so that nothing else takes the processor.
 */
final class BenchStack implements AutoCloseable {
    private static final String NEVER = "1000000000";
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration STANDSTILL = Duration.ofMinutes(3);
    private static final List<Service> PIPELINE =
            List.of(Service.INGEST, Service.VARIANT, Service.EMBEDDING);

    private final StackClient stack;
    private final Progress progress;
    private final boolean own;

    private BenchStack(StackClient stack, Progress progress, boolean own) {
        this.stack = stack;
        this.progress = progress;
        this.own = own;
    }

    /** The running stack, or a fresh one in an empty folder. */
    static BenchStack open(StackOptions options, Progress progress) throws IOException {
        Home home = options.home("bench");
        StackClient stack = new StackClient(home, options.ports(home));
        if (stack.status().isPresent()) {
            return new BenchStack(stack, progress, false);
        }
        Path ours = StackOptions.root().resolve(".hilum").resolve("bench");
        if (home.path().equals(ours)) {
            delete(ours);
        } else if (Files.exists(home.path().resolve("run"))) {
            throw Failure.usage(
                    "%s holds a stack that does not run: start it with hilum up, or name an empty folder with --home",
                    home.path());
        }
        new Launch(stack, Map.of("hilum.trainer.round-studies", NEVER), OptionalLong.of(1), true)
                .run(progress);
        return new BenchStack(stack, progress, true);
    }

    StackClient client() {
        return stack;
    }

    /** Synthetic studies, one submission each: the later parts of a study are left out. */
    List<Submission> synthetic(int studies, long seed) throws IOException {
        Path folder = stack.home().path().resolve("bench-studies").resolve(Long.toString(seed));
        delete(folder);
        StudyFolder.write(folder, SyntheticHospital.of(seed, 3).studies(studies));
        Set<String> seen = new HashSet<>();
        return StudySource.open(folder, Optional.empty()).submissions().stream()
                .filter(each -> seen.add(each.site() + "\n" + each.id()))
                .toList();
    }

    /** A submission that the intake acknowledged, and when. */
    record Acknowledged(String studyId, Instant at) {}

    /** Sends the submissions; each must be accepted. */
    List<Acknowledged> send(String what, List<Submission> submissions, double rate) {
        List<Acknowledged> acknowledged = new ArrayList<>();
        Instant begun = Instant.now();
        new Sender(stack.uri(Service.INGEST, "/studies"), rate)
                .send(
                        submissions,
                        receipt -> {
                            switch (receipt) {
                                case Receipt.Accepted accepted ->
                                        acknowledged.add(
                                                new Acknowledged(
                                                        accepted.studyId(), Instant.now()));
                                case Receipt.Refused refused ->
                                        throw Failure.failed(
                                                "The intake refused study %s (%s): measure with studies that it takes",
                                                refused.submission().id(), refused.reason());
                            }
                            progress.show(
                                    () ->
                                            what
                                                    + " "
                                                    + Progress.bar(
                                                            acknowledged.size(),
                                                            submissions.size(),
                                                            Duration.between(
                                                                    begun, Instant.now())));
                        });
        return acknowledged;
    }

    /** Waits until each of the studies has been embedded and no group has anything left. */
    void awaitVectors(String what, VectorLog vectors, List<Acknowledged> studies) {
        Set<String> missing = new HashSet<>();
        studies.forEach(study -> missing.add(study.studyId()));
        Instant moved = Instant.now();
        while (true) {
            if (vectors.read() > 0) {
                moved = Instant.now();
            }
            missing.removeIf(vectors::knows);
            Duration quiet = Duration.between(moved, Instant.now());
            if (missing.isEmpty() && quiet.compareTo(QUIET) > 0 && isDrained()) {
                return;
            }
            if (quiet.compareTo(STANDSTILL) > 0) {
                throw Failure.failed(
                        "%d of %d studies have no vectors after %d minutes without any: see hilum status; on a stack that has measured before, name another --seed",
                        missing.size(), studies.size(), STANDSTILL.toMinutes());
            }
            progress.show(
                    () ->
                            "%s: %d of %d studies have vectors"
                                    .formatted(
                                            what, studies.size() - missing.size(), studies.size()));
        }
    }

    private boolean isDrained() {
        try (Lag lag = new Lag(stack)) {
            Map<String, Long> perGroup = lag.perGroup();
            return PIPELINE.stream()
                    .allMatch(service -> perGroup.getOrDefault(service.processName(), 0L) == 0);
        }
    }

    @Override
    public void close() {
        if (own && stack.status().isPresent()) {
            DownCommand.stop(stack);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
