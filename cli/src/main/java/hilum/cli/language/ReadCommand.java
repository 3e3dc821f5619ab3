package hilum.cli.language;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.radiology.reading.Lexicon;
import hilum.radiology.reading.ReportReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hilum read}: what reports assert, without a stack. */
@Command(
        name = "read",
        description = {
            "Says what reports assert about the image, without a stack; docs/reader.md says how it reads.",
            "Prints one JSON object per report, in the order of the file: id, chexpert, chestxray14 and assertions with"
                    + " the offsets of each mention in its section, in characters."
        },
        footer = {"", "Example:", "  hilum read reports.jsonl > read.jsonl"})
public final class ReadCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "JSON lines {\"id\": \"CXR1\", \"findings\": \"…\", \"impression\": \"…\", \"indication\": \"…\"}; - reads standard input.")
    private Path file;

    @Option(
            names = "--lexicon",
            paramLabel = "DIR",
            description =
                    "Folder with lexicon files of your own; one that it lacks is the one that comes with Hilum.")
    private Path lexicon;

    @Option(names = "--json", description = "Print JSON; it always does")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ReportReader reader = new ReportReader(lexicon());
        PrintWriter out = spec.commandLine().getOut();
        Instant begun = Instant.now();
        long read = 0;
        try (Progress progress = Progress.onStderr();
                Lines lines = Lines.openOrStandardInput(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                JsonNode report = ReportLine.object(lines.place(), line.get());
                ReportLine.of(lines.place(), report);
                out.println(Output.json(ReadReport.of(report, reader)));
                if (out.checkError()) {
                    throw Failure.failed(
                            "Standard output is closed after %d reports: keep the reader of the pipe open",
                            read);
                }
                long done = ++read;
                progress.show(() -> rate(done, Duration.between(begun, Instant.now())));
            }
        }
        out.flush();
        return 0;
    }

    private static String rate(long reports, Duration elapsed) {
        return "%d reports read, %.0f/s"
                .formatted(reports, reports / Math.max(0.001, elapsed.toMillis() / 1000.0));
    }

    private Lexicon lexicon() {
        if (lexicon == null) {
            return Lexicon.standard();
        }
        if (!Files.isDirectory(lexicon)) {
            throw Failure.usage("--lexicon %s is no folder: name one with findings.txt", lexicon);
        }
        try {
            return Lexicon.of(lexicon);
        } catch (IllegalArgumentException e) {
            throw Failure.failed("%s", e.getMessage());
        }
    }
}
