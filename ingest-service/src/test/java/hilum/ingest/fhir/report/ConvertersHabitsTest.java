package hilum.ingest.fhir.report;

import static hilum.ingest.fhir.report.Fixture.json;
import static hilum.ingest.fhir.report.Fixture.parse;
import static hilum.ingest.fhir.report.Fixture.study;
import static hilum.ingest.fhir.report.Fixture.withDocument;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.intake.Submission;
import hilum.radiology.Report;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What converters from HL7 v2 and servers do, within FHIR or beside it. */
class ConvertersHabitsTest {
    @Test
    void withoutAnAccessionTheFillersNumberIsOneAsInHl7() {
        ObjectNode report = json("report.json");
        report.set(
                "identifier",
                parse(
                        """
                        [{"type": {"coding": [{"code": "PLAC"}]}, "value": "P-100"},
                         {"type": {"coding": [{"code": "FILL"}]}, "value": "F-100"}]"""));

        assertThat(study(report).submission().id()).isEqualTo("F-100");
    }

    @Test
    void aTypeMayBeCalledAccessionInWordsAlone() {
        ObjectNode report = json("report.json");
        report.set(
                "identifier",
                parse(
                        """
                        [{"value": "Z-1"}, {"type": {"text": "Accession Number"}, "value": "A-7"}]"""));

        assertThat(study(report).submission().id()).isEqualTo("A-7");
    }

    @Test
    void anIdentifierOfOldIsPassedOver() {
        ObjectNode report = json("report.json");
        report.set(
                "identifier",
                parse(
                        """
                        [{"use": "old", "type": {"coding": [{"code": "ACSN"}]}, "value": "A-1"},
                         {"type": {"coding": [{"code": "ACSN"}]}, "value": "A-2"}]"""));

        assertThat(study(report).submission().id()).isEqualTo("A-2");
    }

    @Test
    void anObservationThatWasTakenBackSaysNothing() {
        ObjectNode report = json("report.json");
        report.remove("presentedForm");
        report.set(
                "contained",
                parse(
                        """
                        [{"resourceType": "Observation", "id": "a", "status": "final",
                          "code": {"text": "Findings"}, "valueString": "Clear."},
                         {"resourceType": "Observation", "id": "b", "status": "entered-in-error",
                          "code": {"text": "Impression"}, "valueString": "Mass."}]"""));
        report.set("result", parse("[{\"reference\": \"#a\"}, {\"reference\": \"#b\"}]"));

        assertThat(text(report)).isEqualTo(Report.of("Clear.", ""));
    }

    @Test
    void lineBreaksOfHl7AreLineBreaks() {
        assertThat(text(withDocument("text/plain", "FINDINGS: Clear.\\.br\\IMPRESSION: Normal.")))
                .isEqualTo(Report.of("Clear.", "Normal."));
    }

    @Test
    void aDateThatStandsForNoneDoesNotOutliveACorrection() {
        ObjectNode report = json("report.json");
        report.remove("meta");
        report.put("issued", "9999-12-31T00:00:00Z");
        Submission never = study(report).submission();

        assertThat(never.edition().orElseThrow().order())
                .isEqualTo(Fixture.PSEUDONYMS.order("north", never.id(), Fixture.NOW))
                .isLessThan(
                        Fixture.PSEUDONYMS.order(
                                "north", never.id(), Instant.parse("2100-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RX de t\u00f3rax PA", "Radiographie thoracique", "PORT CHST 1V", "CHEST2V"})
    void chestRadiographsAreKnownByTheirNamesInOtherLanguagesAndShort(String name) {
        ObjectNode report = json("report.json");
        report.set("code", parse("{\"text\": \"%s\"}".formatted(name)));

        assertThat(Fixture.read(report)).isInstanceOf(Reading.Study.class);
    }

    private static Report text(ObjectNode report) {
        return study(report).submission().report().orElseThrow();
    }
}
