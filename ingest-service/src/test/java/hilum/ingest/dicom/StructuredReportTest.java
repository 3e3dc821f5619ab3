package hilum.ingest.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import hilum.ingest.pacs.Attributes;
import hilum.ingest.privacy.Named;
import hilum.radiology.Report;
import hilum.schemas.ReportStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Attributes document(String content, String... others) {
        String more = others.length == 0 ? "" : "," + String.join(",", others);
        try {
            return new Attributes(
                    JSON.readTree(
                            "{\"0040A730\":{\"vr\":\"SQ\",\"Value\":["
                                    + content
                                    + "]}"
                                    + more
                                    + "}"));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String code(String value, String meaning) {
        return "\"0040A043\":{\"vr\":\"SQ\",\"Value\":[{\"00080100\":{\"vr\":\"SH\",\"Value\":[\"%s\"]},\"00080104\":{\"vr\":\"LO\",\"Value\":[\"%s\"]}}]}"
                .formatted(value, meaning);
    }

    private static String text(String value, String meaning, String text) {
        return "{\"0040A040\":{\"vr\":\"CS\",\"Value\":[\"TEXT\"]},%s,\"0040A160\":{\"vr\":\"UT\",\"Value\":[\"%s\"]}}"
                .formatted(code(value, meaning), text);
    }

    private static String container(String value, String meaning, String... items) {
        return "{\"0040A040\":{\"vr\":\"CS\",\"Value\":[\"CONTAINER\"]},%s,\"0040A730\":{\"vr\":\"SQ\",\"Value\":[%s]}}"
                .formatted(code(value, meaning), String.join(",", items));
    }

    private static String attribute(String key, String vr, String value) {
        return "\"%s\":{\"vr\":\"%s\",\"Value\":[%s]}"
                .formatted(key, vr, value.startsWith("{") ? value : '"' + value + '"');
    }

    @Test
    void textsStandInTheSectionsThatTheirContainersName() {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                String.join(
                                        ",",
                                        container(
                                                "121060",
                                                "History",
                                                text("121060", "History", "Cough.")),
                                        container(
                                                "121070",
                                                "Findings",
                                                text("121071", "Finding", "Lungs clear."),
                                                text("121071", "Finding", "Heart normal.")),
                                        text("121077", "Conclusion", "No acute disease."),
                                        text("X", "Something else", "Told by telephone."))));

        assertThat(read.report())
                .isEqualTo(
                        new Report(
                                "Cough.",
                                "",
                                "Told by telephone.",
                                "Lungs clear.\nHeart normal.",
                                "No acute disease."));
    }

    @Test
    void titlesInTheSitesOwnWordsAreUnderstood() {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                container(
                                                "L1",
                                                "Radiology Impression",
                                                text("L2", "Line", "Pneumothorax."))
                                        + ","
                                        + text("L3", "Prior studies", "None.")));

        assertThat(read.report().impression()).isEqualTo("Pneumothorax.");
        assertThat(read.report().comparison()).isEqualTo("None.");
    }

    @Test
    void aWholeTextWithoutTitlesIsReadAsAnyOtherText() {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                text(
                                        "111412",
                                        "Narrative",
                                        "FINDINGS: Clear.\\nIMPRESSION: Normal.")));

        assertThat(read.report().findings()).isEqualTo("Clear.");
        assertThat(read.report().impression()).isEqualTo("Normal.");
    }

    @Test
    void anAddendumIsNoPartOfTheReport() {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                container(
                                        "121078",
                                        "Addendum",
                                        text("121071", "Finding", "Small effusion."))));

        assertThat(read.report().isBlank()).isTrue();
        assertThat(read.addendum()).contains("Small effusion.");
    }

    @ParameterizedTest
    @CsvSource({
        "VERIFIED, COMPLETE, FINAL, FINAL",
        "VERIFIED, COMPLETE, '', FINAL",
        "UNVERIFIED, COMPLETE, '', PRELIMINARY",
        "VERIFIED, PARTIAL, '', PRELIMINARY",
        "VERIFIED, COMPLETE, PRELIMINARY, PRELIMINARY",
        "'', '', '', UNKNOWN",
    })
    void theFlagsGiveTheStatus(
            String verified, String complete, String preliminary, ReportStatus status) {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                text("121071", "Finding", "Clear."),
                                attribute("0040A493", "CS", verified),
                                attribute("0040A491", "CS", complete),
                                attribute("0040A496", "CS", preliminary)));

        assertThat(read.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "101112.5, 2026-03-04T10:11:12Z",
        "1011, 2026-03-04T10:11:00Z",
        "'', 2026-03-04T00:00:00Z",
        "996112, 2026-03-04T00:00:00Z",
    })
    void dateAndTimeOfTheContentAreRead(String time, Instant written) {
        StructuredReport read =
                StructuredReport.of(
                        document(
                                text("121071", "Finding", "Clear."),
                                attribute("00080023", "DA", "20260304"),
                                attribute("00080033", "TM", time)));

        assertThat(read.written()).contains(written);
    }

    @Test
    void everyNameNumberPlaceAndDateOfTheDataSetIsNamed() {
        Named named =
                Identifiers.of(
                        document(
                                "{"
                                        + attribute(
                                                "0040A123", "PN", "{\"Alphabetic\": \"Ray^Ann^B\"}")
                                        + "}",
                                attribute("00100010", "PN", "{\"Alphabetic\": \"Roe^Jane\"}"),
                                attribute("00100020", "LO", "MRN778"),
                                attribute("00080050", "SH", "ACC1"),
                                attribute("00080080", "LO", "Mercy Hospital"),
                                attribute("00100030", "DA", "19630501"),
                                attribute("0040A032", "DT", "20260304101112.0"),
                                attribute("00081030", "LO", "Chest")));

        assertThat(named.people()).containsExactlyInAnyOrder("Ray Ann B", "Roe Jane");
        assertThat(named.numbers()).containsExactlyInAnyOrder("MRN778", "ACC1");
        assertThat(named.places()).containsExactly("Mercy Hospital");
        assertThat(named.dates())
                .containsExactlyInAnyOrder(LocalDate.of(1963, 5, 1), LocalDate.of(2026, 3, 4));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "20240315, 2024-03-15",
                "2024.03.15, 2024-03-15",
                "20240315093000.12, 2024-03-15",
                "99991231, none",
                "00000000, none",
                "2024, none",
            })
    void aDayIsReadAlsoAsOldDevicesWriteIt(String text, LocalDate day) {
        assertThat(Identifiers.day(text).orElse(null)).isEqualTo(day);
    }
}
