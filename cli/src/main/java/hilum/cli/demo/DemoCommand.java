package hilum.cli.demo;

import hilum.cli.Failure;
import hilum.cli.LlmOptions;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.cli.send.Sender;
import hilum.cli.send.StudySource;
import hilum.cli.stack.DownCommand;
import hilum.cli.stack.Launch;
import hilum.cli.stack.ModelSource;
import hilum.cli.stack.StackClient;
import hilum.local.Home;
import hilum.local.Service;
import hilum.synthetic.StudyFolder;
import hilum.synthetic.SyntheticHospital;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum demo}: the whole of it, from nothing to a better model, in one command. */
@Command(
        name = "demo",
        description = {
            "Start a fresh stack, stream studies through it, train, and print what came of it.",
            "Its home is .hilum/demo unless --home names another; what an earlier demo left there is deleted first."
        },
        footer = {"", "Example:", "  hilum demo --studies 400 --rounds 1 --report summary.json"})
public final class DemoCommand implements Callable<Integer> {
    /**
     * Share of the studies after which the last round starts, so that a few refused ones do not
     * hold it up.
     */
    private static final double TRAINED_SHARE = 0.95;

    @Mixin private StackOptions options;

    @Mixin private LlmOptions llm;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Studies to send, as hilum send takes them (default: synthetic)")
    private Path data;

    @Option(
            names = "--studies",
            paramLabel = "N",
            description = "How many (default: 480 synthetic, or all of --data)")
    private Integer studies;

    @Option(
            names = "--sites",
            paramLabel = "K",
            description =
                    "Sites of the synthetic hospital (default: 3; 1 where its images come from an Orthanc)")
    private Integer sites;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Of the synthetic hospital and the pseudonyms (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Training rounds (default: ${DEFAULT-VALUE})")
    private int rounds = 1;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Start from this model: bert or llama in Hugging Face layout, or a model version's folder (default: all-MiniLM-L6-v2)")
    private Path model;

    @Option(
            names = "--hospital",
            description =
                    "Have the studies come as from a hospital: reports in HL7 v2 over MLLP, wrapped, signed and with made-up people in them, and images in DICOM through an Orthanc where one is installed (Debian: orthanc, orthanc-dicomweb)")
    private boolean hospital;

    @Option(names = "--rate", paramLabel = "N", description = "Studies a second at most")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--keep", description = "Leave the stack running; hilum down --home stops it")
    private boolean keep;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the summary as JSON")
    private Path report;

    @Option(names = "--json", description = "Print the summary as JSON")
    private boolean json;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the services")
    private Map<String, String> settings = Map.of();

    private Map<String, String> languageModel = Map.of();

    @Override
    public Integer call() throws IOException {
        if (rounds < 1 || studies != null && studies < 1 || rate <= 0) {
            throw Failure.usage("--rounds, --studies and --rate must be above zero");
        }
        Instant begun = Instant.now();
        languageModel = llm.settings(); // a wrong one is told before anything is deleted
        Home home = options.home("demo");
        StackClient stack = new StackClient(home, options.ports(home));
        if (stack.status().isPresent()) {
            throw Failure.usage(
                    "A stack runs in %s: stop it with hilum down --home %s",
                    home.path(), home.path());
        }
        clear(home);
        Optional<LocalPacs> pacs = pacs(home);
        StudySource source = source(home);
        DemoRun run =
                new DemoRun(
                        stack,
                        source,
                        data == null ? "synthetic" : data.toString(),
                        rounds,
                        hospital
                                ? HospitalFeed.of(stack, pacs, rate)
                                : new Sender(stack.uri(Service.INGEST, "/studies"), rate)::send,
                        begun);
        pacs.ifPresent(each -> settings = with(settings, each.settings()));
        Thread stop =
                Thread.ofPlatform()
                        .unstarted(
                                () -> {
                                    stop(stack);
                                    pacs.ifPresent(LocalPacs::close);
                                });
        Runtime.getRuntime().addShutdownHook(stop);
        boolean done = false;
        try (Progress progress = Progress.onStderr()) {
            launch(stack, source, progress);
            Summary summary = run.run(progress);
            progress.close();
            publish(summary);
            System.err.println(run.exampleSearch());
            run.requireWhole(summary);
            done = true;
            return 0;
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
            pacs.ifPresent(LocalPacs::close);
            if (keep && done) {
                System.err.printf("The stack goes on: hilum status --home %s%n", home.path());
            } else {
                stop(stack);
            }
        }
    }

    /** The hospital's Orthanc; one PACS is one site's, so that there is none for several sites. */
    private Optional<LocalPacs> pacs(Home home) throws IOException {
        boolean severalSites = data != null || sites != null && sites > 1;
        if (!hospital || severalSites) {
            return Optional.empty();
        }
        if (!LocalPacs.isInstalled()) {
            System.err.println(
                    "No Orthanc with DICOMweb is installed here: images take the plain way (Debian: apt-get install orthanc orthanc-dicomweb)");
            return Optional.empty();
        }
        System.err.println("Images come in DICOM from an Orthanc");
        return Optional.of(LocalPacs.start(home.path().resolve("pacs"), SITE_OF_PACS));
    }

    /** What the person at the keyboard sets stands before what the demo would. */
    private static Map<String, String> with(Map<String, String> said, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(said);
        return Map.copyOf(all);
    }

    private void launch(StackClient stack, StudySource source, Progress progress) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        int round = (int) Math.max(1, Math.floor(TRAINED_SHARE * source.studies() / rounds));
        all.put("hilum.trainer.round-studies", Integer.toString(round));
        all.put("hilum.trainer.seed", Long.toString(seed));
        if (model != null) {
            progress.show(() -> "Checking the model in " + model);
            all.put("hilum.trainer.base", new ModelSource(model).base(stack.home()));
        }
        all.putAll(languageModel);
        all.putAll(settings);
        new Launch(stack, all, OptionalLong.of(seed), !keep).run(progress);
    }

    private StudySource source(Home home) throws IOException {
        if (data != null) {
            StudySource source = StudySource.open(data, Optional.empty());
            return studies == null ? source : source.limit(studies);
        }
        Path folder = home.path().resolve("synthetic");
        int wanted = studies == null ? DEFAULT_STUDIES : studies;
        System.err.printf("Making up %d synthetic studies%n", wanted);
        StudyFolder.write(folder, SyntheticHospital.of(seed, siteCount(home)).studies(wanted));
        return StudySource.open(folder, Optional.empty());
    }

    private int siteCount(Home home) {
        if (sites != null) {
            return sites;
        }
        return Files.exists(home.path().resolve("pacs")) ? 1 : DEFAULT_SITES;
    }

    private static final int DEFAULT_STUDIES = 480;
    private static final int DEFAULT_SITES = 3;
    private static final String SITE_OF_PACS = "synthetic-a";

    private void publish(Summary summary) throws IOException {
        if (report != null) {
            Path folder = report.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Files.writeString(
                    report,
                    Output.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary)
                            + "\n");
        }
        System.out.println(json ? Output.json(summary) : SummaryText.of(summary));
    }

    private static void stop(StackClient stack) {
        if (stack.status().isPresent()) {
            DownCommand.stop(stack);
        }
    }

    /** Deletes what an earlier demo left; a folder that holds anything else is never touched. */
    private static void clear(Home home) throws IOException {
        Path folder = home.path();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            boolean empty = entries.findAny().isEmpty();
            if (!empty && home.portBase().isEmpty() && !Files.exists(folder.resolve("synthetic"))) {
                throw Failure.usage(
                        "%s holds something that is no stack: name an empty folder with --home",
                        folder);
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
