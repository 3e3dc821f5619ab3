package hilum.ingest.pacs;

import java.util.List;

/** What is new in a PACS. Used by one thread; what it remembers is in the bookmark alone. */
public interface Feed {
    /**
     * Something new.
     *
     * @param reference names it to this feed, over restarts too; an identifier
     * @param change its number among the changes, where they have numbers
     */
    record Found(String reference, long change) {
        /** Identifiers are never printed. */
        @Override
        public String toString() {
            return "Found[change=" + change + "]";
        }
    }

    /**
     * What has come since the bookmark, a portion of it at most, the oldest first.
     *
     * @throws PacsFailure if the PACS does not tell
     */
    List<Found> next(Bookmark bookmark) throws PacsFailure, InterruptedException;

    /** Notes that what was found is done with, or that its turn comes again later. */
    void passed(Found found, Bookmark bookmark);

    /** Where that lies which a reference names. */
    InstanceKey resolve(String reference) throws PacsFailure, InterruptedException;

    /** How many changes are ahead of the bookmark; 0 where nobody can know. */
    long behind(Bookmark bookmark) throws PacsFailure, InterruptedException;
}
