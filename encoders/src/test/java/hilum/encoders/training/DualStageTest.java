package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.image.Eva02;
import hilum.encoders.image.EvaInitialiser;
import hilum.encoders.image.Picture;
import hilum.encoders.text.Attention;
import hilum.encoders.text.Pooling;
import hilum.encoders.weights.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DualStageTest {
    private static final Eva02 IMAGE = new Eva02(32, 16, 2, 16, 8, 24, 16, 16);
    private static final int STEPS = 40;

    @Test
    void bothTowersLearnToFindEachOther() {
        TextTrainee trainee =
                TextTrainee.of(
                        TinyBert.ARCHITECTURE,
                        Attention.BIDIRECTIONAL,
                        Pooling.MEAN,
                        TinyBert.weights(1),
                        new Trains.All(0.1),
                        Precision.FLOAT32,
                        1);
        var start = new java.util.LinkedHashMap<>(trainee.initial());
        start.putAll(DualStage.initial(EvaInitialiser.initialise(IMAGE, 2), 2.6));
        try (DualStage stage =
                        new DualStage(
                                trainee,
                                IMAGE,
                                pairs(),
                                TinyBert::tokenize,
                                new DualStage.Recipe(STEPS, 4, 0.85, false),
                                DualStage.optimiser(STEPS, 3e-3),
                                Long.MAX_VALUE,
                                11);
                TrainingState state = TrainingState.start(start)) {
            List<Double> losses =
                    IntStream.range(0, STEPS).mapToObj(i -> stage.step(state).loss()).toList();

            assertThat(losses.getLast()).isLessThan(0.6 * losses.getFirst());
            for (String name : List.of("visual.blocks.0.mlp.w1.weight", "logit_scale")) {
                assertThat(state.weights().get(name).floats())
                        .as(name)
                        .isNotEqualTo(start.get(name).floats());
            }
        }
    }

    private static List<DualPair> pairs() {
        return IntStream.range(0, 4)
                .mapToObj(
                        i -> {
                            byte[] grey = new byte[36 * 36];
                            Arrays.fill(grey, i * 9 * 36, (i + 1) * 9 * 36, (byte) 200);
                            return new DualPair(
                                    new Picture(36, 36, 1, grey),
                                    (char) ('a' + i) + " report. It is so.");
                        })
                .toList();
    }
}
