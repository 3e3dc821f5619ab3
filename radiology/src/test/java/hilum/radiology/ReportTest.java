package hilum.radiology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void theTextIsFindingsAndImpressionWhereTheyAreThere() {
        assertThat(Report.of("Clear lungs.", "Normal.").text()).isEqualTo("Clear lungs.\nNormal.");
        assertThat(Report.of(" ", "Normal.").text()).isEqualTo("Normal.");
        assertThat(Report.of(null, null).text()).isEmpty();
    }

    @Test
    void anAddendumWithAHeaderReplacesThatSection() {
        var amended =
                Report.of("Clear lungs.", "Normal.").amendedBy("IMPRESSION: Left rib fracture.");

        assertThat(amended.impression()).isEqualTo("Left rib fracture.");
        assertThat(amended.findings()).isEqualTo("Clear lungs.");
    }

    @Test
    void anAddendumWithoutAHeaderIsAddedToTheImpression() {
        var amended =
                Report.of("Clear lungs.", "Normal.").amendedBy("ADDENDUM: Left rib fracture.");

        assertThat(amended.impression()).isEqualTo("Normal. Left rib fracture.");
    }

    @Test
    void aBlankAddendumChangesNothing() {
        var report = Report.of("Clear lungs.", "Normal.");

        assertThat(report.amendedBy("  ")).isEqualTo(report);
        assertThat(report.amendedBy(null)).isEqualTo(report);
    }
}
