package hilum.variant;

import hilum.language.endpoint.ApiKey;
import hilum.language.endpoint.EndpointSettings;
import hilum.language.endpoint.Unavailable;
import hilum.language.manners.MannersSettings;
import hilum.language.rewrite.ErrorWishes;
import hilum.language.rewrite.Rewriter;
import hilum.language.rewrite.Rewriting;
import hilum.language.rewrite.Task;
import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.rules.RuleVariants;
import hilum.schemas.Study;
import hilum.transport.DependencyUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The variants of a batch that a language model writes, asked for side by side. */
final class LanguageVariants implements AutoCloseable {
    /** What health and log call the endpoint. */
    static final String DEPENDENCY = "language model";

    /**
     * After this long a batch is handed back to the stage, which shows the broker that it lives;
     * the answers so far are kept. With the longest time-out the last question ends well within the
     * 15 minutes after which the broker would give the partitions to another.
     */
    private static final Duration BATCH = Duration.ofMinutes(4);

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(3);

    private final Rewriter rewriter;
    private final Set<VariantKind> kinds;
    private volatile Optional<String> lastFailure = Optional.empty();

    LanguageVariants(Rewriter rewriter, Set<VariantKind> kinds) {
        this.rewriter = rewriter;
        this.kinds = EnumSet.copyOf(kinds);
    }

    /** The language model of the settings; empty where none is named. */
    static Optional<LanguageVariants> of(LlmConfig config) {
        if (config.url().isEmpty()) {
            return Optional.empty();
        }
        if (config.timeout().compareTo(LONGEST_TIMEOUT) > 0 || config.kinds().isEmpty()) {
            throw new IllegalArgumentException(
                    "hilum.variant.llm.timeout is %s and hilum.variant.llm.kinds %s: name at most %s and at least one kind"
                            .formatted(config.timeout(), config.kinds(), LONGEST_TIMEOUT));
        }
        EndpointSettings endpoint =
                new EndpointSettings(
                        config.url().get(),
                        config.model().orElse(""),
                        ApiKey.of(config.apiKeyFile()),
                        config.temperature(),
                        config.seed(),
                        config.timeout());
        MannersSettings manners =
                MannersSettings.of(
                        config.concurrency(), config.pause(), config.tokensPerSiteAndDay());
        Rewriter rewriter =
                Rewriter.open(
                        endpoint,
                        manners,
                        config.state(),
                        config.cacheEntries(),
                        config.maxRetriesAfterRefusal());
        return Optional.of(new LanguageVariants(rewriter, EnumSet.copyOf(config.kinds())));
    }

    /** What is wanted of a study. */
    List<Task> tasks(Study study, Report report, Instant until) {
        List<Task> tasks = new ArrayList<>();
        for (VariantKind kind : kinds) {
            if (kind != VariantKind.ERROR) {
                tasks.add(Task.of(study.getStudyId(), study.getSite(), report, kind, until));
            } else if (!report.impression().isEmpty()) {
                tasks.addAll(errors(study, report, until));
            }
        }
        return tasks;
    }

    private static List<Task> errors(Study study, Report report, Instant until) {
        List<Task> tasks = new ArrayList<>();
        List<ErrorCategory> wishes =
                ErrorWishes.of(report, RuleVariants.ERRORS, RuleVariants.seed(study.getStudyId()));
        for (ErrorCategory wish : wishes) {
            tasks.add(
                    new Task(
                            study.getStudyId(),
                            study.getSite(),
                            report,
                            VariantKind.ERROR,
                            tasks.size() + 1,
                            Optional.of(wish),
                            until));
        }
        return tasks;
    }

    /** When a batch that begins now is handed back. */
    static Instant until() {
        return Instant.now().plus(BATCH);
    }

    /**
     * Has all of them written.
     *
     * @throws DependencyUnavailable if the endpoint is away: nothing of the batch may be sent yet
     */
    Map<Task, Rewriting> write(List<Task> tasks) throws InterruptedException {
        Map<Task, Rewriting> written = new LinkedHashMap<>();
        Unavailable away = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Rewriting>> futures =
                    threads.invokeAll(
                            tasks.stream()
                                    .<java.util.concurrent.Callable<Rewriting>>map(
                                            task -> () -> rewriter.rewrite(task))
                                    .toList());
            for (int i = 0; i < futures.size(); i++) {
                try {
                    written.put(tasks.get(i), futures.get(i).get());
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case Unavailable unavailable -> away = worse(away, unavailable);
                        case InterruptedException interrupted ->
                                throw new InterruptedException(interrupted.getMessage());
                        case RuntimeException other -> throw other;
                        default -> throw new IllegalStateException(e.getCause());
                    }
                }
            }
        }
        lastFailure = Optional.ofNullable(away).map(Unavailable::getMessage);
        if (away != null) {
            throw new DependencyUnavailable(DEPENDENCY, away);
        }
        return written;
    }

    /** Of two failures the one that says what the endpoint said. */
    private static Unavailable worse(Unavailable one, Unavailable other) {
        return one == null || !one.wasAsked() ? other : one;
    }

    /** Why nothing is being written; empty while it is. */
    Optional<String> paused() {
        return rewriter.manners().paused().or(() -> lastFailure.map("it "::concat));
    }

    Rewriter rewriter() {
        return rewriter;
    }

    /** An erased study leaves no answers behind; returns how many there were. */
    int forget(String studyId) {
        return rewriter.forget(studyId);
    }

    @Override
    public void close() {
        rewriter.close();
    }
}
