package hilum.eval.rank;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Queries and the candidates that they are ranked against, at most one candidate a study. Every
 * change costs one comparison with each query or candidate; the places are at all times exactly
 * what a full recomputation would give. A query whose study has no candidate yet is pending: it has
 * no place. Confined to one thread.
 */
public final class Pool {
    private final Map<String, Item> candidates = new LinkedHashMap<>();
    private final Map<String, Map<String, Query>> queries = new TreeMap<>();

    private static final class Query {
        private final Item item;
        private Optional<Tally> strict = Optional.empty();
        private Optional<Tally> aware = Optional.empty();

        private Query(Item item) {
            this.item = item;
        }
    }

    /**
     * Sets what a study contributes, in place of what it contributed before.
     *
     * @param candidate its candidate, if it has one
     * @param own its queries, each with a name of its own
     * @return whether anything changed
     */
    public boolean set(String study, Optional<Item> candidate, List<Item> own) {
        boolean changed = removeOthers(study, own);
        Item before = candidates.get(study);
        Item after = candidate.orElse(null);
        if (before != after) {
            changed = true;
            if (before != null) {
                removeCandidate(before);
            }
            if (after != null) {
                addCandidate(after);
            }
        }
        Map<String, Query> ofStudy = queries.getOrDefault(study, Map.of());
        for (Item item : own) {
            if (!ofStudy.containsKey(item.name())) {
                changed = true;
                Query query = new Query(item);
                queries.computeIfAbsent(study, s -> new TreeMap<>()).put(item.name(), query);
                if (after != null) {
                    place(query, after);
                }
            }
        }
        return changed;
    }

    private boolean removeOthers(String study, List<Item> kept) {
        Map<String, Query> ofStudy = queries.get(study);
        if (ofStudy == null) {
            return false;
        }
        Set<Item> keep = new HashSet<>(kept);
        boolean removed = ofStudy.values().removeIf(query -> !keep.contains(query.item));
        if (ofStudy.isEmpty()) {
            queries.remove(study);
        }
        return removed;
    }

    private void removeCandidate(Item candidate) {
        candidates.remove(candidate.study());
        queries.forEach(
                (study, ofStudy) -> {
                    for (Query query : ofStudy.values()) {
                        if (study.equals(candidate.study())) {
                            query.strict = Optional.empty();
                            query.aware = Optional.empty();
                        } else if (query.strict.isPresent()) {
                            float score = query.item.similarity(candidate);
                            query.strict.get().remove(candidate, score, candidates.values());
                            query.aware.orElseThrow().remove(candidate, score, candidates.values());
                        }
                    }
                });
    }

    private void addCandidate(Item candidate) {
        candidates.put(candidate.study(), candidate);
        queries.forEach(
                (study, ofStudy) -> {
                    for (Query query : ofStudy.values()) {
                        if (study.equals(candidate.study())) {
                            place(query, candidate);
                        } else if (query.strict.isPresent()) {
                            float score = query.item.similarity(candidate);
                            query.strict.get().add(candidate, score, candidates.values());
                            query.aware.orElseThrow().add(candidate, score, candidates.values());
                        }
                    }
                });
    }

    private void place(Query query, Item own) {
        query.strict = Optional.of(new Tally(query.item, own, false, candidates.values()));
        query.aware = Optional.of(new Tally(query.item, own, true, candidates.values()));
    }

    /** Every query that has a place, by study and name. */
    public List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        for (Map<String, Query> ofStudy : queries.values()) {
            for (Query query : ofStudy.values()) {
                query.strict.ifPresent(
                        strict -> {
                            Tally aware = query.aware.orElseThrow();
                            placed.add(
                                    new Placed(
                                            query.item,
                                            strict.standing(),
                                            aware.standing(),
                                            aware.right(),
                                            candidates.size()));
                        });
            }
        }
        return placed;
    }
}
