package hilum.radiology.claims.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single statements, the same in other words and different in one thing. */
class StatementsTest {

    private static final Comparison COMPARISON = new Comparison();

    private static List<String[]> pairs(String file) {
        try (var in = StatementsTest.class.getResourceAsStream("/hilum/radiology/claims/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(l -> l.split(" \\| "))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<String[]> same() {
        return pairs("same.txt").stream();
    }

    static Stream<String[]> different() {
        return pairs("different.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("same")
    void aStatementInOtherWordsIsTheSame(String said, String reworded) {
        assertThat(COMPARISON.same(said, reworded)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("different")
    void aStatementThatDiffersInOneThingIsNot(String said, String other) {
        assertThat(COMPARISON.same(said, other)).isNotEmpty();
    }
}
