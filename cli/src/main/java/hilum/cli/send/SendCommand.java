package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.StackOptions;
import hilum.cli.archive.Archive;
import hilum.cli.archive.First;
import hilum.cli.backfill.Backfill;
import hilum.cli.backfill.Bookmark;
import hilum.cli.backfill.Door;
import hilum.cli.send.fhir.FhirDoor;
import hilum.cli.send.fhir.FhirFiles;
import hilum.cli.send.hl7.Hl7Door;
import hilum.cli.send.hl7.Hl7Files;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hilum send}: studies from files into the stream, a handful or an archive of years. */
@Command(
        name = "send",
        description = {
            "Send studies from files: *.jsonl, a folder of simulate, Open-I's NLMCXR_reports.tgz, HL7 v2 messages and logs (over MLLP), FHIR R4 resources (*.json, *.ndjson).",
            "Stopped by Ctrl-C or a crash, the same command goes on where it was, since nobody who repeats it wants the first hours again, and says so; --restart begins anew. What was sent just before the end may be sent twice and counts once."
        },
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

    @Mixin private BrakeOptions brake;

    @Option(names = "--studies", paramLabel = "N", description = "Send the first N studies only")
    private int studies = Integer.MAX_VALUE;

    @Option(
            names = "--mllp",
            paramLabel = "HOST:PORT",
            description = "Where HL7 messages go (default: the stack)")
    private String mllp;

    @Option(
            names = "--bookmark",
            paramLabel = "FILE",
            description =
                    "Where it is kept how far the sending has come: counts and positions, and a fingerprint of the files, so that changed ones are noticed; removed when all is sent (default: a file in the folder sent of the stack's home)")
    private Path bookmark;

    @Option(names = "--restart", description = "Begin anew, whatever an earlier run has sent")
    private boolean restart;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        brake.check();
        if (studies <= 0) {
            throw Failure.usage("--studies %d must be above zero", studies);
        }
        List<Path> messages = all("HL7", Hl7Files::in);
        if (!messages.isEmpty()) {
            return sendHl7(messages);
        }
        List<Path> resources = all("FHIR resources", FhirFiles::in);
        if (!resources.isEmpty()) {
            StackClient stack = stack();
            FhirDoor door = new FhirDoor(stack.uri(Service.INGEST, "/fhir"), site());
            return send(first(new FhirFiles(resources)), () -> door, door.intake(), stack);
        }
        Studies archive = Studies.in(paths, site(), studies);
        StackClient stack = stack();
        StudyDoor door = new StudyDoor(stack.uri(Service.INGEST, "/studies"));
        return send(archive, () -> door, door.intake(), stack);
    }

    /** Finds files of one kind. */
    private interface Finder {
        List<Path> in(Path path) throws IOException;
    }

    /** All files of a kind; none, or every path has some. */
    private List<Path> all(String kind, Finder finder) throws IOException {
        List<Path> found = new ArrayList<>();
        Optional<Path> without = Optional.empty();
        for (Path path : paths) {
            List<Path> some = finder.in(path);
            found.addAll(some);
            without = some.isEmpty() ? Optional.of(path) : without;
        }
        if (!found.isEmpty() && without.isPresent()) {
            throw Failure.usage(
                    "%s holds no %s while others do: send them one after the other",
                    without.get(), kind);
        }
        return found;
    }

    private Optional<String> site() {
        return Optional.ofNullable(site);
    }

    private StackClient stack() {
        StackClient stack = client();
        stack.requireRunning();
        return stack;
    }

    private StackClient client() {
        var home = options.home();
        return new StackClient(home, options.ports(home));
    }

    private <T> Archive<T> first(Archive<T> archive) {
        return studies == Integer.MAX_VALUE ? archive : new First<>(archive, studies);
    }

    private int sendHl7(List<Path> messages) throws IOException {
        if (site != null) {
            throw Failure.usage(
                    "--site %s has no meaning for HL7: map the sending facility (MSH-4) with hilum.ingest.hl7.sites",
                    site);
        }
        Archive<byte[]> archive = first(new Hl7Files(messages));
        if (mllp == null) {
            StackClient stack = stack();
            var receiver = new InetSocketAddress("127.0.0.1", stack.ports().hl7());
            return send(archive, () -> new Hl7Door(receiver), uri(receiver), stack);
        }
        InetSocketAddress receiver = receiver(mllp);
        return new Backfill<>(
                        archive,
                        () -> new Hl7Door(receiver),
                        brake.of(Optional.empty()),
                        Optional.of(bookmark(archive, uri(receiver), client())),
                        false)
                .run(json);
    }

    private static URI uri(InetSocketAddress receiver) {
        return URI.create("mllp://%s:%d".formatted(receiver.getHostString(), receiver.getPort()));
    }

    private static InetSocketAddress receiver(String mllp) {
        int colon = mllp.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    mllp.substring(0, Math.max(0, colon)),
                    Integer.parseInt(mllp.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--mllp %s is no HOST:PORT: write 127.0.0.1:28075", mllp);
        }
    }

    private <T> int send(
            Archive<T> archive, Supplier<? extends Door<T>> doors, URI receiver, StackClient stack)
            throws IOException {
        return new Backfill<>(
                        archive,
                        doors,
                        brake.of(Optional.of(stack)),
                        Optional.of(bookmark(archive, receiver, stack)),
                        true)
                .run(json);
    }

    private Bookmark bookmark(Archive<?> archive, URI receiver, StackClient stack)
            throws IOException {
        List<String> request = new ArrayList<>(List.of(receiver.toString()));
        request.add(site == null ? "" : site);
        request.add(Integer.toString(studies));
        paths.forEach(path -> request.add(path.toAbsolutePath().normalize().toString()));
        Bookmark of =
                Bookmark.of(
                        Optional.ofNullable(bookmark),
                        stack.home().path().resolve("sent"),
                        request,
                        archive);
        if (restart) {
            of.remove();
        }
        return of;
    }
}
