package hilum.ingest.reidentification;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the door writes down whom a pseudonym stands for; by default nowhere. */
@FunctionalInterface
public interface Register {
    /** Keeps nothing: no way leads back from a pseudonym. */
    static Register none() {
        return identities -> {};
    }

    /**
     * Keeps identities that come together: of a study and its patient, of two patients. Where the
     * study is to be erased, none is kept.
     *
     * @throws IOException if they can't be kept; what they belong to must then not be admitted
     */
    void keep(List<Identity> together) throws IOException;

    /**
     * Forgets which accessions these studies had.
     *
     * @return how many entries, by study
     * @throws IOException if that fails; all of it is there still
     */
    default Map<String, Long> forget(Set<String> studies) throws IOException {
        return Map.of();
    }
}
