package hilum.radiology.variant.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a unchanged nodule | An unchanged nodule.",
                "a unilateral effusion | A unilateral effusion.",
                "an small  nodule . | A small nodule.",
                "a XXXX opacity | A XXXX opacity.",
                "a RLL opacity | An RLL opacity.",
            })
    void aSentenceHasItsArticlesAndItsStop(String words, String sentence) {
        assertThat(English.sentence(words)).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "There is no fractures of the ribs. | There are no fractures of the ribs.",
                "There are no effusion or opacities. | There is no effusion or opacities.",
                "There is no evidence of fractures. | There is no evidence of fractures.",
                "Bilateral opacities is seen. | Bilateral opacities are seen.",
                "No effusion or fractures is seen. | No effusion or fractures are seen.",
                "An effusion and a nodule is present. | An effusion and a nodule are present.",
            })
    void theVerbAgrees(String written, String agreed) {
        assertThat(English.agreed(written)).isEqualTo(agreed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No fracture is seen is seen.",
                "There is no lymphadenopathy is evident.",
                "There is a the effusion.",
                "The the heart is normal.",
                "Unchanged a small effusion.",
            })
    void theSeamsOfARewritingAreSeen(String sentence) {
        assertThat(English.flawed(sentence)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "There is no effusion, and the heart is normal.",
                "No effusion is seen.",
                "There is XXXX XXXX opacity.",
            })
    void plainEnglishHasNone(String sentence) {
        assertThat(English.flawed(sentence)).isFalse();
    }
}
