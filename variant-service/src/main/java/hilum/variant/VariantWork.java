package hilum.variant;

import hilum.language.rewrite.Choice;
import hilum.language.rewrite.Rewriting;
import hilum.language.rewrite.Signature;
import hilum.language.rewrite.Task;
import hilum.radiology.Report;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.rules.ErrorMirror;
import hilum.radiology.variant.rules.Outcome;
import hilum.radiology.variant.rules.RuleVariants;
import hilum.schemas.Erasure;
import hilum.schemas.Sha256;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.Stage;
import hilum.transport.erasure.ErasedStudies;
import hilum.transport.erasure.Removed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rewrites each version of a study and lets only verified variants out: those of a language model
 * where there is one and it writes the kind, else those of the rules. A later version of a study,
 * and its erasure, delete the variants that no longer follow from it: ids are stable, so nothing
 * has to be remembered. What comes of a study that is to be erased, or becomes so while it is being
 * rewritten, is let out no more. Counts nothing of a batch that has to come again.
 */
final class VariantWork implements Stage.Work {
    /** Ordinals that a kind can have in a study. */
    static final int ORDINALS = RuleVariants.ERRORS;

    private final Optional<LanguageVariants> language;
    private final Verdicts verdicts;
    private final ErasedStudies erased;

    VariantWork(Optional<LanguageVariants> language, Verdicts verdicts, ErasedStudies erased) {
        this.language = language;
        this.verdicts = verdicts;
        this.erased = erased;
    }

    /** A study of the batch, and what a language model is asked for. */
    private record Given(Incoming incoming, Study study, Report report, List<Task> tasks) {}

    @Override
    public hilum.transport.Outcome process(List<Incoming> batch) throws InterruptedException {
        List<Outgoing> outgoing = new ArrayList<>();
        List<Given> given = new ArrayList<>();
        Instant until = LanguageVariants.until();
        erased.catchUp();
        for (Incoming incoming : batch) {
            incoming.value()
                    .map(Study.class::cast)
                    .filter(study -> !erased.contains(study.getStudyId()))
                    .ifPresentOrElse(
                            study -> given.add(given(study, incoming, until)),
                            () -> erase(incoming, outgoing));
        }
        List<Task> tasks = given.stream().flatMap(each -> each.tasks().stream()).toList();
        Map<Task, Rewriting> written =
                language.isPresent() ? language.get().write(tasks) : Map.of();
        erased.catchUp();
        for (Given each : given) {
            if (erased.contains(each.study().getStudyId())) {
                erase(each.incoming(), outgoing);
            } else {
                rewrite(each, written, outgoing);
            }
        }
        return hilum.transport.Outcome.of(outgoing);
    }

    private Given given(Study study, Incoming incoming, Instant until) {
        Report report =
                new Report(
                        study.getIndication(),
                        study.getComparison(),
                        study.getTechnique(),
                        study.getFindings(),
                        study.getImpression());
        List<Task> tasks =
                report.isBlank()
                        ? List.of()
                        : language.map(each -> each.tasks(study, report, until)).orElse(List.of());
        return new Given(incoming, study, report, tasks);
    }

    private void erase(Incoming incoming, List<Outgoing> outgoing) {
        language.ifPresent(each -> each.forget(incoming.key()));
        outgoing.addAll(tombstones(incoming.key(), Set.of(), incoming));
    }

    /** What a language model wrote about a study and the ids of all variants that it can have. */
    Removed remove(Erasure request, Incoming incoming) {
        int answers = language.map(each -> each.forget(request.getStudyId())).orElse(0);
        List<Outgoing> tombstones = tombstones(request.getStudyId(), Set.of(), incoming);
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("variant ids", (long) tombstones.size());
        counts.put("language model answers", (long) answers);
        return new Removed(counts, List.of(), List.of(), tombstones);
    }

    private void rewrite(Given given, Map<Task, Rewriting> written, List<Outgoing> outgoing) {
        Study study = given.study();
        Outcome rules = RuleVariants.outcome(given.report(), RuleVariants.seed(study.getStudyId()));
        List<Rewriting> rewritings = given.tasks().stream().map(written::get).toList();
        Outcome outcome = Choice.of(rules, given.tasks(), rewritings);
        for (int i = 0; i < rewritings.size(); i++) {
            Rewriting each = rewritings.get(i);
            if (each.accepted().isEmpty()) {
                verdicts.countInstead(
                        given.tasks().get(i).kind().name(), study.getSite(), each.cause());
            }
        }
        outcome.rejected().forEach(variant -> verdicts.count(variant, study.getSite(), false));
        for (VerifiedVariant variant : outcome.accepted()) {
            verdicts.count(variant, study.getSite(), true);
            outgoing.add(event(study, given.report(), variant, given.incoming()));
        }
        if (study.getVersion() > 1) {
            Set<String> current =
                    outcome.accepted().stream()
                            .map(VerifiedVariant::id)
                            .collect(Collectors.toSet());
            outgoing.addAll(tombstones(study.getStudyId(), current, given.incoming()));
        }
    }

    private static Outgoing event(
            Study study, Report report, VerifiedVariant variant, Incoming incoming) {
        boolean error = variant.kind() == hilum.radiology.variant.VariantKind.ERROR;
        Optional<Signature> signature = Signature.read(variant.generator());
        Variant event =
                Variant.newBuilder()
                        .setStudyId(study.getStudyId())
                        .setStudyVersion(study.getVersion())
                        .setVariantId(variant.id())
                        .setSite(study.getSite())
                        .setKind(hilum.schemas.VariantKind.valueOf(variant.kind().name()))
                        .setText(variant.text())
                        .setCategory(variant.category().map(c -> c.label()).orElse(null))
                        .setMirroredFindings(
                                error
                                        ? ErrorMirror.mirrored(report, variant)
                                                .map(Report::findings)
                                                .orElse(null)
                                        : null)
                        .setGenerator(variant.generator())
                        .setModel(signature.map(Signature::model).orElse(null))
                        .setPromptVersion(signature.map(Signature::prompt).orElse(null))
                        .setEvidence(variant.evidence())
                        .setSourceTextHash(
                                Sha256.ofText(error ? report.impression() : report.text()))
                        .setCreatedAt(Instant.now())
                        .build();
        String key = key(study.getStudyId(), variant.id());
        return Outgoing.of(
                        Topic.VARIANTS,
                        key,
                        event,
                        key + "/" + study.getVersion(),
                        incoming.trace())
                .partitionedBy(study.getStudyId());
    }

    private static List<Outgoing> tombstones(String studyId, Set<String> kept, Incoming incoming) {
        List<Outgoing> tombstones = new ArrayList<>();
        for (var kind : hilum.radiology.variant.VariantKind.values()) {
            for (int ordinal = 1; ordinal <= ORDINALS; ordinal++) {
                String id = kind + "-" + ordinal;
                if (!kept.contains(id)) {
                    tombstones.add(
                            Outgoing.tombstone(
                                    Topic.VARIANTS, key(studyId, id), studyId, incoming.trace()));
                }
            }
        }
        return tombstones;
    }

    private static String key(String studyId, String variantId) {
        return studyId + "/" + variantId;
    }
}
