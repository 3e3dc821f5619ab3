package hilum.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.cli.send.StudySource;
import hilum.cli.send.Submission;
import hilum.radiology.Report;
import hilum.radiology.reading.Agreement;
import hilum.radiology.reading.Labels;
import hilum.radiology.reading.ReportReader;
import hilum.schemas.HeldOut;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code hilum bench reader}: what the reader of reports says against human labels, and its pace.
 */
@Command(
        name = "reader",
        description = {
            "Read labelled reports and print how far the reader agrees with the labels, finding by finding, and how many reports it reads a second.",
            "The last fifth are studies of which the SHA-256 of the id, first eight bytes, is 0 modulo 5."
        },
        footer = {
            "",
            "Example:",
            "  hilum bench reader --data NLMCXR_reports.tgz --labels labels-dev.csv --rewrites reports.jsonl"
        })
public final class ReaderCommand implements Callable<Integer> {
    /** Findings with fewer positives are left out of the mean. */
    private static final int MACRO = 20;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Reports, as hilum send takes them; needs --labels")
    private Path data;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "CSV of the ChestX-ray14 findings and normal by study id, which stands in the first column")
    private Path labels;

    @Option(
            names = "--rewrites",
            paramLabel = "FILE",
            description = "JSON lines of reports with their chexpert labels")
    private Path rewrites;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Times that all reports are read for their pace, of which the best counts (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    private final ReportReader reader = new ReportReader();

    private record Finding(
            String label,
            int positives,
            int hits,
            int wrong,
            int missed,
            double precision,
            double recall,
            double f1) {
        static Finding of(Agreement.Count c) {
            return new Finding(
                    c.label(),
                    c.positives(),
                    c.hits(),
                    c.wrong(),
                    c.missed(),
                    c.precision(),
                    c.recall(),
                    c.f1());
        }
    }

    /** Agreement over some of the studies. */
    private record Part(
            String part, int reports, double microF1, double macroF1, List<Finding> findings) {}

    /** What came out. */
    private record Result(
            String bench,
            List<Part> chestxray14,
            Optional<Finding> normal,
            Optional<Part> chexpert,
            double reportsPerSecond) {}

    @Override
    public Integer call() throws IOException {
        if (data == null != (labels == null) || data == null && rewrites == null) {
            throw Failure.usage("Name --data with --labels, or --rewrites, or all of them");
        }
        if (rounds < 1) {
            throw Failure.usage("--rounds must be above zero");
        }
        try (Progress progress = Progress.onStderr()) {
            var reports = data == null ? Map.<String, Report>of() : reports();
            var labelled = labels == null ? Map.<String, Set<String>>of() : labels();
            labelled.keySet().retainAll(reports.keySet());
            if (labels != null && labelled.isEmpty()) {
                throw Failure.failed(
                        "%s names no study of %s: give labels and reports of one corpus",
                        labels, data);
            }
            var parts = new ArrayList<Part>();
            Optional<Finding> normal = Optional.empty();
            if (labels != null) {
                Map<String, Set<String>> read = new HashMap<>();
                for (var study : labelled.keySet()) {
                    read.put(study, read(reports.get(study)));
                }
                parts.add(part("all", labelled, read, study -> true));
                parts.add(part("four fifths", labelled, read, study -> !HeldOut.test(study)));
                parts.add(part("last fifth", labelled, read, HeldOut::test));
                normal = Optional.of(normal(labelled, read));
            }
            var lines = rewrites == null ? List.<JsonNode>of() : lines(rewrites);
            Optional<Part> chexpert =
                    rewrites == null ? Optional.empty() : Optional.of(chexpert(lines));
            progress.say("Measuring the pace");
            var all = new ArrayList<>(reports.values());
            lines.forEach(line -> all.add(report(line)));
            var result = new Result("reader", parts, normal, chexpert, pace(all));
            System.out.println(json ? Output.json(result) : text(result));
        }
        return 0;
    }

    private Map<String, Report> reports() throws IOException {
        Map<String, Report> reports = new HashMap<>();
        for (Submission study : StudySource.open(data, Optional.empty()).submissions()) {
            reports.put(study.id(), report(study.json()));
        }
        return reports;
    }

    private static Report report(JsonNode json) {
        return Report.of(json.path("findings").asText(""), json.path("impression").asText(""));
    }

    private Map<String, Set<String>> labels() throws IOException {
        List<String> rows = Files.readAllLines(labels);
        String[] names = rows.getFirst().split(",");
        if (!Set.of(names).containsAll(Labels.CHEST_XRAY14)) {
            throw Failure.failed(
                    "%s has the columns %s: name each of %s",
                    labels, rows.getFirst(), Labels.CHEST_XRAY14);
        }
        Map<String, Set<String>> labelled = new LinkedHashMap<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            Set<String> there = new HashSet<>();
            for (int i = 1; i < Math.min(cells.length, names.length); i++) {
                if (cells[i].equals("1")) {
                    there.add(names[i]);
                }
            }
            labelled.put(cells[0], there);
        }
        return labelled;
    }

    private Set<String> read(Report report) {
        var assertions = reader.read(report);
        Set<String> read = new HashSet<>(Labels.chestXray14(assertions));
        if (Labels.normal(assertions)) {
            read.add("normal");
        }
        return read;
    }

    private static Part part(
            String name,
            Map<String, Set<String>> labelled,
            Map<String, Set<String>> read,
            Predicate<String> of) {
        var agreement = new Agreement(Labels.CHEST_XRAY14);
        var studies = labelled.keySet().stream().filter(of).toList();
        studies.forEach(study -> agreement.add(labelled.get(study), read.get(study)));
        return part(name, studies.size(), agreement);
    }

    private static Part part(String name, int reports, Agreement agreement) {
        return new Part(
                name,
                reports,
                agreement.together().f1(),
                agreement.macroF1(MACRO),
                agreement.counts().stream().map(Finding::of).toList());
    }

    private static Finding normal(
            Map<String, Set<String>> labelled, Map<String, Set<String>> read) {
        var agreement = new Agreement(List.of("normal"));
        labelled.forEach((study, there) -> agreement.add(there, read.get(study)));
        return Finding.of(agreement.counts().getFirst());
    }

    /** Agreement on pairs of an observation and its polarity. */
    private Part chexpert(List<JsonNode> lines) {
        var agreement =
                new Agreement(
                        Stream.concat(Labels.CHEXPERT.stream(), Stream.of("No Finding"))
                                .flatMap(
                                        o ->
                                                Stream.of("positive", "negative", "uncertain")
                                                        .map(p -> o + " " + p))
                                .toList());
        for (JsonNode line : lines) {
            Set<String> labelled = new HashSet<>();
            line.path("chexpert")
                    .properties()
                    .forEach(e -> labelled.add(e.getKey() + " " + e.getValue().asText()));
            Set<String> read = new HashSet<>();
            Labels.chexpert(reader.read(report(line)))
                    .forEach(
                            (label, polarity) ->
                                    read.add(
                                            label
                                                    + switch (polarity) {
                                                        case PRESENT -> " positive";
                                                        case ABSENT -> " negative";
                                                        case UNCERTAIN -> " uncertain";
                                                    }));
            agreement.add(labelled, read);
        }
        return part("observation and polarity", lines.size(), agreement);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Lines lines = Lines.openOrStandardInput(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                JsonNode json = Output.JSON.readTree(line.get());
                if (!(json instanceof ObjectNode) || !json.has("chexpert")) {
                    throw Failure.failed(
                            "%s has no chexpert labels: give reports as shared/data/rewrites has them",
                            lines.place());
                }
                all.add(json);
            }
        }
        return all;
    }

    /**
     * Reports in a second of one core, in the best of the rounds; by the thread's processor time,
     * which other work on the cores disturbs less than the clock.
     */
    private double pace(List<Report> reports) {
        double best = 0;
        var threads = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < rounds; round++) {
            long begun = threads.getCurrentThreadCpuTime();
            long assertions = 0;
            for (Report report : reports) {
                assertions += reader.read(report).size();
            }
            double seconds = (threads.getCurrentThreadCpuTime() - begun) / 1e9;
            best = Math.max(best, assertions < 0 ? 0 : reports.size() / seconds);
        }
        return best;
    }

    private static String text(Result result) {
        var text = new StringBuilder();
        if (!result.chestxray14().isEmpty()) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("finding", "labelled", "precision", "recall", "F1"));
            result.chestxray14().getFirst().findings().forEach(f -> rows.add(row(f)));
            result.normal().ifPresent(f -> rows.add(row(f)));
            text.append(Output.table(rows)).append("\n\n");
        }
        Stream.concat(result.chestxray14().stream(), result.chexpert().stream())
                .forEach(
                        part ->
                                text.append(
                                        "%-25s %5d reports  micro-F1 %.3f  macro-F1 %.3f%n"
                                                .formatted(
                                                        part.part(),
                                                        part.reports(),
                                                        part.microF1(),
                                                        part.macroF1())));
        return text.append(
                        "pace: %.0f reports in a second of one core, best of the rounds"
                                .formatted(result.reportsPerSecond()))
                .toString();
    }

    private static List<String> row(Finding f) {
        return List.of(
                f.label(),
                String.valueOf(f.positives()),
                String.format(Locale.ROOT, "%.3f", f.precision()),
                String.format(Locale.ROOT, "%.3f", f.recall()),
                String.format(Locale.ROOT, "%.3f", f.f1()));
    }
}
