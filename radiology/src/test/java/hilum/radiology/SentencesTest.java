package hilum.radiology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SentencesTest {

    @Test
    void decimalsAbbreviationsAndMasksDoNotEndASentence() {
        assertThat(texts("Nodule of 1.2 cm vs. 8 mm. Discussed with Dr. XXXX. Clear."))
                .containsExactly(
                        "Nodule of 1.2 cm vs. 8 mm.", "Discussed with Dr. XXXX.", "Clear.");
    }

    @Test
    void listItemsStandWithoutTheirMarkers() {
        assertThat(texts("1. No effusion. 2. Cardiomegaly.\n- Left PICC"))
                .containsExactly("No effusion.", "Cardiomegaly.", "Left PICC");
    }

    @Test
    void numbersInBracketsOpenItemsInsideALine() {
        assertThat(texts("1) CHF 2) Right effusion (small) 3) No nodule of 3 (2) cm"))
                .containsExactly("CHF", "Right effusion (small)", "No nodule of 3 (2) cm");
    }

    @Test
    void aWrappedLineGoesOnAndACompleteOneDoesNot() {
        assertThat(
                        texts(
                                "The cardiomediastinal silhouette is within the limits of what is\nnormal."))
                .hasSize(1);
        assertThat(texts("No effusion\nNo pneumothorax")).hasSize(2);
        assertThat(texts("no effusion\nheart enlarged")).hasSize(2);
    }

    @Test
    void aForgottenSpaceStillSeparates() {
        assertThat(texts("Lungs are clear.No effusion.")).hasSize(2);
    }

    @Test
    void aQuestionMarkInFrontOfAWordAsksAboutItAndEndsNothing() {
        assertThat(texts("LLL opac, ? aspiration. (? old) nodule. Clear"))
                .containsExactly("LLL opac, ? aspiration.", "(? old) nodule.", "Clear");
        assertThat(texts("Is this pneumonia? Please correlate.")).hasSize(2);
    }

    @Test
    void strayFullStopsAreNoSentence() {
        assertThat(texts("No acute disease. .")).containsExactly("No acute disease.");
    }

    @Property
    void everySentenceIsWhereItSays(@ForAll String text) {
        for (var sentence : Sentences.split(text)) {
            assertThat(text.substring(sentence.start(), sentence.end())).isEqualTo(sentence.text());
        }
    }

    private static List<String> texts(String text) {
        return Sentences.split(text).stream().map(Sentence::text).toList();
    }
}
