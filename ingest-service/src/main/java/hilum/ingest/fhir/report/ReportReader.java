package hilum.ingest.fhir.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.intake.Edition;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.Submission;
import hilum.radiology.Report;
import hilum.schemas.ReportStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Period;

/** Reads a DiagnosticReport and what came with it as a submission. Safe for many threads. */
public final class ReportReader {
    /** What is dated from here on stands for no date: it would outlive every correction. */
    private static final Instant NEVER = Instant.parse("2200-01-01T00:00:00Z");

    private static final Report NOTHING = new Report("", "", "", "", "");

    private final FhirJson fhir;
    private final Pseudonyms pseudonyms;
    private final Examinations examinations;
    private final Clock clock;

    public ReportReader(
            FhirJson fhir, Pseudonyms pseudonyms, Examinations examinations, Clock clock) {
        this.fhir = fhir;
        this.pseudonyms = pseudonyms;
        this.examinations = examinations;
        this.clock = clock;
    }

    /**
     * Reads one.
     *
     * @param sentAt when the message around it was made, where one is and says so
     * @throws hilum.transport.http.ProblemException 400 or 422 if it can't be taken
     */
    public Reading read(
            ObjectNode tree, References references, String site, Optional<Instant> sentAt) {
        FhirJson.Read read = fhir.read(tree);
        if (!(read.resource() instanceof DiagnosticReport report)) {
            throw FhirRefusal.unparsable(
                    "resourceType",
                    "The resource is no DiagnosticReport: send a DiagnosticReport, or a Bundle with one");
        }
        if (!examinations.isChestRadiograph(report, references)) {
            return new Reading.NotTaken(
                    "no-chest-radiograph",
                    "The report is none of a chest radiograph by its code, order or imaging study, and makes no study: nothing is to be done, or set hilum.ingest.fhir.chest-codes and hilum.ingest.fhir.chest-pattern");
        }
        List<String> warnings = new ArrayList<>();
        if (read.leftOut() > 0) {
            warnings.add(
                    "%d elements are unknown to FHIR R4 or hold what they must not, and were left out"
                            .formatted(read.leftOut()));
        }
        ReportStatus status = status(report);
        Report text =
                status == ReportStatus.CANCELLED
                        ? NOTHING
                        : ReportText.read(report, references, warnings);
        if (text.isBlank() && status == ReportStatus.PRELIMINARY) {
            return new Reading.NotTaken(
                    "no-text-yet",
                    "The report is not final and has no text yet: send it again when it has");
        }
        if (text.isBlank() && status != ReportStatus.CANCELLED) {
            throw FhirRefusal.missing(
                    "DiagnosticReport.presentedForm",
                    "The report says nothing about the image: give it a presentedForm, a conclusion, or results with findings or impression");
        }
        return new Reading.Study(
                submission(report, references, site, sentAt, text, status, warnings), warnings);
    }

    private Submission submission(
            DiagnosticReport report,
            References references,
            String site,
            Optional<Instant> sentAt,
            Report text,
            ReportStatus status,
            List<String> warnings) {
        String accession = Identifiers.accession(report, references, warnings);
        Optional<String> patient = Identifiers.patient(report, references);
        Instant made = made(report).or(() -> sentAt).orElseGet(clock::instant);
        return new Submission(
                accession,
                site,
                patient,
                Optional.of(text),
                Optional.empty(),
                patient.flatMap(
                        of ->
                                examined(report, references)
                                        .map(date -> pseudonyms.day(site, of, date))),
                Optional.empty(),
                Optional.of(new Edition(status, pseudonyms.order(site, accession, made))),
                Mentions.of(report, references));
    }

    private static ReportStatus status(DiagnosticReport report) {
        DiagnosticReportStatus status = report.getStatus();
        return switch (status) {
            case REGISTERED, PARTIAL, PRELIMINARY -> ReportStatus.PRELIMINARY;
            case FINAL -> ReportStatus.FINAL;
            case AMENDED, CORRECTED, APPENDED -> ReportStatus.CORRECTED;
            case CANCELLED, ENTEREDINERROR -> ReportStatus.CANCELLED;
            case UNKNOWN -> ReportStatus.UNKNOWN;
            case null, default ->
                    throw FhirRefusal.missing(
                            "DiagnosticReport.status",
                            "The report has no status of FHIR R4: give it registered, partial, preliminary, final, amended, corrected, appended, cancelled or entered-in-error");
        };
    }

    /**
     * The server's time of this version, else when it was issued: every change moves the former.
     */
    private static Optional<Instant> made(DiagnosticReport report) {
        return Optional.ofNullable(report.getMeta().getLastUpdated())
                .or(() -> Optional.ofNullable(report.getIssued()))
                .map(Date::toInstant)
                .filter(made -> made.isBefore(NEVER));
    }

    private static Optional<LocalDate> examined(DiagnosticReport report, References references) {
        Optional<LocalDate> own =
                switch (report.getEffective()) {
                    case BaseDateTimeType time -> Mentions.day(time);
                    case Period period -> Mentions.day(period.getStartElement());
                    case null, default -> Optional.empty();
                };
        return own.or(
                () ->
                        report.getImagingStudy().stream()
                                .flatMap(
                                        each ->
                                                references
                                                        .resolve(
                                                                report,
                                                                each.getReference(),
                                                                ImagingStudy.class)
                                                        .stream())
                                .flatMap(study -> Mentions.day(study.getStartedElement()).stream())
                                .findFirst());
    }
}
