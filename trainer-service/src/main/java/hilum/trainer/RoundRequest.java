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
 * @param studies that came since the last round at most, held-out ones counted; the others wait for
 *     the next
 * @param base model version to start from, if not the one that was promoted last; then every study
 *     is new that neither it nor a version before it was trained on
 */
record RoundRequest(
        String runId,
        OptionalLong seed,
        Optional<List<String>> stages,
        OptionalInt steps,
        OptionalInt studies,
        Optional<String> base) {

    /** A round that nobody asked for: of one size, however many have come meanwhile. */
    static RoundRequest byItself(String runId, int studies) {
        return new RoundRequest(
                runId,
                OptionalLong.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.of(studies),
                Optional.empty());
    }
}
