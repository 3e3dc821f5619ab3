package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RIS and interface engines do beside the standard, or within it and rarely. */
class SendersHabitsTest {
    private static final String SECOND =
            "OBR|2|7892848^SYS|7795083167|IMG7^XR CHEST 2 VIEWS|||20180707102354|||||||||||||||20180711213249||CR|F";

    private final Door door = new Door();

    // Text

    @ParameterizedTest
    @CsvSource({
        "71046&GDT^CHEST,71046&IMP^CHEST",
        "71046^CHEST&GDT,71046^CHEST&IMP",
        "18782-3^Study observation^LN,19005-8^Impression^LN",
        "18782-3^^LN,55110-1^^LN",
        "&GDT,&IMP",
    })
    void aBodyOfOneSentenceBesideAnImpressionIsFindings(String body, String impression) {
        ReportReceived report =
                read(
                        "OBX|1|TX|%s||Small left effusion.||||||F".formatted(body),
                        "OBX|2|TX|%s||Left effusion.||||||F".formatted(impression));

        assertThat(report.getFindings()).isEqualTo("Small left effusion.");
        assertThat(report.getImpression()).isEqualTo("Left effusion.");
        assertThat(report.getTechnique()).isNull();
    }

    @Test
    void aTitleBesideAnImpressionIsNoFinding() {
        ReportReceived report =
                read(
                        "OBX|1|TX|&GDT||CHEST PA AND LATERAL||||||F",
                        "OBX|2|TX|&IMP||Left effusion.||||||F");

        assertThat(report.getTechnique()).isEqualTo("CHEST PA AND LATERAL");
        assertThat(report.getFindings()).isNull();
    }

    @Test
    void anImpressionThatStandsInTheReportAndUnderItsSuffixStandsOnce() {
        ReportReceived report =
                read(
                        "OBX|1|FT|&GDT||FINDINGS: Small left effusion.\\.br\\IMPRESSION: Left\\.br\\effusion.||||||F",
                        "OBX|2|TX|&IMP||IMPRESSION:||||||F",
                        "OBX|3|TX|&IMP||Left effusion.||||||F",
                        "OBX|4|TX|&IMP||Dictated by: Amber Reese, M.D.||||||F");

        assertThat(report.getImpression()).isEqualTo("Left\neffusion.");
    }

    @Test
    void aCodedValueIsReadByItsTextAndProseInItsPlaceAsProse() {
        ReportReceived report =
                read(
                        "OBX|1|CWE|&GDT||F1^FINDINGS: Small left effusion.^L||||||F",
                        "OBX|2|CE|&IMP||IMPRESSION: Left effusion, 2^nd day.||||||F");

        assertThat(report.getFindings()).isEqualTo("Small left effusion.");
        assertThat(report.getImpression()).isEqualTo("Left effusion, 2^nd day.");
    }

    @Test
    void aWholeReportUnderTheCodeOfFindingsKeepsItsSections() {
        ReportReceived report =
                read(
                        "OBX|1|FT|18782-3^Study report^LN||EXAM: Chest\\.br\\FINDINGS: Clear.\\.br\\IMPRESSION: Normal.||||||F");

        assertThat(report.getTechnique()).isEqualTo("Chest");
        assertThat(report.getFindings()).isEqualTo("Clear.");
        assertThat(report.getImpression()).isEqualTo("Normal.");
    }

    // Orders

    @Test
    void ordersOfOneAccessionAreOneReportAndWhatBothSayStandsOnce() {
        String message =
                Messages.withText("OBX|1|TX|||FINDINGS: Small left effusion.||||||F")
                        + SECOND
                        + "\rOBX|1|TX|||FINDINGS: Small left effusion.||||||F\rOBX|2|TX|||IMPRESSION: Left effusion.||||||F\r";

        assertThat(door.answer(message)).contains("MSA|AA");

        assertThat(door.reports()).hasSize(1);
        assertThat(door.reports().getFirst().getFindings()).isEqualTo("Small left effusion.");
        assertThat(door.reports().getFirst().getImpression()).isEqualTo("Left effusion.");
    }

