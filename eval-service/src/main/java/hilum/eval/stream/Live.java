package hilum.eval.stream;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which version a candidate has to beat: the one promoted last, also while it is still being put
 * into service. The older one that serves until then is no measure any more.
 */
final class Live {
    private Live() {}

    static Optional<Model> of(Collection<Model> models) {
        return models.stream()
                .filter(model -> model.getState() == ModelState.PROMOTED)
                .max(Comparator.comparing(Model::getAt).thenComparing(Model::getVersion));
    }
}
