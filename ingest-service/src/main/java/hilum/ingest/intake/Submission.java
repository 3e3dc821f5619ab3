package hilum.ingest.intake;

import hilum.ingest.privacy.Named;
import hilum.radiology.Report;
import java.util.Optional;

/**
 * What a sender says about one study in one request, checked but neither pseudonymised nor
 * scrubbed: the only place where an identifier lives, and never longer than the request.
 *
 * @param id accession as sent
 * @param site sender's site
 * @param patient patient as sent
 * @param report sections that the request carries; empty when it carries none
 * @param addendum text that amends the report
 * @param dayOffset days since the patient's first study
 * @param expectedImages images that belong to the report, where the sender knows
 * @param edition state of the report and its place among the others, where the sender says it
 * @param named what the request names of people and places, to be taken out of its prose
 */
public record Submission(
        String id,
        String site,
        Optional<String> patient,
        Optional<Report> report,
        Optional<String> addendum,
        Optional<Integer> dayOffset,
        Optional<Integer> expectedImages,
        Optional<Edition> edition,
        Named named) {

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