    @Test
    void aReportOfWhichOneOrderIsPreliminaryIsPreliminaryAndWhatWasCancelledIsNotInIt() {
        String message =
                Messages.withText("OBX|1|TX|||FINDINGS: Effusion.||||||F")
                        + SECOND.replace("|CR|F", "|CR|P")
                        + "\rOBX|1|TX|||IMPRESSION: Effusion.||||||P\r"
                        + SECOND.replace("|CR|F", "|CR|X")
                        + "\rOBX|1|TX|||IMPRESSION: Pneumothorax.||||||X\r";

        door.answer(message);

        assertThat(door.reports()).hasSize(1);
        assertThat(door.reports().getFirst().getStatus()).isEqualTo(ReportStatus.PRELIMINARY);
        assertThat(door.reports().getFirst().getImpression()).isEqualTo("Effusion.");
    }

    @Test
    void anotherExaminationUnderTheSameAccessionIsLeftAlone() {
        door.answer(
                Messages.oru("2.5.1")
                        + SECOND.replace("XR CHEST 2 VIEWS", "CT HEAD").replace("|CR|", "|CT|")
                        + "\rOBX|1|TX|||FINDINGS: Normal brain.||||||F\r");

        assertThat(door.reports()).hasSize(1);
        assertThat(door.reports().getFirst().getFindings()).doesNotContain("brain");
    }

