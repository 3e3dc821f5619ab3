package hilum.embedding.life;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest record of every model version, and what follows from them: which version serves, which
 * is to serve next, which are to be shadowed. Confined to one thread.
 */
final class Versions {
    private final Map<String, Model> newest = new HashMap<>();

    /** Takes a record; a later one of the same version replaces it. */
    void take(Model record) {
        newest.put(record.getVersion(), record);
    }

    /** Forgets a version that was deleted. */
    void forget(String version) {
        newest.remove(version);
    }

    /** The version that the alias was last switched to. */
    Optional<Model> live() {
        return newest.values().stream()
                .filter(
                        model ->
                                model.getState() == ModelState.PROMOTED
                                        && model.getServingSince() != null)
                .max(Comparator.comparing(Model::getServingSince));
    }

    /** The version that was promoted last, while it does not serve yet. */
    Optional<Model> next() {
        return newest.values().stream()
                .filter(
                        model ->
                                model.getState() == ModelState.PROMOTED
                                        && model.getServingSince() == null)
                .max(Comparator.comparing(Model::getAt));
    }

    /**
     * Candidates whose evaluation split is announced beside the live one's: those that have it
     * announced, then the others, the oldest first.
     */
    List<Model> shadows() {
        return newest.values().stream()
                .filter(
                        model ->
                                model.getState() == ModelState.CANDIDATE
                                        || model.getState() == ModelState.SHADOW)
                .sorted(
                        Comparator.comparing((Model m) -> m.getState() == ModelState.CANDIDATE)
                                .thenComparing(Model::getAt))
                .toList();
    }

    /** All versions. */
    Collection<Model> all() {
        return List.copyOf(newest.values());
    }
}
