package hilum.eval.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.http.ProblemException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator may do, and what follows for the other versions. */
class TransitionsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1000);

    private static Model model(String version, String parent, ModelState state, boolean serving) {
        return Model.newBuilder()
                .setVersion(version)
                .setParent(parent)
                .setState(state)
                .setLocation("models/" + version)
                .setManifestSha256("00")
                .setManifest("{}")
                .setServingSince(serving ? Instant.EPOCH : null)
                .setAt(Instant.EPOCH)
                .build();
    }

    @Test
    void promotingByHandRetiresWhatWasPromotedAndDoesNotServeYet() {
        Model rejected = model("m2", "m0", ModelState.REJECTED, false);
        List<Model> all =
                List.of(
                        model("m0", null, ModelState.PROMOTED, true),
                        model("m1", "m0", ModelState.PROMOTED, false),
                        rejected);
        assertThat(Transitions.promote(rejected, all, NOW))
                .extracting(Model::getVersion, Model::getState, Model::getDecidedBy)
                .containsExactly(
                        tuple("m2", ModelState.PROMOTED, "operator"),
                        tuple("m1", ModelState.RETIRED, "operator"));
    }

    @Test
    void rollingBackPromotesTheNearestAncestorThatServed() {
        Model live = model("m3", "m2", ModelState.PROMOTED, true);
        List<Model> all =
                List.of(
                        model("m0", null, ModelState.RETIRED, false),
                        model("m1", "m0", ModelState.RETIRED, false),
                        model("m2", "m1", ModelState.REJECTED, false),
                        live);
        assertThat(Transitions.rollBack(live, all, NOW))
                .extracting(Model::getVersion, Model::getState)
                .containsExactly(tuple("m1", ModelState.PROMOTED));
    }

    @Test
    void rollingBackWhatDoesNotServeYetOnlyRetiresIt() {
        Model live = model("m1", "m0", ModelState.PROMOTED, false);
        List<Model> all = List.of(model("m0", null, ModelState.PROMOTED, true), live);
        assertThat(Transitions.rollBack(live, all, NOW))
                .extracting(Model::getVersion, Model::getState)
                .containsExactly(tuple("m1", ModelState.RETIRED));
    }

    @Test
    void aBaseHasNothingToGoBackTo() {
        Model base = model("m0", null, ModelState.PROMOTED, true);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Transitions.rollBack(base, List.of(base), NOW))
                .satisfies(e -> assertThat(e.problem().status()).isEqualTo(409));
    }

    @Test
    void whatWasNeverMeasuredIsNotPromotedAndTheLiveModelIsNotRejected() {
        Model candidate = model("m1", "m0", ModelState.CANDIDATE, false);
        Model live = model("m0", null, ModelState.PROMOTED, true);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Transitions.promote(candidate, List.of(candidate), NOW))
                .withMessageContaining("has not been measured");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Transitions.reject(live, NOW))
                .withMessageContaining("rollback");
    }
}