    @Test
    void theAccessionMayStandInTheCommonOrderAlone() {
        String filled = Messages.oru("2.5.1");
        String bare = filled.replace("OBR|1|7892848^SYS|7795083167|", "OBR|1|||");
        door.answer(filled);
        door.answer(bare);

        assertThat(door.reports())
                .extracting(ReportReceived::getAccession)
                .hasSize(2)
                .containsOnly(door.reports().getFirst().getAccession());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORC|CA|", "ORC|OC|", "ORC|CR|"})
    void anOrderThatIsCancelledInItsControlCodeAloneTakesTheReportBack(String control) {
        String message =
                Messages.oru("2.5.1", "M1", "7795083167", "", "20180711213249")
                        .replace("ORC|RE|", control)
                        .replaceAll("\rOBX[^\r]*", "");

        assertThat(door.answer(message)).contains("MSA|AA");
        assertThat(door.reports().getFirst().getStatus()).isEqualTo(ReportStatus.CANCELLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT CHST 1V", "XRCHEST2V", "DXCHESTPA", "PCXR", "CHESTLAT"})
    void mnemonicsOfChestRadiographsAreUnderstood(String code) {
        door.answer(
                Messages.oru("2.5.1")
                        .replace("IMG1259^XR CHEST 1 VIEW", code + "^")
                        .replace("|CR|", "||"));

        assertThat(door.reports()).hasSize(1);
    }

    // Times

    @ParameterizedTest
    @CsvSource({
        "2018-07-07,20180707",
        "2018-07-07T10:23:54,20180707102354",
        "2018-07-07 10:23:54.123+02:00,20180707102354+0200",
        "2018-07-07T10:23:54Z,20180707102354",
    })
    void timesOfIsoAreTimesToo(String iso, String plain) {
        for (String time : List.of(iso, plain)) {
            String message =
                    Messages.oru("2.5.1", time, "7795083167", "F", time)
                            .replace("20180707102354|", time + "|");
            assertThat(door.answer(message)).contains("MSA|AA");
        }

        ReportReceived first = door.reports().getFirst();
        ReportReceived second = door.reports().getLast();
        assertThat(first.getOrder()).isEqualTo(second.getOrder());
        assertThat(first.getDayOffset()).isEqualTo(second.getDayOffset());
    }

    @Test
    void theDayCountsThoughTheTimeBehindItIsNone() {
        door.answer(Messages.oru("2.5.1"));
        door.answer(Messages.oru("2.5.1").replace("20180707102354", "20180707990000"));

        assertThat(door.reports().getFirst().getDayOffset())
                .isEqualTo(door.reports().getLast().getDayOffset());
    }

    @Test
    void anEditionOfTheYear9999DoesNotOutliveItsCorrection() {
        String never =
                Messages.oru("2.5.1", "M1", "7795083167", "F", "20180711213249")
                        .replace("|20180711213249||CR|", "|99991231||CR|");
        door.answer(never);
        door.answer(Messages.oru("2.5.1", "M2", "7795083167", "C", "20180712080000"));

        assertThat(door.reports().getFirst().getOrder())
                .isLessThan(door.reports().getLast().getOrder());
    }

    // Segments and characters

    @Test
    void segmentsInSmallLettersAndIndentedAreSegments() {
        String message =
                Messages.oru("2.5.1")
                        .replace("\rPID", "\r  pid")
                        .replace("\rOBR", "\robr")
                        .replace("\rOBX", "\r\tOBX");

        assertThat(door.answer(message)).contains("MSA|AA");
        assertThat(door.reports().getFirst().getPatient()).isNotNull();
        assertThat(door.reports().getFirst().getImpression()).isEqualTo("No acute disease.");
    }

    @Test
    void utf8ThatIsDeclaredAsLatinIsUtf8() {
        assertThat(findings(german("8859/1").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Größe über Norm.");
        assertThat(findings(german("8859/1").getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("Größe über Norm.");
    }

    @Test
    void aCharacterOfUtf8ThatALineBreakCutInTwoCostsNoOther() {
        byte[] message = german("UNICODE UTF-8").getBytes(StandardCharsets.UTF_8);
        byte[] cut = new byte[message.length + 2];
        System.arraycopy(message, 0, cut, 0, message.length);
        cut[message.length] = (byte) 0xC3;
        cut[message.length + 1] = '\r';

        assertThat(findings(cut)).startsWith("Größe über Norm.");
    }

    @Test
    void capitalsBeforeNoBreakSpacesMakeLatinNoUtf8() {
        byte[] message =
                Messages.withText(
                                "OBX|1|TX|||FINDINGS: COMPAR\u00c9\u00a0: l\u00e9ger \u00e9panchement.||||||F")
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(findings(message)).contains("l\u00e9ger \u00e9panchement");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO IR87", "~ISO IR87", "ASCII~ISO IR87", "ISO IR14~ISO IR87"})
    void japaneseIsReadHoweverItsSetsAreListed(String declared) {
        String text =
                Messages.withText("OBX|1|TX|||FINDINGS: \u80ba\u91ce\u306f\u6e05\u660e\u3002")
                        .replaceFirst("\\|2\\.5\\.1\r", "|2.5.1||||||" + declared + "\r");

        assertThat(findings(text.getBytes(Charset.forName("ISO-2022-JP"))))
                .isEqualTo("\u80ba\u91ce\u306f\u6e05\u660e\u3002");
    }

    // Acknowledgements

    @Test
    void anAcknowledgementAmongTheMessagesIsNoFault() {
        String ack =
                "MSH|^~\\&|SOMERIS|ABCHOSP|HILUM|RESEARCH|20240102030405||ACK^R01|A1|P|2.5.1\rMSA|AA|X1\r";

        assertThat(door.answer(ack)).contains("MSA|AA|A1|an acknowledgement");
        assertThat(door.letters()).isEmpty();
        assertThat(door.count("hilum.ingest.hl7.messages.passed.over")).isEqualTo(1);
    }

    @Test
    void anAddendumInASecondOrderOfTheSameAccessionAmendsTheFirst() {
        door.answer(
                Messages.oru("2.5.1") + SECOND + "\rOBX|1|TX|&ADT||Also a rib fracture.||||||F\r");

        assertThat(door.reports())
                .extracting(ReportReceived::getKind)
                .containsExactly(ReportKind.REPORT, ReportKind.ADDENDUM);
    }

    private static String german(String declared) {
        return Messages.withText("OBX|1|TX|||FINDINGS: Größe über Norm.||||||F")
                .replaceFirst("\\|2\\.5\\.1\r", "|2.5.1||||||" + declared + "\r");
    }

    private static String findings(byte[] message) {
        Door fresh = new Door();
        fresh.door.receive(message, false).join();
        return fresh.reports().getFirst().getFindings().toString();
    }

    private ReportReceived read(String... observations) {
        assertThat(door.answer(Messages.withText(observations))).contains("MSA|AA");
        return door.reports().getFirst();
    }
}
