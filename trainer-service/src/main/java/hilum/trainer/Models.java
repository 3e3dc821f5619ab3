package hilum.trainer;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.Incoming;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The newest record of every model version. Used by one thread. */
final class Models {
    private final Map<String, Placed> byVersion = new HashMap<>();

    private record Placed(Model model, long offset) {}

    /** Takes one record of the topic of models. */
    void take(Incoming incoming) {
        incoming.value()
                .map(Model.class::cast)
                .ifPresentOrElse(
                        model ->
                                byVersion.put(
                                        incoming.key(), new Placed(model, incoming.raw().offset())),
                        () -> byVersion.remove(incoming.key()));
    }

    boolean isEmpty() {
        return byVersion.isEmpty();
    }

    /** The version promoted last: what the next round starts from. */
    Optional<Model> base() {
        return byVersion.values().stream()
                .filter(placed -> placed.model.getState() == ModelState.PROMOTED)
                .max(java.util.Comparator.comparingLong(Placed::offset))
                .map(Placed::model);
    }

    /** A version that waits for its decision. */
    Optional<Model> undecided() {
        return byVersion.values().stream()
                .map(Placed::model)
                .filter(
                        model ->
                                model.getState() == ModelState.CANDIDATE
                                        || model.getState() == ModelState.SHADOW)
                .findFirst();
    }
}
