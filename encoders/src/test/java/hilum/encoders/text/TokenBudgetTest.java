package hilum.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBudgetTest {
    private static List<Tokens> texts(int... lengths) {
        return IntStream.of(lengths).mapToObj(n -> Tokens.of(new int[n])).toList();
    }

    @Test
    void noBatchExceedsItsBudgetAndEveryTextIsInOne() {
        List<Tokens> texts = texts(5, 60, 7, 8, 64, 1, 30, 12, 33, 2);

        List<List<Integer>> batches = new TokenBudget(100).batches(texts);

        assertThat(batches.stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(batches)
                .allSatisfy(
                        batch -> {
                            int longest =
                                    batch.stream()
                                            .mapToInt(i -> texts.get(i).length())
                                            .max()
                                            .orElseThrow();
                            assertThat(longest * batch.size()).isLessThanOrEqualTo(100);
                        });
    }

    @Test
    void neighboursByLengthShareABatch() {
        assertThat(new TokenBudget(40).batches(texts(10, 20, 10, 20, 10, 10)))
                .containsExactly(List.of(1, 3), List.of(0, 2, 4, 5));
    }

    @Test
    void aTextBeyondTheBudgetIsABatchOfItsOwn() {
        assertThat(new TokenBudget(8).batches(texts(3, 500, 4)))
                .containsExactly(List.of(1), List.of(2, 0));
    }

    @Test
    void noTextsAreNoBatches() {
        assertThat(new TokenBudget(8).batches(List.of())).isEmpty();
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatThrownBy(() -> new TokenBudget(0)).hasMessageContaining("give at least 1");
    }
}
