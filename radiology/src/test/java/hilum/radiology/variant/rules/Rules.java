package hilum.radiology.variant.rules;

import hilum.radiology.reading.ReportReader;
import hilum.radiology.variant.verification.Sameness;
import hilum.radiology.variant.verification.Verifier;

/** The rules by themselves, for tests. */
final class Rules {
    private static final ReportReader READER = new ReportReader();
    private static final Sameness SAMENESS = new Sameness(new Verifier(READER));

    private Rules() {}

    static SimilarRules similar() {
        return new SimilarRules(SAMENESS);
    }

    static AnatomyRules anatomy() {
        return new AnatomyRules(new SplitRules(READER, SAMENESS));
    }

    static ExpandRules expand() {
        return new ExpandRules(SAMENESS);
    }

    static PriorRules prior() {
        return new PriorRules(READER);
    }
}
