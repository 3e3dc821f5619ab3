package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.StackOptions;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum send}: studies from files into the stream. */
@Command(
        name = "send",
        description =
                "Send studies from files: *.jsonl, a folder of simulate, Open-I's NLMCXR_reports.tgz, HL7 v2 messages and logs (over MLLP), FHIR R4 resources (*.json, *.ndjson).",
        footer = {
            "",
            "Example:",
            "  hilum send NLMCXR_reports.tgz --studies 800 --rate 20",
            "  hilum send feed/ --mllp 127.0.0.1:28075",
            "  hilum send Patient.ndjson DiagnosticReport.ndjson --site north"
        })
public final class SendCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Files, archives or folders, sent in this order")
    private List<Path> paths;

    @Option(names = "--site", description = "Site of the studies, instead of what the source says")
    private String site;

    @Option(names = "--rate", paramLabel = "N", description = "Studies a second at most")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(names = "--studies", paramLabel = "N", description = "Send the first N studies only")
    private int studies = Integer.MAX_VALUE;

    @Option(
            names = "--mllp",
            paramLabel = "HOST:PORT",
            description = "Where HL7 messages go (default: the stack)")
    private String mllp;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (rate <= 0 || studies <= 0) {
            throw Failure.usage("--rate %s and --studies %d must be above zero", rate, studies);
        }
        List<Path> messages = new ArrayList<>();
        for (Path path : paths) {
            messages.addAll(Hl7Files.in(path).files());
        }
        if (!messages.isEmpty()) {
            return sendHl7(messages);
        }
        List<Path> resources = new ArrayList<>();
        for (Path path : paths) {
            resources.addAll(FhirFiles.in(path));
        }
        if (!resources.isEmpty()) {
            return sendFhir(resources);
        }
        List<Submission> submissions = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path path : paths) {
            StudySource source = StudySource.open(path, Optional.ofNullable(site));
            submissions.addAll(source.submissions());
            skipped.addAll(source.skipped());
        }
        var home = options.home();
        StudySource all = new StudySource(submissions, skipped).limit(studies);
        return Delivery.run(new StackClient(home, options.ports(home)), all, rate, json);
    }

    private int sendHl7(List<Path> messages) throws IOException {
        if (site != null) {
            throw Failure.usage(
                    "--site %s has no meaning for HL7: map the sending facility (MSH-4) with hilum.ingest.hl7.sites",
                    site);
        }
        for (Path path : paths) {
            if (Hl7Files.in(path).isEmpty()) {
                throw Failure.usage(
                        "%s holds no HL7 while others do: send them one after the other", path);
            }
        }
        return Hl7Delivery.run(receiver(), messages, rate, studies, json);
    }

    private InetSocketAddress receiver() {
        if (mllp == null) {
            var home = options.home();
            StackClient stack = new StackClient(home, options.ports(home));
            stack.requireRunning();
            return new InetSocketAddress("127.0.0.1", stack.ports().hl7());
        }
        int colon = mllp.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    mllp.substring(0, Math.max(0, colon)),
                    Integer.parseInt(mllp.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--mllp %s is no HOST:PORT: write 127.0.0.1:28075", mllp);
        }
    }

    private int sendFhir(List<Path> resources) throws IOException {
        for (Path path : paths) {
            if (FhirFiles.in(path).isEmpty()) {
                throw Failure.usage(
                        "%s holds no FHIR resources while others do: send them one after the other",
                        path);
            }
        }
        List<FhirFiles.Request> requests = FhirFiles.requests(resources);
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        stack.requireRunning();
        return new FhirDelivery(stack.uri(Service.INGEST, "/fhir"), Optional.ofNullable(site))
                .run(requests.stream().limit(studies).toList(), rate, json);
    }
}
