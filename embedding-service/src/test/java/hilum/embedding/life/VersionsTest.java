package hilum.embedding.life;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.Model;
import hilum.schemas.ModelState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private final Versions versions = new Versions();

    @Test
    void aPromotedVersionIsNextUntilItServes() {
        versions.take(model("base", ModelState.PROMOTED, 1, null));
        assertThat(versions.next()).map(Model::getVersion).contains("base");
        assertThat(versions.live()).isEmpty();

        versions.take(model("base", ModelState.PROMOTED, 2, 2));
        assertThat(versions.next()).isEmpty();
        assertThat(versions.live()).map(Model::getVersion).contains("base");
    }

    @Test
    void theLiveVersionServesOnWhileTheNextIsBroughtUp() {
        versions.take(model("base", ModelState.PROMOTED, 1, 1));
        versions.take(model("r1", ModelState.PROMOTED, 5, null));

        assertThat(versions.live()).map(Model::getVersion).contains("base");
        assertThat(versions.next()).map(Model::getVersion).contains("r1");
    }

    @Test
    void aRollbackIsAPromotionOfAnOlderVersion() {
        versions.take(model("base", ModelState.RETIRED, 5, null));
        versions.take(model("r1", ModelState.PROMOTED, 5, 5));
        versions.take(model("base", ModelState.PROMOTED, 9, null));

        assertThat(versions.next()).map(Model::getVersion).contains("base");
    }

    @Test
    void shadowsComeBeforeCandidatesAndRejectedOnesAreNotAmongThem() {
        versions.take(model("r1", ModelState.CANDIDATE, 1, null));
        versions.take(model("r2", ModelState.SHADOW, 2, null));
        versions.take(model("r3", ModelState.CANDIDATE, 3, null));
        versions.take(model("r3", ModelState.REJECTED, 4, null));

        assertThat(versions.shadows().stream().map(Model::getVersion)).containsExactly("r2", "r1");
    }

    private static Model model(String version, ModelState state, long at, Integer servingSince) {
        return Model.newBuilder()
                .setVersion(version)
                .setState(state)
                .setLocation("models/" + version)
                .setManifestSha256("0".repeat(64))
                .setManifest("{}")
                .setServingSince(servingSince == null ? null : Instant.ofEpochSecond(servingSince))
                .setAt(Instant.ofEpochSecond(at))
                .build();
    }
}
