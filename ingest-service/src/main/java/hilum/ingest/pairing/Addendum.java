package hilum.ingest.pairing;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * What amends a report.
 *
 * @param text as sent
 * @param order its place among the editions of the accession, or null
 */
record Addendum(String text, Long order) {
    @JsonCreator
    Addendum {}

    /** One kept before editions had an order: its text alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Addendum undated(String text) {
        return new Addendum(text, null);
    }

    /** Whether it came to be no earlier than a report did; where nobody says, it did. */
    boolean follows(Long since) {
        return order == null || since == null || order >= since;
    }

    /** Where it stands among others: one without order is newer than all. */
    long place() {
        return order == null ? Long.MAX_VALUE : order;
    }
}
