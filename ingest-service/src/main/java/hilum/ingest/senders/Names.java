package hilum.ingest.senders;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names under which something is counted, a bounded number of them, since they are the senders' to
 * write: who comes after the last is counted among the others. Safe for many threads.
 */
final class Names {
    static final String OTHERS = "others";
    private static final int MOST = 64;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The name under which it is counted. */
    String of(String name) {
        if (known.contains(name)) {
            return name;
        }
        synchronized (known) {
            if (known.size() >= MOST) {
                return OTHERS;
            }
            known.add(name);
            return name;
        }
    }
}
