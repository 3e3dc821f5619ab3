package hilum.trainer;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.Incoming;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The newest record of a version. */
    Optional<Model> find(String version) {
        return Optional.ofNullable(byVersion.get(version)).map(Placed::model);
    }

    /** The names of all versions. */
    Set<String> versions() {
        return Set.copyOf(byVersion.keySet());
    }

    /** A version and those it comes from, as far as they are known. */
    Set<String> lineage(String version) {
        Set<String> lineage = new LinkedHashSet<>();
        for (String at = version; at != null && lineage.add(at); ) {
            at = find(at).map(Model::getParent).orElse(null);
        }
        return lineage;
    }

    /** The versions that these rounds made, and all that come from them, sorted. */
    List<String> trainedIn(Set<String> runs) {
        Set<String> made =
                byVersion.values().stream()
                        .map(Placed::model)
                        .filter(
                                model ->
                                        model.getRunId() != null && runs.contains(model.getRunId()))
                        .map(Model::getVersion)
                        .collect(Collectors.toSet());
        return byVersion.keySet().stream()
                .filter(version -> lineage(version).stream().anyMatch(made::contains))
                .sorted()
                .toList();
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
