package hilum.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.LlmOptions;
import hilum.cli.Output;
import hilum.cli.Progress;
import hilum.language.endpoint.Unavailable;
import hilum.language.rewrite.ErrorWishes;
import hilum.language.rewrite.Rewriter;
import hilum.language.rewrite.Rewriting;
import hilum.language.rewrite.Task;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.rules.RuleVariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hilum bench llm}: how many of a language model's rewrites the verifier accepts. */
@Command(
        name = "llm",
        description = {
            "Have a language model rewrite reports and count what the verifier accepts, at once and after being told the evidence.",
            "Nothing is cached from one run to the next unless --state names a folder."
        },
        footer = {
            "",
            "Example:",
            "  hilum bench llm --llm-url http://127.0.0.1:28040/v1 --data reports.jsonl --reports 24"
        })
public final class LlmBenchCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin private LlmOptions llm;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines {\"id\", \"findings\", \"impression\"}")
    private Path data;

    @Option(
            names = "--reports",
            paramLabel = "N",
            description = "The first N (default: ${DEFAULT-VALUE})")
    private int reports = 24;

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "Kinds to ask for (default: SIMILAR,EXPANDED)")
    private Set<VariantKind> kinds = Set.of(VariantKind.SIMILAR, VariantKind.EXPANDED);

    @Option(
            names = "--again",
            paramLabel = "N",
            description = "How often a refused text goes back (default: ${DEFAULT-VALUE})")
    private int again = 2;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Of the sampling (default: ${DEFAULT-VALUE})")
    private double temperature = 0.3;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the sampling (default: ${DEFAULT-VALUE})")
    private int seed = 1;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Questions at once (default: ${DEFAULT-VALUE})")
    private int concurrency = 2;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For one answer (default: ${DEFAULT-VALUE})")
    private int timeout = 120;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder of answers to go on from (default: none)")
    private Path state;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    /**
     * What came of one kind.
     *
     * @param atOnce accepted at the first answer
     * @param later accepted after the model was told the evidence
     * @param nothingToDo left unchanged, rightly or not
     * @param answers answers that were judged
     * @param reasons of the refused answers
     */
    record Tally(
            String kind,
            int asked,
            int atOnce,
            int later,
            int nothingToDo,
            int refused,
            int answers,
            double acceptedShare,
            Map<String, Integer> reasons) {}

    /** The whole run. */
    record Result(
            String bench,
            String model,
            double temperature,
            int seed,
            int again,
            int reports,
            double seconds,
            List<Tally> kinds) {}

    @Override
    public Integer call() throws Exception {
        if (!llm.isNamed()) {
            throw Failure.usage("Name the language model with --llm-url");
        }
        if (reports < 1 || again < 0 || timeout < 1) {
            throw Failure.usage("--reports and --timeout must be above zero, --again not below");
        }
        List<Task> tasks = tasks();
        Path folder = state != null ? state : Files.createTempDirectory("hilum-bench-llm-");
        try (Progress progress = Progress.onStderr();
                Rewriter rewriter =
                        llm.open(
                                folder,
                                new LlmOptions.Asking(
                                        temperature,
                                        seed,
                                        again,
                                        concurrency,
                                        Duration.ofSeconds(timeout)))) {
            Instant begun = Instant.now();
            List<Rewriting> rewritings = run(rewriter, tasks, progress);
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
            Result result =
                    new Result(
                            "llm",
                            rewriter.settings().model(),
                            temperature,
                            seed,
                            again,
                            (int) tasks.stream().map(Task::study).distinct().count(),
                            seconds,
                            tallies(tasks, rewritings));
            progress.close();
            System.out.println(json ? Output.json(result) : text(result));
        } finally {
            if (state == null) {
                delete(folder);
            }
        }
        return 0;
    }

    private List<Task> tasks() throws IOException {
        List<Task> tasks = new ArrayList<>();
        Instant never = Instant.MAX;
        try (Lines lines = Lines.openOrStandardInput(data)) {
            int read = 0;
            for (var line = lines.next();
                    line.isPresent() && read < reports;
                    line = lines.next(), read++) {
                JsonNode report = Output.JSON.readTree(line.get());
                String id = report.path("id").asText();
                Report parsed =
                        Report.of(
                                report.path("findings").asText(""),
                                report.path("impression").asText(""));
                if (parsed.isBlank()) {
                    continue;
                }
                for (VariantKind kind : VariantKind.values()) {
                    if (kinds.contains(kind)) {
                        tasks.add(task(id, parsed, kind, never));
                    }
                }
            }
        }
        if (tasks.isEmpty()) {
            throw Failure.usage("%s holds no report with findings or impression", data);
        }
        return tasks;
    }

    private static Task task(String id, Report report, VariantKind kind, Instant until) {
        return kind == VariantKind.ERROR
                ? new Task(
                        id,
                        "bench",
                        report,
                        kind,
                        1,
                        Optional.of(ErrorWishes.of(report, 1, RuleVariants.seed(id)).getFirst()),
                        until)
                : Task.of(id, "bench", report, kind, until);
    }

    private List<Rewriting> run(Rewriter rewriter, List<Task> tasks, Progress progress)
            throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        Instant begun = Instant.now();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Rewriting>> futures =
                    tasks.stream()
                            .map(task -> threads.submit(() -> patiently(rewriter, task, done)))
                            .toList();
            List<Rewriting> rewritings = new ArrayList<>();
            for (Future<Rewriting> future : futures) {
                while (!future.isDone()) {
                    progress.show(
                            () ->
                                    Progress.bar(
                                            done.get(),
                                            tasks.size(),
                                            Duration.between(begun, Instant.now())));
                    Thread.sleep(200);
                }
                try {
                    rewritings.add(future.get());
                } catch (ExecutionException e) {
                    threads.shutdownNow();
                    throw Failure.failed(
                            "The LLM at %s %s",
                            rewriter.settings().url(), e.getCause().getMessage());
                }
            }
            return rewritings;
        }
    }

    private static Rewriting patiently(Rewriter rewriter, Task task, AtomicInteger done)
            throws InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                Rewriting rewriting = rewriter.rewrite(task);
                done.incrementAndGet();
                return rewriting;
            } catch (Unavailable e) {
                if (!e.isPassing() || Instant.now().isAfter(until)) {
                    throw e;
                }
                Thread.sleep(1_000);
            }
        }
    }

    private static List<Tally> tallies(List<Task> tasks, List<Rewriting> rewritings) {
        Map<VariantKind, List<Rewriting>> byKind = new TreeMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            byKind.computeIfAbsent(tasks.get(i).kind(), kind -> new ArrayList<>())
                    .add(rewritings.get(i));
        }
        List<Tally> tallies = new ArrayList<>();
        byKind.forEach((kind, all) -> tallies.add(tally(kind, all)));
        return tallies;
    }

    private static Tally tally(VariantKind kind, List<Rewriting> all) {
        int accepted = 0;
        int atOnce = 0;
        int nothing = 0;
        int answers = 0;
        Map<String, Integer> reasons = new TreeMap<>();
        for (Rewriting each : all) {
            boolean passed = each.accepted().isPresent();
            accepted += passed ? 1 : 0;
            atOnce += passed && each.rejected().isEmpty() ? 1 : 0;
            nothing += each.cause() == Rewriting.Cause.NOTHING_TO_DO ? 1 : 0;
            answers += each.rejected().size() + (passed ? 1 : 0);
            each.rejected().forEach(refused -> reasons.merge(reason(refused), 1, Integer::sum));
        }
        return new Tally(
                kind.name(),
                all.size(),
                atOnce,
                accepted - atOnce,
                nothing,
                all.size() - accepted - nothing,
                answers,
                (double) accepted / all.size(),
                reasons);
    }

    /** Why an answer was refused, in a few words that can be counted. */
    private static String reason(VerifiedVariant refused) {
        String first = refused.evidence().isEmpty() ? "" : refused.evidence().getFirst();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("unchanged", "unchanged");
        words.put("no JSON", "not the JSON asked for");
        words.put("broken JSON", "not the JSON asked for");
        words.put("exactly the one field", "not the JSON asked for");
        words.put("empty", "empty");
        words.put("cut off", "cut off");
        words.put("characters where", "too long");
        words.put("may hide", "strange characters");
        words.put("speaks to", "speaks to somebody");
        return words.entrySet().stream()
                .filter(each -> first.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("says something else");
    }

    private static String text(Result result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "kind",
                        "asked",
                        "accepted at once",
                        "after evidence",
                        "nothing to do",
                        "refused",
                        "accepted",
                        "answers"));
        for (Tally each : result.kinds()) {
            rows.add(
                    List.of(
                            each.kind(),
                            Integer.toString(each.asked()),
                            Integer.toString(each.atOnce()),
                            Integer.toString(each.later()),
                            Integer.toString(each.nothingToDo()),
                            Integer.toString(each.refused()),
                            "%.1f %%".formatted(100 * each.acceptedShare()),
                            Integer.toString(each.answers())));
        }
        StringBuilder text =
                new StringBuilder(
                        "%s, temperature %s, seed %d, asked again at most %d times, %d reports, %.0f s%n"
                                .formatted(
                                        result.model(),
                                        result.temperature(),
                                        result.seed(),
                                        result.again(),
                                        result.reports(),
                                        result.seconds()));
        text.append(Output.table(rows));
        result.kinds()
                .forEach(
                        each ->
                                text.append(
                                        "%n%s refused answers: %s"
                                                .formatted(each.kind(), each.reasons())));
        return text.toString();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
