package hilum.cli.language;

import hilum.cli.Lines;
import hilum.cli.LlmOptions;
import hilum.cli.Output;
import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.rules.Outcome;
import hilum.radiology.variant.rules.RuleVariants;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hilum variants}: the verified variants of reports, without a stack. */
@Command(
        name = "variants",
        description = {
            "Writes variants of reports by rule, or by a language model with --llm-url, and verifies each, without a stack.",
            "Prints one JSON object per variant: id, variant, kind, text, generator, verdict, evidence and an error's"
                    + " category. Refused ones are printed too."
        },
        footer = {
            "",
            "Examples:",
            "  hilum variants reports.jsonl",
            "  hilum variants --explain --kind SPLIT,ERROR reports.jsonl",
            "  hilum variants --llm-url http://127.0.0.1:28040/v1 --kind SIMILAR reports.jsonl"
        })
public final class VariantsCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "JSON lines {\"id\": \"CXR1\", \"findings\": \"…\", \"impression\": \"…\", \"indication\": \"…\"}; - reads standard input.")
    private Path file;

    @Option(
            names = "--kind",
            split = ",",
            paramLabel = "KIND",
            description = "Only these kinds: ${COMPLETION-CANDIDATES}.")
    private Set<VariantKind> kinds = Set.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Another choice of words and errors; without it, a report's id decides, as in the stack.")
    private OptionalLong seed = OptionalLong.empty();

    @Option(
            names = "--explain",
            description =
                    "Show original and variant side by side with the evidence, instead of JSON.")
    private boolean explain;

    @Mixin private LlmOptions llm;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        SideBySide view = SideBySide.ofTerminal();
        try (Lines lines = Lines.openOrStandardInput(file);
                LlmVariants language = llm.isNamed() ? LlmVariants.open(llm, kinds) : null) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                ReportLine read = ReportLine.parse(lines.place(), line.get());
                long choice = seed.orElse(RuleVariants.seed(read.id()));
                Outcome rules = RuleVariants.outcome(read.report(), choice);
                Outcome outcome =
                        language == null
                                ? rules
                                : language.choose(read.id(), read.report(), rules, choice);
                print(out, view, read, outcome.accepted(), true);
                print(out, view, read, outcome.rejected(), false);
            }
        }
        out.flush();
        return 0;
    }

    private void print(
            PrintWriter out,
            SideBySide view,
            ReportLine read,
            List<VerifiedVariant> variants,
            boolean accepted) {
        String verdict = accepted ? "accepted" : "rejected";
        for (VerifiedVariant variant : variants) {
            if (!kinds.isEmpty() && !kinds.contains(variant.kind())) {
                continue;
            }
            if (explain) {
                String title = read.id() + " " + variant.id();
                if (variant.category().isPresent()) {
                    title += " (" + variant.category().get().label() + ")";
                }
                out.println(
                        view.of(
                                title,
                                verdict,
                                accepted,
                                original(read.report(), variant),
                                variant.text(),
                                variant.evidence()));
            } else {
                out.println(Output.json(json(read.id(), variant, verdict)));
            }
        }
    }

    private static Map<String, Object> json(String id, VerifiedVariant variant, String verdict) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("variant", variant.id());
        json.put("kind", variant.kind().name());
        json.put("text", variant.text());
        json.put("generator", variant.generator());
        json.put("verdict", verdict);
        json.put("evidence", new ArrayList<>(variant.evidence()));
        variant.category().ifPresent(category -> json.put("category", category.label()));
        return json;
    }

    /** What a variant is a rewrite of. */
    private static String original(Report report, VerifiedVariant variant) {
        return switch (variant.kind()) {
            case ERROR -> report.impression();
            case SIMILAR, SPLIT, PRIOR_OMITTED, ANATOMICAL, EXPANDED -> report.text();
        };
    }
}
