package hilum.cli.erase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import hilum.cli.Output;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ErasureTextTest {
    @Test
    void aCompleteErasureTellsWhatWasRemovedWhichVersionsKnowItAndWhatStays()
            throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"complete": true, "missing": [], "receipts": [
                                  {"stage": "ingest-service", "removed": {"images": 1, "reports": 1},
                                   "remains": ["texts in cxr.intake.reports.v1 until 2026-02-01"], "erasedAt": "T1"},
                                  {"stage": "trainer-service", "trainedVersions": ["r1", "r2"], "erasedAt": "T2"}]}"""))
                .isEqualTo(
                        """
                        stage            removed              at
                        ingest-service   1 images, 1 reports  T1
                        trainer-service  nothing              T2
                        It went into the weights of: r1, r2
                        Stays for a while: texts in cxr.intake.reports.v1 until 2026-02-01
                        Study s is erased: every stage has answered""");
    }

    @Test
    void aStageWithoutReceiptIsNamed() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"complete": false, "missing": ["trainer-service"], "receipts": []}"""))
                .contains("trainer-service  no receipt", "no receipt yet of trainer-service");
    }

    @Test
    void aStudyThatNobodyHeldIsDoubted() throws JsonProcessingException {
        assertThat(
                        text(
                                """
                                {"complete": true, "missing": [], "receipts": [
                                  {"stage": "variant-service", "removed": {"variant ids": 30},
                                   "remains": ["texts"], "erasedAt": "T"}]}"""))
                .contains("no stage held anything of it")
                .doesNotContain("texts");
    }

    @Test
    void timesAreWrittenAsPeopleWriteThem() {
        EraseCommand.Wait wait = new EraseCommand.Wait();

        assertThat(wait.convert("60s")).isEqualTo(Duration.ofMinutes(1));
        assertThat(wait.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(wait.convert("90")).isEqualTo(Duration.ofSeconds(90));
    }

    private static String text(String status) throws JsonProcessingException {
        return ErasureText.of("s", Output.JSON.readTree(status));
    }
}
