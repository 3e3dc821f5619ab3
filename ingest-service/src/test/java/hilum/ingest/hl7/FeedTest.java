package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A realistic feed, where it lies beside the checkout. */
class FeedTest {
    private final Door door = new Door();

    @Test
    void everyMessageOfTheFeedIsAnsweredAAAndChestRadiographsAreStudies() {
        List<String> feed = Feed.messages();
        assumeTrue(!feed.isEmpty(), "no HL7 feed: name its folder with HILUM_HL7");

        for (String message : feed) {
            assertThat(door.answer(message)).contains("\rMSA|AA|");
        }

        long chest =
                feed.stream()
                        .filter(
                                each ->
                                        each.contains("XR CHEST 1 VIEW")
                                                || each.contains("Chest 1 view Frontal"))
                        .count();
        assertThat(door.reports()).hasSize((int) chest);
        assertThat(door.letters()).isEmpty();
    }

    @Test
    void itsReportsHaveSectionsAndNoSignOffs() {
        List<String> feed = Feed.messages();
        assumeTrue(!feed.isEmpty(), "no HL7 feed: name its folder with HILUM_HL7");
        feed.forEach(door::answer);

        for (ReportReceived report : door.reports()) {
            String text =
                    String.join(
                            "\n",
                            String.valueOf(report.getTechnique()),
                            String.valueOf(report.getFindings()),
                            String.valueOf(report.getImpression()));
            assertThat(text)
                    .doesNotContainIgnoringCase("dictated by")
                    .doesNotContainIgnoringCase("electronically signed")
                    .doesNotContain("M.D.", "ACC#", "***", "REPORT", "7795");
            assertThat(report.getImpression()).isNotBlank();
            assertThat(report.getTechnique()).containsIgnoringCase("chest");
        }
        assertThat(
                        door.reports().stream()
                                .map(ReportReceived::getStatus)
                                .collect(Collectors.toSet()))
                .contains(ReportStatus.FINAL, ReportStatus.PRELIMINARY);
    }
}
