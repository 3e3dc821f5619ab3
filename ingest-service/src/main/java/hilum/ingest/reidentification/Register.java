package hilum.ingest.reidentification;

import java.io.IOException;

/** Where the door writes down whom a pseudonym stands for; by default nowhere. */
@FunctionalInterface
public interface Register {
    /** Keeps nothing: no way leads back from a pseudonym. */
    static Register none() {
        return identity -> {};
    }

    /**
     * Keeps an identity.
     *
     * @throws IOException if it can't be kept; what it belongs to must then not be admitted
     */
    void keep(Identity identity) throws IOException;
}
