package hilum.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.encoders.text.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedBlocksTest {
    private static final int MASK = 7;
    private static final MaskedBlocks RECIPE = new MaskedBlocks(50, 0.2, MASK, 1000);

    @Test
    void textsFollowEachOtherInBlocksOfOneLength() {
        List<Tokens> texts =
                List.of(
                        Tokens.of(IntStream.range(0, 70).toArray()),
                        Tokens.of(IntStream.range(100, 145).toArray()));

        List<int[]> blocks = RECIPE.cut(texts, 1, 0);

        assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(block).hasSize(50));
        assertThat(RECIPE.cut(texts, 1, 0)).usingRecursiveComparison().isEqualTo(blocks);
    }

    @Test
    void aFifthIsAskedAndOfThatFourFifthsAreMasked() {
        int[] block = IntStream.range(10, 60).toArray();
        int asked = 0;
        int masked = 0;
        int left = 0;
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 1000; n++) {
            MaskedBlocks.Masked one = RECIPE.masked(block, random);
            assertThat(one.labels()[0]).isEqualTo(MaskedBlocks.NOT_ASKED);
            for (int i = 0; i < block.length; i++) {
                if (one.labels()[i] == MaskedBlocks.NOT_ASKED) {
                    assertThat(one.ids()[i]).isEqualTo(block[i]);
                } else {
                    assertThat(one.labels()[i]).isEqualTo(block[i]);
                    asked++;
                    masked += one.ids()[i] == MASK ? 1 : 0;
                    left += one.ids()[i] == block[i] ? 1 : 0;
                }
            }
        }
        assertThat(asked / 49_000.0).isBetween(0.19, 0.21);
        assertThat((double) masked / asked).isBetween(0.78, 0.82);
        assertThat((double) left / asked).isBetween(0.09, 0.11);
    }

    @Test
    void somethingIsAskedOfEveryBlock() {
        MaskedBlocks rare = new MaskedBlocks(4, 1e-9, MASK, 1000);

        MaskedBlocks.Masked one = rare.masked(new int[] {1, 2, 3, 4}, new SplittableRandom(1));

        assertThat(Arrays.stream(one.labels()).filter(l -> l != MaskedBlocks.NOT_ASKED)).hasSize(1);
    }

    @Test
    void theMaskIsTheTokenizersOwnOrAnUnderscore() {
        assertThat(
                        MaskedBlocks.mask(
                                text ->
                                        Tokens.of(
                                                text.equals("_")
                                                        ? new int[] {1, 62}
                                                        : new int[] {1})))
                .isEqualTo(62);
        assertThat(
                        MaskedBlocks.mask(
                                text ->
                                        switch (text) {
                                            case "" -> Tokens.of(1, 2);
                                            case "[MASK]" -> Tokens.of(1, 103, 2);
                                            default -> Tokens.of(1, 5, 6, 2);
                                        }))
                .isEqualTo(103);
    }
}
