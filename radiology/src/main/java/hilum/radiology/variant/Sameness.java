package hilum.radiology.variant;

import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.reading.ReportReader;

/**
 * The verifier asked about one sentence, so that a rule that goes wrong in one place gives up that
 * place and not the whole variant.
 */
final class Sameness {

    /** Longer sentences are left as they are written. */
    private static final int LONGEST = 600;

    private final ReportReader reader;
    private final Verifier verifier;

    Sameness(ReportReader reader, Verifier verifier) {
        this.reader = reader;
        this.verifier = verifier;
    }

    /** Whether a rewritten sentence passes as one of a kind. */
    boolean said(VariantKind kind, String written, String rewritten) {
        return written.length() <= LONGEST
                && rewritten.length() <= 3 * LONGEST
                && verifier.verify(kind, Report.of(written, ""), rewritten).accepted();
    }

    /** How many things a sentence says. */
    int assertions(String sentence) {
        return (int)
                reader.read(sentence, Section.FINDINGS).stream()
                        .map(a -> a.statement())
                        .distinct()
                        .count();
    }
}
