package hilum.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircleTest {
    private static final String SENTENCE = "No pleural effusion or pneumothorax is seen. ";

    @Test
    void aSentenceSaidThreeTimesClosesIt() {
        assertThat(Circle.closes("The heart is enlarged. " + SENTENCE.repeat(3))).isTrue();
    }

    @Test
    void itIsSeenWhereverThePassageBreaksOff() {
        String text = "The heart is enlarged. " + SENTENCE.repeat(3);
        assertThat(Circle.closes(text + SENTENCE.substring(0, 17))).isTrue();
    }

    @Test
    void oneWordOverAndOverClosesIt() {
        assertThat(Circle.closes("{\"text\": \"clear " + "clear ".repeat(12))).isTrue();
    }

    @Test
    void twiceIsNoCircle() {
        assertThat(Circle.closes("The heart is enlarged. " + SENTENCE.repeat(2))).isFalse();
    }

    @Test
    void threeShortNegativesAreNone() {
        assertThat(Circle.closes("Heart: normal. Lungs: normal. Pleura: normal. Bones: normal."))
                .isFalse();
        assertThat(Circle.closes("Clear. Clear. Clear.")).isFalse();
    }

    @Test
    void aTextThatGoesOnAfterARepetitionIsNone() {
        assertThat(Circle.closes(SENTENCE.repeat(3) + "The heart is enlarged.")).isFalse();
    }
}
