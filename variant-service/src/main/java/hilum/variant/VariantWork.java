package hilum.variant;

import hilum.radiology.Report;
import hilum.radiology.variant.ErrorMirror;
import hilum.radiology.variant.Outcome;
import hilum.radiology.variant.RuleVariants;
import hilum.radiology.variant.VerifiedVariant;
import hilum.schemas.Sha256;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.Incoming;
import hilum.transport.Outgoing;
import hilum.transport.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Rewrites each version of a study and lets only verified variants out. A later version of a study,
 * and its erasure, delete the variants that no longer follow from it: ids are stable, so nothing
 * has to be remembered.
 */
final class VariantWork implements Stage.Work {
    /** Ordinals that a kind can have in a study. */
    static final int ORDINALS = RuleVariants.ERRORS;

    private final BiConsumer<VerifiedVariant, Boolean> verdicts;

    /**
     * @param verdicts told each variant and whether it was accepted
     */
    VariantWork(BiConsumer<VerifiedVariant, Boolean> verdicts) {
        this.verdicts = verdicts;
    }

    @Override
    public hilum.transport.Outcome process(List<Incoming> batch) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (Incoming incoming : batch) {
            incoming.value()
                    .map(Study.class::cast)
                    .ifPresentOrElse(
                            study -> rewrite(study, incoming, outgoing),
                            () -> delete(incoming.key(), Set.of(), incoming, outgoing));
        }
        return hilum.transport.Outcome.of(outgoing);
    }

    private void rewrite(Study study, Incoming incoming, List<Outgoing> outgoing) {
        Report report =
                new Report(
                        study.getIndication(),
                        study.getComparison(),
                        study.getTechnique(),
                        study.getFindings(),
                        study.getImpression());
        Outcome outcome = RuleVariants.outcome(report, RuleVariants.seed(study.getStudyId()));
        outcome.rejected().forEach(variant -> verdicts.accept(variant, false));
        for (VerifiedVariant variant : outcome.accepted()) {
            verdicts.accept(variant, true);
            outgoing.add(event(study, report, variant, incoming));
        }
        if (study.getVersion() > 1) {
            Set<String> current =
                    outcome.accepted().stream()
                            .map(VerifiedVariant::id)
                            .collect(Collectors.toSet());
            delete(study.getStudyId(), current, incoming, outgoing);
        }
    }

    private static Outgoing event(
            Study study, Report report, VerifiedVariant variant, Incoming incoming) {
        boolean error = variant.kind() == hilum.radiology.variant.VariantKind.ERROR;
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

    private static void delete(
            String studyId, Set<String> kept, Incoming incoming, List<Outgoing> outgoing) {
        for (var kind : hilum.radiology.variant.VariantKind.values()) {
            for (int ordinal = 1; ordinal <= ORDINALS; ordinal++) {
                String id = kind + "-" + ordinal;
                if (!kept.contains(id)) {
                    outgoing.add(
                            Outgoing.tombstone(
                                    Topic.VARIANTS, key(studyId, id), studyId, incoming.trace()));
                }
            }
        }
    }

    private static String key(String studyId, String variantId) {
        return studyId + "/" + variantId;
    }
}
