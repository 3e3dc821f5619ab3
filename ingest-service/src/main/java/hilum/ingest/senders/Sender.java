package hilum.ingest.senders;

/**
 * Who sends: a site at a door.
 *
 * @param site site name, or {@link #UNKNOWN} where what came can't be read so far
 */
public record Sender(Door door, String site) {
    private static final String UNKNOWN = "unknown";

    /** Whoever sent what can't be read so far. */
    public static Sender unknown(Door door) {
        return new Sender(door, UNKNOWN);
    }
}
