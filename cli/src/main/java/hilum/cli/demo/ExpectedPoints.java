package hilum.cli.demo;

import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.rules.Outcome;
import hilum.radiology.variant.rules.RuleVariants;
import hilum.schemas.PointId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What the vector store has to hold once the stream has come to rest: for each study the report,
 * its findings, its impression, each verified variant that is no error, and each image where the
 * model has an image tower.
 *
 * @param points what each point is, by its id
 * @param rejectedVariants rewrites of rules that the verifier refuses, by kind
 */
record ExpectedPoints(Map<UUID, String> points, Map<String, Integer> rejectedVariants) {
    private static final int IMAGE_DIGITS = 16;

    ExpectedPoints {
        points = Map.copyOf(points);
    }

    /** Works them out for one model version, where rules write all variants. */
    static ExpectedPoints of(
            Collection<SentStudies.FinalStudy> studies, String modelVersion, boolean imageTower) {
        return of(studies, modelVersion, imageTower, Map.of());
    }

    /**
     * Works them out for one model version.
     *
     * @param byLlm of each study the ids of the variants that a language model wrote; nobody can
     *     work these out, so they are taken from the stream
     */
    static ExpectedPoints of(
            Collection<SentStudies.FinalStudy> studies,
            String modelVersion,
            boolean imageTower,
            Map<String, Set<String>> byLlm) {
        Map<UUID, String> points = new LinkedHashMap<>();
        Map<String, Integer> rejected = new TreeMap<>();
        for (SentStudies.FinalStudy study : studies) {
            List<String> items = new ArrayList<>(texts(study.report()));
            if (!study.report().isBlank()) {
                Outcome variants =
                        RuleVariants.outcome(study.report(), RuleVariants.seed(study.studyId()));
                variants.rejected()
                        .forEach(refused -> rejected.merge(refused.kind().name(), 1, Integer::sum));
                Set<String> ids = new TreeSet<>(byLlm.getOrDefault(study.studyId(), Set.of()));
                for (VerifiedVariant variant : variants.accepted()) {
                    ids.add(variant.id());
                }
                ids.stream()
                        .filter(id -> !id.startsWith(VariantKind.ERROR.name()))
                        .forEach(id -> items.add("variant:" + id));
            }
            if (imageTower) {
                study.images()
                        .forEach(sha256 -> items.add("image:" + sha256.substring(0, IMAGE_DIGITS)));
            }
            for (String item : items) {
                points.put(
                        PointId.of(study.studyId(), item, modelVersion),
                        study.studyId() + "/" + item);
            }
        }
        return new ExpectedPoints(points, rejected);
    }

    private static List<String> texts(Report report) {
        List<String> items = new ArrayList<>();
        if (!report.isBlank()) {
            items.add("report");
        }
        if (!report.findings().isEmpty()) {
            items.add("findings");
        }
        if (!report.impression().isEmpty()) {
            items.add("impression");
        }
        return items;
    }
}
