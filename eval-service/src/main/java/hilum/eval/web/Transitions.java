package hilum.eval.web;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.http.ProblemException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an operator may do to a version, by its state; what he may not ends with status 409. */
final class Transitions {
    private static final String OPERATOR = "operator";

    private Transitions() {}

    /** The version, promoted by hand. */
    static Model promote(Model model, Instant now) {
        return switch (model.getState()) {
            case SHADOW, REJECTED, RETIRED -> decided(model, ModelState.PROMOTED, now);
            case PROMOTED -> throw conflict("Version %s is promoted already: nothing to do", model);
            case CANDIDATE, UNKNOWN ->
                    throw conflict(
                            "Version %s has not been measured on the held-out studies: wait until it is in shadow",
                            model);
        };
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

    /** The nearest ancestor of the live version that has served, promoted again. */
    static Model rollBack(Model live, Iterable<Model> models, Instant now) {
        Map<String, Model> byVersion = new TreeMap<>();
        models.forEach(model -> byVersion.put(model.getVersion(), model));
        Set<String> passed = new HashSet<>();
        Model ancestor = live;
        while (ancestor.getParent() != null && passed.add(ancestor.getVersion())) {
            ancestor = byVersion.get(ancestor.getParent());
            if (ancestor == null) {
                break;
            }
            if (ancestor.getState() == ModelState.RETIRED
                    || ancestor.getState() == ModelState.PROMOTED) {
                return decided(ancestor, ModelState.PROMOTED, now);
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
