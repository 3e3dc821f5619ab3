package hilum.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import hilum.cli.Output;
import org.junit.jupiter.api.Test;

class FindMessageTest {
    @Test
    void aMessageSaysHowItWasAnsweredWhyAndWhichStudiesItBrought() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"found": true, "message": {"receivedAt": "T1", "times": 2, "answer": "AA",
                                  "reason": "accepted", "words": "", "studies": ["s1", "s2"]}}"""))
                .isEqualTo(
                        """
                        answer  AA
                        why     accepted
                        came    T1, 2 times in all
                        study   s1
                        study   s2""");
    }

    @Test
    void aRefusedMessageSaysWhatItsSenderWasTold() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"found": true, "message": {"receivedAt": "T1", "times": 1, "answer": "AE",
                                  "reason": "unavailable", "words": "broker is away: send again", "studies": []}}"""))
                .contains("answer  AE", "unavailable: broker is away: send again")
                .doesNotContain("times");
    }

    @Test
    void aMessageWithoutAnswerIsUnderWay() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"found": true, "message": {"receivedAt": "T1", "times": 1, "answer": null,
                                  "reason": "", "words": "", "studies": []}}"""))
                .isEqualTo("answer  none yet: it is under way\ncame    T1");
    }

    @Test
    void aMessageThatIsNotKeptSaysHowFarBackOneIs() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"found": false, "message": null, "kept": {"messages": 12, "limit": 20000, "since": "T0"}}"""))
                .startsWith("Not among the 12 messages since T0 (20000 are kept at most)");
        assertThat(
                        text(
                                """
                                {"found": false, "message": null, "kept": {"messages": 0, "limit": 20000, "since": null}}"""))
                .isEqualTo(
                        "No message is known: none has come since ingest-service started, or what came is erased");
    }

    private static String text(String answer) throws JsonProcessingException {
        return FindMessageCommand.text(Output.JSON.readTree(answer));
    }
}
