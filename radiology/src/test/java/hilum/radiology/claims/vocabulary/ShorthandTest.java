package hilum.radiology.claims.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShorthandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "XYZ 6.|The Xenon Yield Zone was 6.|xenon yield zone 6.",
                "Seen by QRT.|Seen by a quick review of the team.|Seen by quick review of the team.",
                "Was unremov.|It was unremovable.|Was unremovable."
            })
    void anUnknownShortFormIsSpelledOutByTheOtherText(String text, String other, String spelled) {
        assertThat(Shorthand.spelledOut(text, other)).isEqualTo(spelled);
    }

    @Test
    void aShortFormThatTheVocabularyKnowsKeepsItsMeaning() {
        assertThat(Shorthand.spelledOut("PTX.", "Prior tube exchange.")).isEqualTo("PTX.");
    }

    @Test
    void whatNoWordsSpellIsLeftAsItIs() {
        assertThat(Shorthand.spelledOut("XYZ 6.", "The score was 6.")).isEqualTo("XYZ 6.");
    }
}
