package hilum.radiology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SectionParserTest {

    @Test
    void headersOnTheirOwnLineAndInsideALineOpenSections() {
        var report =
                SectionParser.parse(
                        "CHEST, TWO VIEWS\nINDICATION: Cough. COMPARISON: None.\nFINDINGS\nHeart is normal.\nNo effusion\nImpression: 1. Clear.");

        assertThat(report.technique()).isEqualTo("CHEST, TWO VIEWS");
        assertThat(report.indication()).isEqualTo("Cough.");
        assertThat(report.comparison()).isEqualTo("None.");
        assertThat(report.findings()).isEqualTo("Heart is normal.\nNo effusion");
        assertThat(report.impression()).isEqualTo("1. Clear.");
    }

    @Test
    void regionsInsideTheFindingsAreNoSections() {
        var report =
                SectionParser.parse(
                        "FINDINGS:\nLungs: clear.\nPleura: no effusion.\nCONCLUSION: Normal.");

        assertThat(report.findings()).isEqualTo("Lungs: clear.\nPleura: no effusion.");
        assertThat(report.impression()).isEqualTo("Normal.");
    }

    @Test
    void aShortTextWithoutHeadersIsAnImpressionAndALongOneFindings() {
        assertThat(SectionParser.parse("No acute process.").impression())
                .isEqualTo("No acute process.");
        assertThat(
                        SectionParser.parse(
                                        "Heart is normal. Lungs are clear. No effusion is seen.")
                                .findings())
                .isNotEmpty();
    }

    @Test
    void theWordComparisonInsideASentenceIsNoHeader() {
        var report =
                SectionParser.parse(
                        "FINDINGS: In comparison with the prior study the effusion is smaller.");

        assertThat(report.comparison()).isEmpty();
    }

    @Test
    void noTextIsABlankReport() {
        assertThat(SectionParser.parse(null).isBlank()).isTrue();
        assertThat(SectionParser.parse("  \n ").isBlank()).isTrue();
    }
}
