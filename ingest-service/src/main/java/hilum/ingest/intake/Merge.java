package hilum.ingest.intake;

import java.time.Instant;

/**
 * What a site says of two of its patients: that they are one. Identifiers as sent, never longer
 * than the request.
 *
 * @param site sender's site
 * @param merged number of the patient that is no more
 * @param surviving number of the patient that stays
 * @param time when they were merged
 */
public record Merge(String site, String merged, String surviving, Instant time) {
    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "Merge[site=" + site + "]";
    }
}
