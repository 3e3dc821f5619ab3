package hilum.ingest.fhir.report;

import static hilum.ingest.fhir.report.Fixture.json;
import static hilum.ingest.fhir.report.Fixture.parse;
import static hilum.ingest.fhir.report.Fixture.read;
import static hilum.ingest.fhir.report.Fixture.references;
import static hilum.ingest.fhir.report.Fixture.study;
import static hilum.ingest.fhir.report.Fixture.withDocument;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.intake.Submission;
import hilum.ingest.privacy.Named;
import hilum.radiology.Report;
import hilum.schemas.ReportStatus;
import hilum.transport.http.Problem;
import hilum.transport.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final String SECTIONS = "FINDINGS: Lungs clear.\nIMPRESSION: Normal.";

    @Test
    void aReportIsReadWithAccessionPatientDayAndEdition() {
        Submission submission = study(json("report.json")).submission();

        assertThat(submission.id()).isEqualTo("RAD24-00417");
        assertThat(submission.patient()).contains("p-81");
        assertThat(submission.site()).isEqualTo("north");
        assertThat(submission.dayOffset())
                .contains(Fixture.PSEUDONYMS.day("north", "p-81", LocalDate.parse("2024-05-14")));
        assertThat(submission.edition().orElseThrow().status()).isEqualTo(ReportStatus.FINAL);
        assertThat(submission.edition().orElseThrow().order())
                .isEqualTo(order(Instant.parse("2024-05-14T08:31:07.250Z")));
        assertThat(report(json("report.json")).impression())
                .isEqualTo("Small left pleural effusion.");
        assertThat(report(json("report.json")).findings()).startsWith("Heart size is normal.");
        assertThat(report(json("report.json")).indication()).contains("cough");
    }

    @Test
    void thePlainestDocumentIsReadAndAPdfBesideItIsNoMatter() {
        assertThat(study(json("report.json")).warnings()).isEmpty();
    }

    @Test
    void aTransactionsOwnResourcesGiveAccessionPatientAndSections() {
        JsonNode bundle = json("transaction.json");

        Submission submission =
                ((Reading.Study)
                                read(
                                        (ObjectNode) bundle.at("/entry/5/resource"),
                                        references(bundle)))
                        .submission();

        assertThat(submission.id()).isEqualTo("RAD24-00418");
        assertThat(submission.patient()).contains("MRN4471902");
        assertThat(submission.report().orElseThrow().findings()).contains("heart is enlarged");
        assertThat(submission.report().orElseThrow().impression())
                .isEqualTo("Cardiomegaly without edema.");
    }

    @Test
    void containedResourcesGiveSectionsByCodeAndByName() {
        Submission submission = study(json("contained.json")).submission();

        assertThat(submission.report())
                .contains(new Report("Cough", "None.", "", "Clear lungs.", "Normal chest."));
        assertThat(submission.patient()).contains("MRN4471902");
        assertThat(submission.edition().orElseThrow().status()).isEqualTo(ReportStatus.PRELIMINARY);
    }

    @Test
    void whatTheResourcesNameIsKnownToTheScrubber() {
        JsonNode bundle = json("transaction.json");

        Named named =
                ((Reading.Study)
                                read(
                                        (ObjectNode) bundle.at("/entry/5/resource"),
                                        references(bundle)))
                        .submission()
                        .named();

        assertThat(named.people()).contains("Lawson Tonya Emily", "Novak Peter");
        assertThat(named.numbers()).contains("MRN4471902", "555-0143", "RAD24-00418");
        assertThat(named.places()).contains("17 Alder Street", "Brookfield");
        assertThat(named.dates()).contains(LocalDate.parse("1961-02-03"));
    }

    @Test
    void theDisplayOfAPersonNamesOneAndThatOfADiagnosisNobody() {
        ObjectNode report = json("report.json");
        report.putArray("extension");
        report.putArray("media")
                .addObject()
                .putObject("link")
                .put("reference", "Media/1")
                .put("display", "Pneumonia");

        Named named = study(report).submission().named();

        assertThat(named.people()).contains("Tonya Lawson", "Dr. Peter Novak");
        assertThat(named.people()).doesNotContain("Pneumonia");
        assertThat(named.places()).contains("Mercy Hospital Radiology");
    }

    @ParameterizedTest
    @CsvSource({
        "registered, PRELIMINARY",
        "partial, PRELIMINARY",
        "preliminary, PRELIMINARY",
        "final, FINAL",
        "amended, CORRECTED",
        "corrected, CORRECTED",
        "appended, CORRECTED",
        "cancelled, CANCELLED",
        "entered-in-error, CANCELLED",
        "unknown, UNKNOWN"
    })
    void everyStatusIsAState(String status, ReportStatus state) {
        ObjectNode report = json("report.json").put("status", status);

        assertThat(study(report).submission().edition().orElseThrow().status()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "entered-in-error"})
    void theTextOfAReportThatIsTakenBackGoesNowhere(String status) {
        ObjectNode report = json("report.json").put("status", status);

        assertThat(report(report)).isEqualTo(new Report("", "", "", "", ""));
    }

    @Test
    void aReportThatIsTakenBackNeedsNoText() {
        ObjectNode report = json("report.json").put("status", "cancelled");
        report.remove("presentedForm");

        assertThat(read(report)).isInstanceOf(Reading.Study.class);
    }

    @Test
    void aRegisteredReportWithoutTextMakesNoStudyYet() {
        ObjectNode report = json("report.json").put("status", "registered");
        report.remove("presentedForm");

        assertThat(((Reading.NotTaken) read(report)).reason()).isEqualTo("no-text-yet");
    }

    @Test
    void withoutATimeOfItsOwnAnEditionIsOfTheTimeOfArrival() {
        ObjectNode report = json("report.json");
        report.remove("issued");
        report.remove("meta");

        assertThat(study(report).submission().edition().orElseThrow().order())
                .isEqualTo(order(Fixture.NOW));
    }

    @Test
    void aStatusThatIsNoneIsRefused() {
        Problem problem = refusal(json("report.json").put("status", "done"));

        assertThat(problem.field()).isEqualTo("DiagnosticReport.status");
        assertThat(problem.detail()).contains("entered-in-error").doesNotContain("done");
    }

    @Test
    void withoutAccessionTheOnlyIdentifierIsTaken() {
        ObjectNode report = json("report.json");
        report.putArray("identifier").addObject().put("value", " 4711 ");

        assertThat(study(report).submission().id()).isEqualTo("4711");
    }

    @Test
    void anAccessionMayStandInALogicalReference() {
        ObjectNode report = json("report.json");
        report.remove("identifier");
        report.set(
                "basedOn",
                parse(
                        """
                        [{"identifier": {"type": {"coding": [{"code": "ACSN"}]}, "value": "A7"}}]"""));

        assertThat(study(report).submission().id()).isEqualTo("A7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "[{\"value\": \"1\"}, {\"value\": \"2\"}]", "[{\"value\": \" \"}]"})
    void withoutAnyNumberThatIsTheAccessionAReportIsRefused(String identifiers) {
        ObjectNode report = json("report.json");
        report.set("identifier", parse(identifiers));

        assertThat(refusal(report).field()).isEqualTo("DiagnosticReport.identifier");
        assertThat(refusal(report).status()).isEqualTo(422);
    }

    @Test
    void anIdThatHoldsWithinOneMessageIsNoPatient() {
        ObjectNode report = json("report.json");
        report.putObject("subject").put("reference", "urn:uuid:0f0f");

        assertThat(study(report).submission().patient()).isEmpty();
        assertThat(study(report).submission().dayOffset()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "36643-5, , true",
        "30745-4, whatever, true",
        "local-1, XR CHEST PORTABLE, true",
        "local-1, Röntgen Thorax in 2 Ebenen, true",
        "XRCXR, CXR PA AND LATERAL, true",
        "local-1, CT CHEST W CONTRAST, false",
        "local-1, XR THORACIC SPINE, false",
        "local-1, XR HAND LEFT, false",
        "58410-2, CBC panel, false"
    })
    void chestRadiographsAreToldFromOtherExaminations(String code, String text, boolean taken) {
        ObjectNode report = json("report.json");
        ObjectNode concept = report.putObject("code");
        concept.putArray("coding").addObject().put("system", "http://loinc.org").put("code", code);
        concept.put("text", text);

        assertThat(read(report) instanceof Reading.Study).isEqualTo(taken);
    }

    @Test
    void anotherDepartmentsReportIsNone() {
        ObjectNode report = json("report.json");
        report.set("category", parse("[{\"coding\": [{\"code\": \"CT\"}]}]"));

        assertThat(((Reading.NotTaken) read(report)).reason()).isEqualTo("no-chest-radiograph");
    }

    @Test
    void whereTheCodeIsSilentTheImagingStudySpeaks() {
        ObjectNode report = json("report.json");
        report.remove("code");
        report.set(
                "contained",
                parse(
                        """
                        [{"resourceType": "ImagingStudy", "id": "s", "status": "available",
                          "subject": {"display": "x"}, "started": "2024-05-13",
                          "series": [{"uid": "1.2", "modality": {"code": "DX"},
                                      "bodySite": {"code": "51185008"}}]}]"""));
        report.set("imagingStudy", parse("[{\"reference\": \"#s\"}]"));

        assertThat(read(report)).isInstanceOf(Reading.Study.class);
    }

    @Test
    void anHtmlDocumentIsReadAsItIsSeen() {
        Report report =
                report(
                        withDocument(
                                "text/html; charset=utf-8",
                                "<html><head><style>b{}</style></head><body><p><b>FINDINGS:</b> Lungs&nbsp;clear.</p><div>IMPRESSION:<br>Normal.</div></body></html>"));

        assertThat(report).isEqualTo(Report.of("Lungs clear.", "Normal."));
    }

    @Test
    void anRtfDocumentIsReadAsItIsSeen() {
        Report report =
                report(
                        withDocument(
                                "application/rtf",
                                "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator X;}\\b FINDINGS:\\b0\\par Lungs {\\v hidden }clear.\\par IMPRESSION: Mild \\'e9dema.\\par}"));

        assertThat(report).isEqualTo(Report.of("Lungs clear.", "Mild édema."));
    }

    @Test
    void aPlainTextMayBeInAnotherCharacterSet() {
        byte[] latin = "IMPRESSION: Überblähung.".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(report(withDocument("text/plain; charset=ISO-8859-1", latin)).impression())
                .isEqualTo("Überblähung.");
        assertThat(report(withDocument("text/plain", latin)).impression())
                .isEqualTo("Überblähung.");
    }

    @Test
    void aReportOfAPdfAloneIsRefusedWithItsElement() {
        Problem problem = refusal(withDocument("application/pdf", "%PDF-1.7"));

        assertThat(problem.type()).isEqualTo("/problems/unsupported");
        assertThat(problem.field()).isEqualTo("DiagnosticReport.presentedForm[0].data");
    }

    @Test
    void aPdfWithAConclusionIsPassedOverWithAWarning() {
        ObjectNode report =
                withDocument("application/pdf", "%PDF-1.7").put("conclusion", "Normal chest.");

        assertThat(report(report)).isEqualTo(Report.of("", "Normal chest."));
        assertThat(study(report).warnings()).singleElement().asString().contains("passed over");
    }

    @Test
    void aDocumentElsewhereIsNotFetched() {
        ObjectNode report = json("report.json");
        report.set(
                "presentedForm",
                parse(
                        "[{\"contentType\": \"text/plain\", \"url\": \"http://127.0.0.1:9/r.txt\"}]"));

        assertThat(refusal(report).field()).isEqualTo("DiagnosticReport.presentedForm[0].url");
    }

    @Test
    void aContainedBinaryIsADocument() {
        ObjectNode report = json("report.json");
        report.set(
                "contained",
                parse(
                        """
                        [{"resourceType": "Binary", "id": "b", "contentType": "text/plain",
                          "data": "SU1QUkVTU0lPTjogTm9ybWFsLg=="}]"""));
        report.set("presentedForm", parse("[{\"url\": \"#b\"}]"));

        assertThat(report(report).impression()).isEqualTo("Normal.");
    }

    @Test
    void aConclusionIsTheImpressionWhereTheTextHasNone() {
        ObjectNode report =
                withDocument("text/plain", "Heart is normal. Lungs are clear.")
                        .put("conclusion", "No acute disease.");

        assertThat(report(report))
                .isEqualTo(Report.of("Heart is normal. Lungs are clear.", "No acute disease."));
    }

    @Test
    void aConclusionDoesNotReplaceTheTextsImpression() {
        ObjectNode report = withDocument("text/plain", SECTIONS).put("conclusion", "Other.");

        assertThat(report(report)).isEqualTo(Report.of("Lungs clear.", "Normal."));
    }

    @Test
    void aConclusionWithHeadersIsAWholeText() {
        ObjectNode report = json("report.json").put("conclusion", SECTIONS);
        report.remove("presentedForm");

        assertThat(report(report)).isEqualTo(Report.of("Lungs clear.", "Normal."));
    }

    @Test
    void aReportThatSaysNothingIsRefused() {
        ObjectNode report = json("report.json");
        report.remove("presentedForm");

        assertThat(refusal(report).type()).isEqualTo("/problems/missing");
    }

    @Test
    void aReportLongerThanOneIsRefused() {
        Problem problem = refusal(withDocument("text/plain", "x ".repeat(40_000)));

        assertThat(problem.field()).isEqualTo("DiagnosticReport.presentedForm[0].data");
    }

    @Test
    void whatR4DoesNotKnowIsLeftOutAndCounted() {
        ObjectNode report = json("report.json");
        report.put("mood", "JaneRoe").putObject("inner").put("a", 1);

        assertThat(study(report).warnings())
                .singleElement()
                .asString()
                .contains("2 elements")
                .doesNotContain("JaneRoe");
    }

    @Test
    void resourcesThatReferToEachOtherComeToAnEnd() {
        ObjectNode report = json("report.json");
        report.set(
                "contained",
                parse(
                        """
                        [{"resourceType": "Observation", "id": "a", "status": "final",
                          "code": {"text": "Findings"}, "valueString": "Clear.",
                          "hasMember": [{"reference": "#b"}]},
                         {"resourceType": "Observation", "id": "b", "status": "final",
                          "code": {"text": "x"}, "hasMember": [{"reference": "#a"}]}]"""));
        report.set("result", parse("[{\"reference\": \"#a\"}, {\"reference\": \"#\"}]"));

        assertThat(read(report)).isInstanceOf(Reading.Study.class);
    }

    private static long order(Instant time) {
        return Fixture.PSEUDONYMS.order("north", "RAD24-00417", time);
    }

    private static Report report(ObjectNode report) {
        return study(report).submission().report().orElseThrow();
    }

    private static Problem refusal(ObjectNode report) {
        return catchThrowableOfType(ProblemException.class, () -> read(report)).problem();
    }
}
