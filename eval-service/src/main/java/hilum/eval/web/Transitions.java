package hilum.eval.web;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.http.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an operator may do to a version, by its state; what he may not ends with status 409. */
final class Transitions {
    private static final String OPERATOR = "operator";

    private Transitions() {}

    /**
     * The version, promoted by hand, and last what it supersedes: versions promoted earlier that do
     * not serve yet and are not to come into service after it.
     */
    static List<Model> promote(Model model, Collection<Model> models, Instant now) {
        return switch (model.getState()) {
            case SHADOW, REJECTED, RETIRED -> {
                List<Model> decided = new ArrayList<>();
                decided.add(decided(model, ModelState.PROMOTED, now));
                models.stream()
                        .filter(Transitions::isWaitingToServe)
                        .map(other -> decided(other, ModelState.RETIRED, now))
                        .forEach(decided::add);
                yield decided;
            }
            case PROMOTED -> throw conflict("Version %s is promoted already: nothing to do", model);
            case CANDIDATE, UNKNOWN ->
                    throw conflict(
                            "Version %s has not been measured on the held-out studies: wait until it is in shadow",
                            model);
        };
    }

    private static boolean isWaitingToServe(Model model) {
        return model.getState() == ModelState.PROMOTED && model.getServingSince() == null;
    }

    /** The version, rejected by hand. */
    static Model reject(Model model, Instant now) {
        return switch (model.getState()) {
            case CANDIDATE, SHADOW -> decided(model, ModelState.REJECTED, now);
            case PROMOTED ->
                    throw conflict(
                            "Version %s is live: POST /models/rollback to go back to the one before",
                            model);
            case REJECTED, RETIRED, UNKNOWN ->
                    throw conflict("Version %s does not stand for promotion: nothing to do", model);
        };
    }

    /**
     * Back to the nearest ancestor of the live version that has served: promoted again, or, where
     * it still serves because the live version has not come so far, left as it is and the live
     * version retired.
     */
    static List<Model> rollBack(Model live, Collection<Model> models, Instant now) {
        Map<String, Model> byVersion = new TreeMap<>();
        models.forEach(model -> byVersion.put(model.getVersion(), model));
        Set<String> passed = new HashSet<>();
        Model at = live;
        while (at != null && at.getParent() != null && passed.add(at.getVersion())) {
            at = byVersion.get(at.getParent());
            if (at != null && at.getState() == ModelState.RETIRED) {
                return promote(at, models, now);
            }
            if (at != null && at.getState() == ModelState.PROMOTED && isWaitingToServe(live)) {
                return List.of(decided(live, ModelState.RETIRED, now));
            }
        }
        throw conflict(
                "Live version %s has no ancestor that served: promote another version by name",
                live);
    }

    private static Model decided(Model model, ModelState state, Instant now) {
        return Model.newBuilder(model)
                .setState(state)
                .setDecision(null)
                .setDecidedBy(OPERATOR)
                .setServingSince(null)
                .setAt(now)
                .build();
    }

    private static ProblemException conflict(String detail, Model model) {
        return new ProblemException(
                409, "state", "Not in this state", "version", detail.formatted(model.getVersion()));
    }
}
