package hilum.ingest.hl7;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The newest messages with what became of them, so that a repeat is answered like the first one and
 * not taken again. Bounded: the oldest are forgotten, and whoever repeats one of those is admitted
 * once more, which changes nothing downstream. Safe for many threads.
 */
final class Repeats {
    private final Map<String, CompletableFuture<Verdict>> known;

    Repeats(int most) {
        known =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(
                            Map.Entry<String, CompletableFuture<Verdict>> eldest) {
                        return size() > most;
                    }
                };
    }

    /** What is becoming of the message, if it is known; else it is known from here on. */
    synchronized Optional<CompletableFuture<Verdict>> begin(
            String digest, CompletableFuture<Verdict> verdict) {
        return Optional.ofNullable(known.putIfAbsent(digest, verdict));
    }

    /** Forgets a message that was not taken and is to be sent again. */
    synchronized void forget(String digest) {
        known.remove(digest);
    }
}
