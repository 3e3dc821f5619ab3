package hilum.ingest.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.Submission;
import hilum.ingest.privacy.Named;
import hilum.schemas.ReportStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private final ReportReader reader =
            new ReportReader(
                    new Site(Map.of("General Hospital", "general"), "default"),
                    Pseudonyms.fromFile(Path.of("src/test/resources/pseudonym.key")),
                    new Examinations(Optional.of(Examinations.CHEST_RADIOGRAPHS)));

    @Test
    void severalOrdersUnderOneReportAreSeveralStudies() {
        String message =
                Messages.oru("2.5.1")
                        .replaceFirst(
                                "\rOBX",
                                "\rOBR|2||A2222|IMG1259^XR CHEST 2 VIEWS\rOBR|3||A3333|CT1^CT CHEST\rOBX");

        assertThat(submissions(message))
                .extracting(Submission::id)
                .containsExactly("7795083167", "A2222");
    }

    @Test
    void ordersWithReportsOfTheirOwnKeepThem() {
        String message =
                Messages.withText("OBX|1|TX|||IMPRESSION: Normal.||||||F")
                        + "OBR|2||A2222|IMG1259^XR CHEST 2 VIEWS\rOBX|1|TX|||IMPRESSION: Effusion.||||||F\r";

        assertThat(submissions(message))
                .extracting(each -> each.report().orElseThrow().impression())
                .containsExactly("Normal.", "Effusion.");
    }

    @Test
    void accessionsOfAListInTheTextAreStudiesToo() {
        String message =
                Messages.withText(
                                "OBX|1|TX|||AMBER REESE, M.D.~~~~********Preliminary Report********~~~ ||||||",
                                "OBX|2|TX|||ACC#  Date Time  Exam~~7795083167 Jul 11 2018 09:32PM IMG1259 XR CHEST 1 VIEW"
                                        + "~7795083168 Jul 11 2018 09:32PM IMG77 XR CHEST 2 VIEWS FRONTAL AND~LATERAL"
                                        + "~7795083169 Jul 11 2018 09:32PM IMG88 CT HEAD~~EXAMINATION:~Chest X-ray~~FINDINGS:~Clear lungs.~~IMPRESSION:~Normal.",
                                "OBX|3|TX|||Requested By: Smith,Clara T. M.D.~~Dictated By: Amber Reese, M.D. on Jul 11 2018 09:32PM"
                                        + "~~This document has been electronically signed by: Amber Reese, M.D. on~Jul 11 2018 09:32PM~ ~~~ ")
                        .replace("|CR|F|", "|CR||");

        List<Submission> studies = submissions(message);

        assertThat(studies).extracting(Submission::id).containsExactly("7795083167", "7795083168");
        for (Submission study : studies) {
            assertThat(study.report().orElseThrow())
                    .isEqualTo(
                            new hilum.radiology.Report(
                                    "", "", "Chest X-ray", "Clear lungs.", "Normal."));
            assertThat(study.edition().orElseThrow().status()).isEqualTo(ReportStatus.PRELIMINARY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FINDINGS: Line one\\.br\\line two.\\.br\\IMPRESSION: Done.",
                "FINDINGS: Line one~line two.~IMPRESSION: Done.",
                "FINDINGS: Line one\nline two.\nIMPRESSION: Done.",
                "FINDINGS: Line one\\X0D\\line two.\\X0D0A\\IMPRESSION: Done.",
                "FINDINGS: Line one\\.sp\\line two.\\.sp 1\\IMPRESSION: Done.",
            })
    void linesAreLinesHoweverTheyAreWritten(String text) {
        var report =
                submissions(Messages.withText("OBX|1|FT|||" + text + "||||||F"))
                        .getFirst()
                        .report()
                        .orElseThrow();

        assertThat(report.findings()).isEqualTo("Line one\nline two.");
        assertThat(report.impression()).isEqualTo("Done.");
    }

    @Test
    void escapesAreReadAndWhatIsNoneStays() {
        var report =
                submissions(
                                Messages.withText(
                                        "OBX|1|TX|||FINDINGS: \\H\\Nodule\\N\\ 5 \\T\\ 7 mm, 3\\S\\2, a\\F\\b, \\E\\x, A & B ^ C, \\\\server\\share, \\Zq\\end.||||||F"))
                        .getFirst()
                        .report()
                        .orElseThrow();

        assertThat(report.findings())
                .isEqualTo("Nodule 5 & 7 mm, 3^2, a|b, \\x, A & B ^ C, \\\\server\\share, end.");
    }

    @Test
    void sectionsByIdentifierGetTheirHeaders() {
        var report =
                submissions(
                                Messages.withText(
                                        "OBX|1|TX|18785-6^Reason for study^LN||Cough.||||||F",
                                        "OBX|2|TX|59776-5^Findings^LN||Lungs clear.||||||F",
                                        "OBX|3|TX|59776-5^Findings^LN||Heart normal.||||||F",
                                        "OBX|4|TX|19005-8^Impression^LN||No acute disease.||||||F"))
                        .getFirst()
                        .report()
                        .orElseThrow();

        assertThat(report.indication()).isEqualTo("Cough.");
        assertThat(report.findings()).isEqualTo("Lungs clear.\nHeart normal.");
        assertThat(report.impression()).isEqualTo("No acute disease.");
    }

    @Test
    void embeddedDocumentsAreNoText() {
        var report =
                submissions(
                                Messages.withText(
                                        "OBX|1|TX|||IMPRESSION: Normal.||||||F",
                                        "OBX|2|ED|PDF||^application^pdf^Base64^JVBERi0xLjQK||||||F",
                                        "OBX|3|RP|||7795083167^UK^ZB||||||F"))
                        .getFirst()
                        .report()
                        .orElseThrow();

        assertThat(report.impression()).isEqualTo("Normal.");
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void anAddendumAboveTheReportIsTakenApart() {
        Submission study =
                submissions(
                                Messages.withText(
                                        "OBX|1|TX|||ADDENDUM 1: Left lower lobe nodule, 6 mm.~~*** ORIGINAL REPORT ***~FINDINGS: Clear.~IMPRESSION: Normal.||||||F"))
                        .getFirst();

        assertThat(study.addendum()).contains("Left lower lobe nodule, 6 mm.");
        assertThat(study.report().orElseThrow().findings()).isEqualTo("Clear.");
    }

    @ParameterizedTest
    @CsvSource({
        "IMG1259^XR CHEST 1 VIEW,CR,true",
        "BED71010^71010 Chest 1 view Frontal,BED,true",
        "71046^CHEST X-RAY 2 VIEWS PA AND LAT,,true",
        "TH1^R\u00f6ntgen Thorax in 2 Ebenen,CR,true",
        "RX1^RX T\u00d3RAX PA Y LATERAL,DX,true",
        "CXR,,true",
        "IMG2400^MRI CHEST WO CONTRAST,MR,false",
        "CTCHEST^CT THORAX,CT,false",
        "CTA^CTA CHEST,,false",
        "PET^PET/CT CHEST,,false",
        "EDXETSP1V^XR Thoracic Spine 1 View,DX,false",
        "IMG154^XR ABDOMEN AP 1 VIEW,CR,false",
        "US1^US CHEST,US,false",
        "X1^CHEST,CT,false",
    })
    void aChestRadiographIsToldByItsOrder(String service, String modality, boolean chest) {
        String message =
                Messages.oru("2.5.1")
                        .replace("IMG1259^XR CHEST 1 VIEW^UNKDEV", service)
                        .replace("||CR|F|", "||" + (modality == null ? "" : modality) + "|F|");

        assertThat(reader.read(message(message)) instanceof Reading.Reports).isEqualTo(chest);
    }

    @Test
    void everyExaminationIsTakenWhereTheSiteNamesNone() {
        Examinations all = new Examinations(Optional.empty());

        assertThat(all.takes("MRI CHEST WO CONTRAST MR")).isTrue();
        assertThat(all.takes("")).isTrue();
    }

    @Test
    void aConfiguredExpressionDecidesInstead() {
        Examinations own = new Examinations(Optional.of("^IMG12"));
        assertThat(own.takes("IMG1259 WHATEVER")).isTrue();
        assertThat(own.takes("XR CHEST")).isFalse();
        assertThatThrownBy(() -> new Examinations(Optional.of("(")))
                .hasMessageContaining("hilum.ingest.hl7.examination");
    }

    @ParameterizedTest
    @CsvSource({
        "General Hospital,general",
        "GENERAL HOSPITAL,general",
        "St. Mary's (North),st-mary-s-north",
        "M\u00fcnchen,munchen",
        "^^,default",
        "'',default",
    })
    void aFacilityBecomesASite(String facility, String site) {
        assertThat(
                        submissions(
                                        Messages.oru("2.5.1")
                                                .replace("|ABCHOSP|", "|" + facility + "|"))
                                .getFirst()
                                .site())
                .isEqualTo(site);
    }

    @Test
    void theAccessionIsTheFillersElseWhatLooksLikeOne() {
        String bare =
                Messages.oru("2.5.1").replace("|7892848^SYS|7795083167|IMG", "|7892848^SYS||IMG");
        assertThat(submissions(bare).getFirst().id()).isEqualTo("7795083167");
        String unfilled = bare.replace("|7795083167\rOBR", "\rOBR");
        assertThat(submissions(unfilled).getFirst().id()).isEqualTo("7892848");
        String placed = bare.replaceFirst("(BARAJAS\\^JOSEPH)\\|\\|\\|\\|", "$1||CHEST||ACC88123");
        assertThat(submissions(placed).getFirst().id()).isEqualTo("ACC88123");
    }

    @Test
    void whatTheMessageNamesIsNamed() {
        String message =
                Messages.oru("2.5.1")
                        .replace(
                                "\rPV1",
                                "\rNK1|1|MARTINEZ^ROSA|SPO|9 OAK LANE^^SPRINGFIELD|555-0199\rPV1")
                        .replaceFirst("\rOBX\\|1", "\rZDS|1.2.840.99.4711^A\rOBX|1");

        Named named = submissions(message).getFirst().named();

        assertThat(named.people())
                .contains(
                        "MARTINEZ ALFRED DAVID",
                        "MARTINEZ ROSA",
                        "HUNT APRIL M.",
                        "BARAJAS JOSEPH",
                        "REESE AMBER");
        assertThat(named.numbers())
                .contains(
                        "ABC451085",
                        "EPIC4485844",
                        "7795083167",
                        "7892848",
                        "D7823238",
                        "(555)555-5555",
                        "1.2.840.99.4711")
                .doesNotContain("MR", "CHEST");
        assertThat(named.places())
                .contains("123 STREET", "SPRINGFIELD", "ABCHOSP", "9 OAK LANE")
                .doesNotContain("MO");
        assertThat(named.dates())
                .contains(
                        LocalDate.of(1930, 1, 26),
                        LocalDate.of(2018, 7, 7),
                        LocalDate.of(2018, 7, 11));
    }

    @Test
    void thePatientIsTheRecordNumber() {
        assertThat(submissions(Messages.oru("2.5.1")).getFirst().patient()).contains("ABC451085");
        assertThat(
                        submissions(
                                        Messages.oru("2.5.1")
                                                .replace(
                                                        "ABC451085^^^ABC^MR~EPIC4485844^^^EPIC^MRN",
                                                        "X1^^^A^SS~Y2^^^B^MR"))
                                .getFirst()
                                .patient())
                .contains("Y2");
    }

    private List<Submission> submissions(String message) {
        return ((Reading.Reports) reader.read(message(message))).submissions();
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(Hl7Message.open(text.getBytes(StandardCharsets.UTF_8)));
    }
}
