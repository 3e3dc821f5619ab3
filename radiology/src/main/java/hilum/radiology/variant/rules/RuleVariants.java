package hilum.radiology.variant.rules;

import hilum.radiology.Report;
import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.verification.Verifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Variants that rules write without a model: {@code SPLIT}, {@code PRIOR_OMITTED} and up to three
 * {@code ERROR}. Each is verified before it counts. The same report and seed always give the same
 * variants, in every process. Safe for use by many threads.
 */
public final class RuleVariants {

    /**
     * What writes them; the version moves whenever the same report and seed would give another
     * text.
     */
    public static final String GENERATOR = "rules/2";

    /** How many errors a report gets at most. */
    public static final int ERRORS = 3;

    /** Characters of the longest report that gets variants; what is longer is none. */
    static final int LONGEST = 20_000;

    /** Stops, commas and the like of such a report: it bounds what it can claim. */
    private static final int PIECES = 160;

    /** Errors of a report that are tried at most. */
    private static final int TRIED = 24;

    private static final RuleVariants STANDARD = new RuleVariants(new ReportReader());

    private final Verifier verifier;
    private final SimilarRules similar;
    private final SplitRules split;
    private final PriorRules prior;
    private final AnatomyRules anatomy;
    private final ExpandRules expand;
    private final ErrorRules errors;

    private RuleVariants(ReportReader reader) {
        verifier = new Verifier(reader);
        var sameness = new Sameness(verifier);
        similar = new SimilarRules(sameness);
        split = new SplitRules(reader, sameness);
        prior = new PriorRules(reader);
        anatomy = new AnatomyRules(split);
        expand = new ExpandRules(sameness);
        errors = new ErrorRules(reader);
    }

    /** The verified variants of a report, by kind and ordinal. */
    public static List<VerifiedVariant> of(Report report, long seed) {
        return outcome(report, seed).accepted();
    }

    /** The verified variants of a report and what was refused on the way. */
    public static Outcome outcome(Report report, long seed) {
        return STANDARD.write(report, seed);
    }

    /**
     * The seed of a study: eight bytes of the SHA-256 of its id, other than those that choose the
     * held-out split.
     */
    public static long seed(String studyId) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(studyId.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest, 8, 8).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256: run on one that has.", e);
        }
    }

    private Outcome write(Report report, long seed) {
        var accepted = new ArrayList<VerifiedVariant>();
        var rejected = new ArrayList<VerifiedVariant>();
        if (tooLong(report)) {
            return new Outcome(accepted, rejected);
        }
        Stream.of(
                        similar.reword(report, seed),
                        split.split(report),
                        prior.omit(report),
                        anatomy.group(report),
                        expand.expand(report))
                .flatMap(Optional::stream)
                .forEach(draft -> judge(report, draft, accepted, rejected));
        judgeErrors(report, errors.drafts(report, seed), accepted, rejected);
        return new Outcome(accepted, rejected);
    }

    private static boolean tooLong(Report report) {
        var text = report.indication() + "\n" + report.text();
        return text.length() > LONGEST
                || text.chars().filter(c -> ".,;:?!\n".indexOf(c) >= 0).count() > PIECES;
    }

    private void judge(
            Report report,
            Draft draft,
            List<VerifiedVariant> accepted,
            List<VerifiedVariant> rejected) {
        if (draft.text().equals(report.text())) {
            return;
        }
        var verdict = verifier.verify(draft.kind(), report, draft.text());
        var id = draft.kind().name() + "-1";
        (verdict.accepted() ? accepted : rejected)
                .add(
                        new VerifiedVariant(
                                id,
                                draft.kind(),
                                draft.text(),
                                Optional.empty(),
                                GENERATOR,
                                verdict.evidence()));
    }

    private void judgeErrors(
            Report report,
            List<Draft> drafts,
            List<VerifiedVariant> accepted,
            List<VerifiedVariant> rejected) {
        var texts = new HashSet<String>();
        texts.add(report.impression());
        int ordinal = 1;
        var original = verifier.originalOf(report);
        for (var draft : drafts.subList(0, Math.min(TRIED, drafts.size()))) {
            if (ordinal > ERRORS) {
                return;
            }
            if (!texts.add(draft.text())) {
                continue;
            }
            var reading = verifier.verifyError(original, draft.text());
            // A draft that turned out to be another error than intended is still one, under its
            // true name.
            var category = reading.category().or(draft::category);
            var variant =
                    new VerifiedVariant(
                            "ERROR-" + ordinal,
                            VariantKind.ERROR,
                            draft.text(),
                            category,
                            GENERATOR,
                            reading.verdict().evidence());
            if (reading.verdict().accepted()) {
                accepted.add(variant);
                ordinal++;
            } else {
                rejected.add(variant);
            }
        }
    }
}
