package hilum.ingest.erasure;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Something at the doors of this instance that keeps data of studies, beside the pairing.
 *
 * @param kind what it keeps, in the plural, as receipts count it
 * @param removal takes studies out of it
 */
public record Holding(String kind, Removal removal) {
    /** Removes all that is kept of studies; the second time it finds nothing. */
    @FunctionalInterface
    public interface Removal {
        /**
         * Removes.
         *
         * @return how many, by study; one of which there was nothing may be absent
         * @throws IOException if something may be there still
         */
        Map<String, Long> forget(Set<String> studies) throws IOException;
    }
}
