package hilum.trainer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What somebody who asks for a round may set.
 *
 * @param runId id that the round will have
 * @param seed of the plan
 * @param stages names of the stages to run
 * @param steps of each stage at most
 * @param base model version to start from, if not the one that was promoted last; then every study
 *     is new that neither it nor a version before it was trained on
 */
record RoundRequest(
        String runId,
        OptionalLong seed,
        Optional<List<String>> stages,
        OptionalInt steps,
        Optional<String> base) {

    /** A round that nobody asked for. */
    static RoundRequest byItself(String runId) {
        return new RoundRequest(
                runId,
                OptionalLong.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
