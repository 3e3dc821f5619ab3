package hilum.cli.bench.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.send.StudySource;
import hilum.cli.send.Submission;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.verification.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hilum bench verifier}: what the verifier refuses and what it accepts. */
@Command(
        name = "verifier",
        description = {
            "Verify rewrites that are known to be faithful or wrong, and print which were accepted and which refused, by kind and by what is wrong.",
            "With --data, true rewrites of reports and corruptions of them are made first."
        },
        footer = {
            "",
            "Examples:",
            "  hilum bench verifier --rewrites reports.jsonl",
            "  hilum bench verifier --data NLMCXR_reports.tgz --reports 500"
        })
public final class VerifierCommand implements Callable<Integer> {
    @Option(
            names = "--rewrites",
            paramLabel = "FILE",
            description = "JSON lines of reports with rewrites that are marked faithful or not")
    private Path rewrites;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Reports, as hilum send takes them, to make rewrites and corruptions of")
    private Path data;

    @Option(
            names = "--reports",
            paramLabel = "N",
            description = "Reports of --data that are taken (default: ${DEFAULT-VALUE})")
    private int reports = 500;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another choice of corruptions (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--misses",
            paramLabel = "FILE",
            description = "Write what was judged wrongly to a file, one JSON object a line")
    private Path misses;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /** How many of one sort were accepted and refused. */
    private static final class Tally {
        private int accepted;
        private int refused;
    }

    /** One row of the result. */
    private record Row(String set, String sort, boolean faithful, int accepted, int refused) {}

