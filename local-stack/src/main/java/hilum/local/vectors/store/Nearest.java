package hilum.local.vectors.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The best points of a search so far; equal scores in the order of the keys, so that a search
 * always answers alike.
 */
final class Nearest {

    /**
     * @param point what was found
     * @param score Qdrant's score for it
     */
    record Hit(StoredPoint point, float score) {}

    private final int limit;
    private final Comparator<Hit> bestFirst;
    private final PriorityQueue<Hit> worstFirst;
    private final Set<PointKey> offered = new HashSet<>();

    Nearest(int limit, Similarity similarity) {
        this.limit = limit;
        this.bestFirst =
                ((Comparator<Hit>) (a, b) -> similarity.compare(a.score(), b.score()))
                        .thenComparing(hit -> hit.point().key());
        this.worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    /** Counts a point once, however often it is met. */
    void offer(StoredPoint point, float score) {
        Hit hit = new Hit(point, score);
        if (worstFirst.size() == limit
                && (limit == 0 || bestFirst.compare(hit, worstFirst.peek()) >= 0)) {
            return;
        }
        if (!offered.add(point.key())) {
            return;
        }
        worstFirst.add(hit);
        if (worstFirst.size() > limit) {
            worstFirst.remove();
        }
    }

    List<Hit> bestFirst() {
        List<Hit> hits = new ArrayList<>(worstFirst);
        Collections.sort(hits, bestFirst);
        return hits;
    }
}
