package hilum.eval.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places kept up to date against places counted anew. */
class PoolTest {
    private static final int STUDIES = 14;

    private record Contribution(Optional<Item> candidate, List<Item> queries) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anySequenceOfArrivalsAndReplacementsEndsWhereAFullRecomputationDoes(long seed) {
        Random random = new Random(seed);
        Pool pool = new Pool();
        Map<String, Contribution> held = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            String study = "study" + random.nextInt(STUDIES);
            Contribution next = contribution(random, study, held.get(study));
            pool.set(study, next.candidate(), next.queries());
            held.put(study, next);
            assertThat(pool.placed()).as("after step %d", step).isEqualTo(recomputed(held));
        }
    }

    /**
     * Keeps, replaces, adds or drops at random; few distinct values and texts, so that ties abound.
     */
    private static Contribution contribution(Random random, String study, Contribution before) {
        Optional<Item> candidate =
                before != null && random.nextInt(3) == 0
                        ? before.candidate()
                        : random.nextInt(5) == 0
                                ? Optional.empty()
                                : Optional.of(item(random, study, "candidate"));
        List<Item> queries = new ArrayList<>();
        if (before != null && random.nextBoolean()) {
            queries.addAll(before.queries());
        } else {
            for (int i = random.nextInt(3); i > 0; i--) {
                queries.add(item(random, study, "query" + i));
            }
        }
        return new Contribution(candidate, queries);
    }

    private static Item item(Random random, String study, String name) {
        float[] vector = {random.nextInt(3) - 1, random.nextInt(3) - 1, random.nextInt(2)};
        return new Item(study, 1, name, "a", "text" + random.nextInt(5), vector);
    }

    private static List<Placed> recomputed(Map<String, Contribution> held) {
        List<Item> candidates =
                held.values().stream().flatMap(c -> c.candidate().stream()).toList();
        List<Placed> placed = new ArrayList<>();
        held.values()
                .forEach(
                        each ->
                                each.candidate()
                                        .ifPresent(
                                                own ->
                                                        each.queries().stream()
                                                                .sorted(
                                                                        java.util.Comparator
                                                                                .comparing(
                                                                                        Item::name))
                                                                .map(q -> place(q, own, candidates))
                                                                .forEach(placed::add)));
        return placed;
    }

    private static Placed place(Item query, Item own, List<Item> candidates) {
        float[] scores = new float[candidates.size()];
        BitSet strict = new BitSet();
        BitSet aware = new BitSet();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = query.similarity(candidates.get(i));
            strict.set(i, candidates.get(i) == own);
            aware.set(i, candidates.get(i).textHash().equals(own.textHash()));
        }
        return new Placed(
                query,
                Standing.among(scores, strict),
                Standing.among(scores, aware),
                aware.cardinality(),
                scores.length);
    }
}