    private final Verifier verifier = new Verifier();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final List<Object> missed = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (rewrites == null && data == null) {
            throw Failure.usage("Name --rewrites or --data, or both");
        }
        if (reports < 1) {
            throw Failure.usage("--reports must be above zero");
        }
        try (Progress progress = Progress.onStderr()) {
            if (rewrites != null) {
                progress.say("Verifying rewrites");
                verifyRewrites();
            }
            if (data != null) {
                progress.say("Verifying rewrites made of reports");
                verifyMade();
            }
        }
        if (misses != null) {
            var lines = new ArrayList<String>();
            missed.forEach(m -> lines.add(Output.json(m)));
            Files.write(misses, lines);
        }
        var rows = tallies.entrySet().stream().map(VerifierCommand::row).toList();
        System.out.println(json ? Output.json(rows) : text(rows));
        return 0;
    }

    private void verifyRewrites() throws IOException {
        try (Lines lines = Lines.openOrStandardInput(rewrites)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                JsonNode report = Output.JSON.readTree(line.get());
                if (!report.path("variants").isArray()) {
                    throw Failure.failed(
                            "%s has no variants: give reports with rewrites marked faithful or not",
                            lines.place());
                }
                for (JsonNode rewrite : report.path("variants")) {
                    verifyRewrite(report, rewrite);
                }
            }
        }
    }

    private void verifyRewrite(JsonNode report, JsonNode rewrite) {
        VariantKind kind = VariantKind.valueOf(rewrite.path("kind").asText());
        String of = rewrite.path("of").asText();
        boolean both = of.equals("report") || kind == VariantKind.ERROR;
        var original =
                new Report(
                        part(report, "indication", of.equals("indication")),
                        "",
                        "",
                        part(report, "findings", both || of.equals("findings")),
                        part(report, "impression", both || of.equals("impression")));
        boolean faithful = rewrite.path("faithful").asBoolean();
        String text = rewrite.path("text").asText();
        var verdict = verifier.verifyPart(kind, original, text);
        count("rewrites", kind.name(), faithful, verdict.accepted());
        String category = rewrite.path("category").asText("");
        if (!faithful && !category.equals("null") && !category.isEmpty()) {
            count("rewrites by corruption", category, false, verdict.accepted());
        }
        if (faithful != verdict.accepted()) {
            miss(kind, original.text(), text, faithful ? "" : category, verdict.evidence());
        }
    }

    private static String part(JsonNode report, String section, boolean wanted) {
        return wanted ? report.path(section).asText("") : "";
    }

    private void verifyMade() throws IOException {
        var random = new Random(seed);
        int taken = 0;
        for (Submission study : StudySource.open(data, Optional.empty()).submissions()) {
            String findings = study.json().path("findings").asText("").strip();
            String impression = study.json().path("impression").asText("").strip();
            if (findings.length() < 40) {
                continue;
            }
            if (++taken > reports) {
                break;
            }
            for (VariantKind kind : VariantKind.values()) {
                if (kind == VariantKind.ERROR) {
                    error(findings, impression, random);
                } else {
                    made(kind, findings, random);
                }
            }
        }
    }

    private void made(VariantKind kind, String findings, Random random) {
        var pair = TrueRewrite.of(kind, findings, random);
        if (pair.isEmpty()) {
            return;
        }
        var original = Report.of(pair.get().original(), "");
        judge(kind, original, pair.get().text(), kind.name(), true);
        for (Corruption corruption : Corruption.values()) {
            boolean time = corruption == Corruption.COMPARISON && kind == VariantKind.PRIOR_OMITTED;
            if (!time) {
                corruption
                        .of(pair.get().text(), random)
                        .ifPresent(text -> judge(kind, original, text, corruption.label(), false));
            }
        }
    }

    /** One corruption of an impression is an error as promised; two are not. */
    private void error(String findings, String impression, Random random) {
        for (Corruption corruption :
                List.of(Corruption.SIDE, Corruption.SEVERITY, Corruption.NUMBER_OR_UNIT)) {
            var one = corruption.of(impression, random);
            if (one.isEmpty()) {
                continue;
            }
            judge(VariantKind.ERROR, Report.of(findings, impression), one.get(), "ERROR", true);
            Corruption.ADDED
                    .of(one.get(), random)
                    .ifPresent(
                            two ->
                                    judge(
                                            VariantKind.ERROR,
                                            Report.of(findings, impression),
                                            two,
                                            "two errors",
                                            false));
        }
    }

    private void judge(
            VariantKind kind, Report original, String text, String sort, boolean faithful) {
        var verdict = verifier.verify(kind, original, text);
        count(
                faithful ? "made of reports" : "made of reports, corrupted",
                sort,
                faithful,
                verdict.accepted());
        if (faithful != verdict.accepted()) {
            miss(kind, original.text(), text, faithful ? "" : sort, verdict.evidence());
        }
    }

    private void count(String set, String sort, boolean faithful, boolean accepted) {
        for (String of : List.of(sort, "all")) {
            var key = "%s\t%s\t%s".formatted(set, faithful ? "faithful" : "wrong", of);
            var tally = tallies.computeIfAbsent(key, k -> new Tally());
            if (accepted) {
                tally.accepted++;
            } else {
                tally.refused++;
            }
        }
    }

    private void miss(
            VariantKind kind, String original, String text, String wrong, List<String> evidence) {
        if (misses != null) {
            missed.add(
                    Map.of(
                            "kind", kind.name(),
                            "original", original,
                            "text", text,
                            "wrong", wrong,
                            "evidence", evidence));
        }
    }

    private static Row row(Map.Entry<String, Tally> entry) {
        var key = entry.getKey().split("\t");
        return new Row(
                key[0],
                key[2],
                key[1].equals("faithful"),
                entry.getValue().accepted,
                entry.getValue().refused);
    }

    private static String text(List<Row> rows) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("set", "sort", "is", "accepted", "refused", "right"));
        for (Row row : rows) {
            int right = row.faithful() ? row.accepted() : row.refused();
            table.add(
                    List.of(
                            row.set(),
                            row.sort(),
                            row.faithful() ? "faithful" : "wrong",
                            String.valueOf(row.accepted()),
                            String.valueOf(row.refused()),
                            String.format(
                                    Locale.ROOT,
                                    "%.3f",
                                    right / (double) (row.accepted() + row.refused()))));
        }
        return Output.table(table);
    }
}
