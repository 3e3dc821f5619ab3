package hilum.cli.language;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.Output;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Verdict;
import hilum.radiology.variant.verification.Verifier;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hilum verify}: whether rewrites say what their kind promises, without a stack. */
@Command(
        name = "verify",
        description = {
            "Verifies rewrites of reports, from wherever they come, without a stack.",
            "Prints one JSON object per rewrite: id, verdict (accepted or rejected) and evidence. A rewrite may be of the"
                    + " findings, the impression or both, and one of kind EXPANDED of the indication; an ERROR is an"
                    + " impression."
        },
        footer = {
            "",
            "Examples:",
            "  hilum verify rewrites.jsonl",
            "  hilum verify --explain rewrites.jsonl",
            "  hilum verify - < rewrites.jsonl"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final String SHAPE =
            "give {\"id\": \"a\", \"kind\": \"SIMILAR\", \"original\": {\"findings\": \"…\"}, \"text\": \"…\"}";

    @Parameters(
            paramLabel = "FILE",
            description =
                    "JSON lines {\"id\": \"a\", \"kind\": \"SIMILAR\", \"original\": {\"findings\": \"…\", \"impression\": \"…\", \"indication\": \"…\"}, \"text\": \"…\"}; - reads standard input.")
    private Path file;

    @Option(
            names = "--explain",
            description =
                    "Show original and rewrite side by side with the evidence, instead of JSON.")
    private boolean explain;

    @Spec private CommandSpec spec;

    private record Rewrite(String id, VariantKind kind, Report original, String text) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        SideBySide view = SideBySide.ofTerminal();
        Verifier verifier = new Verifier();
        try (Lines lines = Lines.openOrStandardInput(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                Rewrite rewrite = parse(lines.place(), line.get());
                Verdict verdict =
                        verifier.verifyPart(rewrite.kind(), rewrite.original(), rewrite.text());
                print(out, view, rewrite, verdict);
            }
        }
        out.flush();
        return 0;
    }

    private void print(PrintWriter out, SideBySide view, Rewrite rewrite, Verdict verdict) {
        String said = verdict.accepted() ? "accepted" : "rejected";
        if (explain) {
            out.println(
                    view.of(
                            rewrite.id() + " " + rewrite.kind(),
                            said,
                            verdict.accepted(),
                            original(rewrite),
                            rewrite.text(),
                            verdict.evidence()));
            return;
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("id", rewrite.id());
        json.put("verdict", said);
        json.put("evidence", verdict.evidence());
        out.println(Output.json(json));
    }

    /** What a person compares the rewrite with. */
    private static String original(Rewrite rewrite) {
        Report report = rewrite.original();
        if (rewrite.kind() == VariantKind.ERROR) {
            return report.impression();
        }
        return report.isBlank() ? report.indication() : report.text();
    }

    private static Rewrite parse(String place, String line) {
        JsonNode json = ReportLine.object(place, line);
        String id = json.path("id").asText();
        JsonNode original = json.path("original");
        if (!original.isObject()) {
            throw Failure.failed("%s (id '%s') has no original: %s", place, id, SHAPE);
        }
        if (!json.path("text").isTextual()) {
            throw Failure.failed("%s (id '%s') has no text: %s", place, id, SHAPE);
        }
        VariantKind kind = kind(place, id, json.path("kind"));
        ReportLine.sections(place, id, original);
        Report report = ReportLine.report(original);
        boolean nothing =
                Stream.of(report.findings(), report.impression(), report.indication())
                        .allMatch(String::isBlank);
        if (nothing) {
            throw Failure.failed(
                    "%s (id '%s') has an original without findings, impression or indication: %s",
                    place, id, SHAPE);
        }
        return new Rewrite(id, kind, report, json.path("text").asText());
    }

    private static VariantKind kind(String place, String id, JsonNode kind) {
        String name = kind.asText("").toUpperCase(Locale.ROOT);
        return Arrays.stream(VariantKind.values())
                .filter(k -> k.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Failure.failed(
                                        "%s (id '%s') has the kind '%s': give one of %s",
                                        place,
                                        id,
                                        kind.asText(""),
                                        Arrays.stream(VariantKind.values())
                                                .map(VariantKind::name)
                                                .collect(Collectors.joining(", "))));
    }
}
