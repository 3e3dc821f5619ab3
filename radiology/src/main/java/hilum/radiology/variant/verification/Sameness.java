package hilum.radiology.variant.verification;

import hilum.radiology.Report;
import hilum.radiology.variant.VariantKind;

/**
 * The verifier asked about one sentence, so that a rule that goes wrong in one place gives up that
 * place and not the whole variant.
 */
public final class Sameness {

    /** Longer sentences are left as they are written. */
    private static final int LONGEST = 600;

    private final Verifier verifier;

    /** As a verifier sees it. */
    public Sameness(Verifier verifier) {
        this.verifier = verifier;
    }

    /** Whether a rewritten sentence passes as one of a kind. */
    public boolean said(VariantKind kind, String written, String rewritten) {
        return written.length() <= LONGEST
                && rewritten.length() <= 3 * LONGEST
                && verifier.verify(kind, Report.of(written, ""), rewritten).accepted();
    }

    /** Whether a rewritten report passes as one of a kind. */
    public boolean said(VariantKind kind, Report report, String rewritten) {
        return verifier.verify(kind, report, rewritten).accepted();
    }
}
