package hilum.radiology.claims.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.radiology.reading.Phrases;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    @Test
    void noPhraseHasTwoMeanings() {
        assertThat(Vocabulary.standard().collisions()).isEmpty();
    }

    @Test
    void noShortFormStandsForTwoThings() {
        assertThat(twice("abbreviations.txt", 2, row -> Word.form(row.get(0)))).isEmpty();
    }

    @Test
    void noHeadComesToTwoThingsWithOneStructure() {
        assertThat(twice("compositions.txt", 4, row -> row.get(0) + " " + row.get(1))).isEmpty();
    }

    @Test
    void noStatementIsEqualToTwoOthers() {
        assertThat(twice("equals.txt", 2, List::getFirst)).isEmpty();
    }

    /** One row of many alternatives can be half a million phrases: it is better two or three. */
    @Test
    void itFitsIntoTheMemoryOfACommand() {
        long phrases =
                Stream.of("findings", "devices", "places", "qualifiers", "cues", "histories")
                        .flatMap(file -> VocabularyFile.rows(file + ".txt", 2).stream())
                        .flatMap(row -> Arrays.stream(row.get(1).split(";")))
                        .filter(phrase -> !phrase.isBlank())
                        .mapToLong(phrase -> Phrases.expand(phrase.strip()).size())
                        .sum();

        assertThat(phrases).isLessThan(600_000);
    }

    /** Rows of a file that say of one key what an earlier row says otherwise. */
    private static List<String> twice(
            String file, int columns, Function<List<String>, String> keyOf) {
        var seen = new HashMap<String, List<String>>();
        return VocabularyFile.rows(file, columns).stream()
                .filter(
                        row -> {
                            var before = seen.putIfAbsent(keyOf.apply(row), row);
                            return before != null && !meaning(before).equals(meaning(row));
                        })
                .map(row -> String.join(" | ", row))
                .toList();
    }

    private static List<String> meaning(List<String> row) {
        return row.subList(row.size() == 2 ? 1 : 2, row.size()).stream()
                .flatMap(written -> Word.of(written, 0).stream())
                .map(Word::form)
                .toList();
    }
}
