package hilum.language.manners;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * Tokens that each site has used today, in UTC. What is under way is held back beforehand, so that
 * questions asked at once cannot overrun a limit together. Safe for use by many threads.
 */
public final class TokenLedger {
    private final MVStore store;
    private final Clock clock;
    private final MVMap<String, Long> used;
    private final Map<String, Long> heldBack = new HashMap<>();

    TokenLedger(MVStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        used = store.openMap("tokens");
    }

    /** The day that is counted now. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * Holds tokens back for a question; false if the site's limit would be overrun.
     *
     * @param limit tokens of a site and day; 0 for none
     */
    synchronized boolean holdBack(String site, long tokens, long limit) {
        if (limit > 0 && used(site) + heldBack.getOrDefault(site, 0L) + tokens > limit) {
            return false;
        }
        heldBack.merge(site, tokens, Long::sum);
        return true;
    }

    /** Puts what a question really used in place of what was held back for it. */
    synchronized void settle(String site, long heldBack, long really) {
        this.heldBack.merge(site, -heldBack, Long::sum);
        if (really > 0) {
            used.put(key(site), used(site) + really);
            String midnight = today() + "/";
            for (String first = used.firstKey();
                    first != null && first.compareTo(midnight) < 0;
                    first = used.firstKey()) {
                used.remove(first);
            }
            store.commit();
        }
    }

    /** Tokens that a site has used today. */
    public synchronized long used(String site) {
        return used.getOrDefault(key(site), 0L);
    }

    /** Tokens used today, by site. */
    public synchronized Map<String, Long> usedToday() {
        Map<String, Long> bySite = new TreeMap<>();
        String prefix = today() + "/";
        for (var cursor = used.cursor(prefix); cursor.hasNext(); ) {
            String key = cursor.next();
            if (!key.startsWith(prefix)) {
                break;
            }
            bySite.put(key.substring(prefix.length()), cursor.getValue());
        }
        return bySite;
    }

    private String key(String site) {
        return today() + "/" + site;
    }
}
