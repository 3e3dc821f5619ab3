package hilum.ingest.intake;

import hilum.radiology.Report;
import java.util.Optional;

/**
 * What a sender says about one study in one request, checked but not yet pseudonymised: the only
 * place where an identifier lives, and never longer than the request.
 *
 * @param id accession as sent
 * @param site sender's site
 * @param patient patient as sent
 * @param report sections that the request carries; empty when it carries none
 * @param addendum text that amends the report
 * @param dayOffset days since the patient's first study
 * @param expectedImages images that belong to the report, where the sender knows
 */
public record Submission(
        String id,
        String site,
        Optional<String> patient,
        Optional<Report> report,
        Optional<String> addendum,
        Optional<Integer> dayOffset,
        Optional<Integer> expectedImages) {

    /** Whether it says anything about what is seen. */
    boolean hasText() {
        return addendum.isPresent() || report.filter(r -> !r.isBlank()).isPresent();
    }

    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "Submission[site=" + site + "]";
    }
}
