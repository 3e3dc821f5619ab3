package hilum.cli.language;

import hilum.cli.Failure;
import hilum.cli.LlmOptions;
import hilum.cli.StackOptions;
import hilum.language.endpoint.Unavailable;
import hilum.language.rewrite.Choice;
import hilum.language.rewrite.ErrorWishes;
import hilum.language.rewrite.Rewriter;
import hilum.language.rewrite.Rewriting;
import hilum.language.rewrite.Task;
import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.rules.Outcome;
import hilum.radiology.variant.rules.RuleVariants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The variants of a language model beside those of the rules, as the stream chooses between them,
 * for a command that asks by itself. Answers are kept under {@code .hilum/llm}, so that the same
 * command asks nothing twice.
 */
final class LlmVariants implements AutoCloseable {
    private static final LlmOptions.Asking AS_THE_STREAM =
            new LlmOptions.Asking(0.3, 1, 2, 1, Duration.ofMinutes(3));
    private static final Set<VariantKind> USUAL = Set.of(VariantKind.SIMILAR, VariantKind.EXPANDED);

    private final Rewriter rewriter;
    private final Set<VariantKind> kinds;

    private LlmVariants(Rewriter rewriter, Set<VariantKind> kinds) {
        this.rewriter = rewriter;
        this.kinds = kinds;
    }

    /**
     * Opens it.
     *
     * @param kinds that it writes; empty for those it writes in the stream
     */
    static LlmVariants open(LlmOptions options, Set<VariantKind> kinds) {
        try {
            return new LlmVariants(
                    options.open(
                            StackOptions.root().resolve(".hilum").resolve("llm"), AS_THE_STREAM),
                    kinds.isEmpty() ? USUAL : kinds);
        } catch (IllegalStateException e) {
            throw Failure.failed("%s", e.getMessage());
        }
    }

    Outcome choose(String id, Report report, Outcome rules, long seed) throws InterruptedException {
        List<Task> tasks = tasks(id, report, seed);
        List<Rewriting> rewritings = new ArrayList<>();
        try {
            for (Task task : tasks) {
                rewritings.add(rewriter.rewrite(task));
            }
        } catch (Unavailable e) {
            throw Failure.failed(
                    "Report %s: the LLM at %s %s. What it has answered is kept: run the command again when it is back",
                    id, rewriter.settings().url(), e.getMessage());
        }
        return Choice.of(rules, tasks, rewritings);
    }

    private List<Task> tasks(String id, Report report, long seed) {
        List<Task> tasks = new ArrayList<>();
        for (VariantKind kind : VariantKind.values()) {
            if (!kinds.contains(kind)) {
                continue;
            }
            if (kind != VariantKind.ERROR) {
                tasks.add(Task.of(id, "local", report, kind, Instant.MAX));
            } else if (!report.impression().isEmpty()) {
                int ordinal = 1;
                for (ErrorCategory wish : ErrorWishes.of(report, RuleVariants.ERRORS, seed)) {
                    tasks.add(
                            new Task(
                                    id,
                                    "local",
                                    report,
                                    kind,
                                    ordinal++,
                                    Optional.of(wish),
                                    Instant.MAX));
                }
            }
        }
        return tasks;
    }

    @Override
    public void close() {
        rewriter.close();
    }
}
