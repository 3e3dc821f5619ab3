package hilum.ingest.reidentification;

/**
 * What stands behind one pseudonym.
 *
 * @param pseudonym as it travels
 * @param kind whose it is
 * @param site sender's site
 * @param identifier as the site sent it
 */
public record Identity(String pseudonym, Kind kind, String site, String identifier) {
    /** What an identifier names. */
    public enum Kind {
        STUDY,
        PATIENT
    }

    /** Identifiers are never printed. */
    @Override
    public String toString() {
        return "Identity[%s %s]".formatted(kind, pseudonym);
    }
}
