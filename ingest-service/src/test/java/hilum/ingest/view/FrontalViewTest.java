package hilum.ingest.view;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.FakePacs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontalViewTest {
    private static Attributes header(String... pairs) {
        Map<String, String> values = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Attributes(FakePacs.set(values));
    }

    /** Two dark lungs in a body; or none, and a back that is brighter than the front. */
    static Pixels chest(boolean frontal) {
        int side = 256;
        float[] values = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                boolean body = x > 20 && x < 236;
                if (frontal) {
                    boolean lungs = lung(x, y, 85) || lung(x, y, 171);
                    values[y * side + x] = !body ? 5 : lungs ? 70 : 180;
                } else {
                    values[y * side + x] = 30 + x * 200f / side;
                }
            }
        }
        return new Pixels(side, side, values);
    }

    private static boolean lung(int x, int y, int middle) {
        double dx = (x - middle) / 34.0;
        double dy = (y - 120) / 70.0;
        return dx * dx + dy * dy < 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PA", "AP", "pa", "AP_PORTABLE"})
    void aFrontalViewPositionIsTakenAndNotForCertain(String position) {
        assertThat(FrontalView.of(header("00185101", position)).probability())
                .isBetween(0.85, 0.95);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"LL", "RL", "LATERAL", "LARGE LATERAL", "LLO", "LAO", "PROFIL", "PERFIL"})
    void anotherViewPositionIsRefused(String position) {
        assertThat(FrontalView.of(header("00185101", position)).probability()).isLessThan(0.1);
    }

    @ParameterizedTest
    @CsvSource({
        "0008103E, Chest PA, 0.8, 1",
        "0008103E, Thorax lateral, 0, 0.1",
        "00181030, CXR portable, 0.8, 1",
        "00181400, LATERAL, 0, 0.1",
        "0008103E, Chest PA and lateral, 0.5, 0.5",
        "00200020, L\\F, 0.7, 0.8",
        "00200020, A\\F, 0, 0.1",
        "00080070, Somebody, 0.5, 0.5",
    })
    void withoutAViewPositionTheRestOfTheHeaderSpeaks(
            String key, String value, double least, double most) {
        assertThat(FrontalView.of(header(key, value)).probability()).isBetween(least, most);
    }

    @Test
    void whereTheHeaderIsSilentThePictureDecides() {
        assertThat(FrontalView.of(header(), chest(true)).probability()).isGreaterThan(0.75);
        assertThat(FrontalView.of(header(), chest(false)).probability()).isLessThan(0.4);
    }

    /** Of Open-I's studies, 1,090 have two images that both say PA, and one is lateral. */
    @Test
    void aConsolesDefaultIsOverruledByAPictureWithoutTwoLungs() {
        FrontalView view = FrontalView.of(header("00185101", "PA"), chest(false));

        assertThat(view.probability()).isLessThan(0.5);
        assertThat(view.reasons())
                .containsExactly(
                        "ViewPosition says frontal", "picture: neither two sides nor two lungs");
    }

    @Test
    void orientationAgainstTheViewPositionIsRefused() {
        assertThat(
                        FrontalView.of(header("00185101", "PA", "00200020", "A\\F"), chest(false))
                                .probability())
                .isLessThan(0.1);
    }

    @ParameterizedTest
    @CsvSource({
        "00180015, CHEST, true",
        "00180015, PORTABLE CHEST, true",
        "00180015, TORAX, true",
        "00180015, EXTREMETY, false",
        "00181030, W033 Thorax a.p., true",
        "00081030, XR KNEE 3 VIEWS, false",
        "00081030, XR CHEST AND ABDOMEN, true",
    })
    void theBodyPartIsReadFromWhateverSaysIt(String key, String value, boolean chest) {
        assertThat(BodyPart.isChest(header(key, value))).contains(chest);
    }

    @Test
    void aSilentHeaderNamesNoBodyPart() {
        assertThat(BodyPart.isChest(header())).isEmpty();
    }
}
