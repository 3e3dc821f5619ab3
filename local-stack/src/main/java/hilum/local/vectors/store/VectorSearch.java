package hilum.local.vectors.store;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The points nearest to a vector: fresh ones by comparing each, indexed ones by walking the graphs.
 *
 * <p>When few points pass the filter each of them is compared too, as Qdrant does, since a graph
 * walk through points that mostly do not count loses its way.
 *
 * @param query prepared vector
 * @param filter which points count
 * @param limit how many are wanted
 * @param beam how many a graph walk keeps
 * @param exact whether to compare every point
 */
record VectorSearch(float[] query, PointFilter filter, int limit, int beam, boolean exact) {

    /** Qdrant's default for full_scan_threshold is of this order. */
    private static final int FEW = 10_000;

    List<Nearest.Hit> run(PointTable table, Indexer indexer, Similarity similarity)
            throws IOException {
        Nearest nearest = new Nearest(limit, similarity);
        Predicate<StoredPoint> accepted = filter::test;
        boolean everyOne = exact;
        if (!exact && filter != PointFilter.EVERYTHING) {
            Set<StoredPoint> passing = passingIfFew(table);
            if (passing.size() <= FEW) {
                accepted = passing::contains;
                everyOne = true;
            }
        }
        // Fresh points first: one that is indexed meanwhile is then in the view taken afterwards.
        for (StoredPoint point : table.fresh()) {
            float[] vector = point.freshVector();
            if (vector != null && point.live() && accepted.test(point)) {
                nearest.offer(point, similarity.score(query, vector));
            }
        }
        try (IndexView view = indexer.view()) {
            if (everyOne) {
                view.scan(query, accepted, nearest);
            } else {
                view.walk(query, Math.max(limit, beam), accepted, nearest);
            }
        }
        return nearest.bestFirst();
    }

    private Set<StoredPoint> passingIfFew(PointTable table) {
        Set<StoredPoint> passing = new HashSet<>();
        for (StoredPoint point : table.points().values()) {
            if (filter.test(point)) {
                passing.add(point);
                if (passing.size() > FEW) {
                    break;
                }
            }
        }
        return passing;
    }
}
