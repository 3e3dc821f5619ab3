package hilum.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static Model model(String version, ModelState state, String parent, String decision) {
        return Model.newBuilder()
                .setVersion(version)
                .setState(state)
                .setParent(parent)
                .setRunId(parent == null ? null : "r-" + version)
                .setLocation("models/" + version)
                .setManifestSha256("")
                .setManifest("{}")
                .setDecision(decision)
                .setDecidedBy("operator")
                .setAt(Instant.EPOCH)
                .build();
    }

    private static Map<String, Object> recall(String version, double value) {
        return Map.of(
                "model", version,
                "task", "findings-to-impression",
                "site", "all",
                "measure", "recall@10",
                "value", value);
    }

    @Test
    void aVersionStandsBehindTheOneItWasTrainedFrom() {
        List<Model> newestLast =
                List.of(
                        model("b", ModelState.RETIRED, null, null),
                        model("2", ModelState.PROMOTED, "1", null),
                        model("1", ModelState.RETIRED, "b", null));

        assertThat(Rounds.parentsFirst(newestLast))
                .extracting(Model::getVersion)
                .containsExactly("b", "1", "2");
    }

    @Test
    void aRejectedRoundIsNamedWithTheFirstReason() {
        String decision = "{\"reasons\": [\"not better overall\", \"worse at a\"]}";

        assertThat(
                        Rounds.withoutGain(
                                List.of(
                                        model("b", ModelState.PROMOTED, null, null),
                                        model("1", ModelState.REJECTED, "b", decision),
                                        model("2", ModelState.REJECTED, "b", "refused: short file"),
                                        model("3", ModelState.REJECTED, "b", null)),
                                List.of()))
                .containsExactly(
                        "Round r-1 did not help: not better overall.",
                        "Round r-2 did not help: refused: short file.",
                        "Round r-3 did not help: rejected by operator.");
    }

    @Test
    void aPromotedRoundIsNamedOnlyWhereAHeadlineFigureDidNotRise() {
        List<Model> models =
                List.of(
                        model("b", ModelState.RETIRED, null, null),
                        model("1", ModelState.RETIRED, "b", null),
                        model("2", ModelState.PROMOTED, "1", null));

        assertThat(
                        Rounds.withoutGain(
                                models,
                                List.of(recall("b", 0.25), recall("1", 0.5), recall("2", 0.375))))
                .containsExactly(
                        "Round r-2 did not raise findings-to-impression recall@10: 0.375 after 0.500.");
    }
}
