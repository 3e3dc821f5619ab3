package hilum.ingest.fhir.report;

import hilum.ingest.fhir.document.DocumentText;
import hilum.ingest.intake.SubmissionReader;
import hilum.radiology.Report;
import hilum.radiology.Section;
import hilum.radiology.SectionParser;
import hilum.transport.http.ProblemException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * The sections of a DiagnosticReport: those of its document, filled up from its Observations, and
 * its conclusion as impression where neither has one. All documents of a report say the same by
 * FHIR's rules, so the plainest one is read.
 */
final class ReportText {
    private static final Map<String, Section> BY_CODE =
            Map.ofEntries(
                    Map.entry("59776-5", Section.FINDINGS),
                    Map.entry("18782-3", Section.FINDINGS),
                    Map.entry("19005-8", Section.IMPRESSION),
                    Map.entry("55110-1", Section.IMPRESSION),
                    Map.entry("55115-0", Section.INDICATION),
                    Map.entry("18785-6", Section.INDICATION),
                    Map.entry("18834-2", Section.COMPARISON),
                    Map.entry("55114-3", Section.COMPARISON),
                    Map.entry("55111-9", Section.TECHNIQUE));

    /** Observations that say nothing any more. */
    private static final Set<ObservationStatus> WITHDRAWN =
            EnumSet.of(ObservationStatus.ENTEREDINERROR, ObservationStatus.CANCELLED);

    private final DiagnosticReport report;
    private final References references;
    private final List<String> warnings;
    private final Map<Section, String> sections = new EnumMap<>(Section.class);
    private ProblemException unread;

    private ReportText(DiagnosticReport report, References references, List<String> warnings) {
        this.report = report;
        this.references = references;
        this.warnings = warnings;
    }

    /**
     * Reads them.
     *
     * @param warnings takes what was passed over
     * @return blank where the report says nothing about the image
     * @throws ProblemException 422 if it says something that can't be read
     */
    static Report read(DiagnosticReport report, References references, List<String> warnings) {
        ReportText text = new ReportText(report, references, warnings);
        text.document();
        text.observations();
        text.conclusion();
        Report read = text.report();
        if (read.isBlank() && text.unread != null) {
            throw text.unread;
        }
        if (text.unread != null) {
            warnings.add("A document was passed over: " + text.unread.getMessage());
        }
        return read;
    }

    private Report report() {
        int length = sections.values().stream().mapToInt(String::length).sum();
        if (length > SubmissionReader.LONGEST_REPORT) {
            throw FhirRefusal.invalid(
                    "DiagnosticReport",
                    "The report has %d characters where one has at most %d: check that it is one report"
                            .formatted(length, SubmissionReader.LONGEST_REPORT));
        }
        return new Report(
                sections.get(Section.INDICATION),
                sections.get(Section.COMPARISON),
                sections.get(Section.TECHNIQUE),
                sections.get(Section.FINDINGS),
                sections.get(Section.IMPRESSION));
    }

    private void document() {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < report.getPresentedForm().size(); i++) {
            candidate(report.getPresentedForm().get(i), i).ifPresent(candidates::add);
        }
        candidates.sort((one, other) -> one.format().compareTo(other.format()));
        for (Candidate candidate : candidates) {
            try {
                String text = DocumentText.read(candidate.data(), candidate.mediaType());
                if (!text.isBlank()) {
                    whole(prose(candidate.expression(), text));
                    return;
                }
            } catch (DocumentText.Unreadable e) {
                unread = FhirRefusal.unsupported(candidate.expression(), said(candidate, e));
            }
        }
    }

    private static String said(Candidate candidate, DocumentText.Unreadable reason) {
        return "%s %s".formatted(candidate.expression(), reason.getMessage());
    }

    /** A document in hand. */
    private record Candidate(
            String expression, byte[] data, String mediaType, DocumentText.Format format) {
        Candidate(String expression, byte[] data, String mediaType) {
            this(expression, data, mediaType, DocumentText.format(data, mediaType));
        }
    }

    private Optional<Candidate> candidate(Attachment form, int number) {
        String expression = "DiagnosticReport.presentedForm[%d]".formatted(number);
        String type = form.getContentType() == null ? "" : form.getContentType();
        if (form.hasData()) {
            return Optional.of(new Candidate(expression + ".data", form.getData(), type));
        }
        if (form.hasUrl()) {
            Optional<Binary> binary = references.document(report, form.getUrl());
            if (binary.isPresent() && binary.get().getData() != null) {
                String own = binary.get().getContentType();
                return Optional.of(
                        new Candidate(
                                expression + ".url",
                                binary.get().getData(),
                                own == null ? type : own));
            }
            unread =
                    FhirRefusal.unsupported(
                            expression + ".url",
                            expression
                                    + ".url leads to nothing that came with the report, and nothing is fetched: send the document as data, or as a Binary in the same Bundle");
        } else if (!form.isEmpty()) {
            unread =
                    FhirRefusal.invalid(
                            expression + ".data",
                            expression
                                    + " has neither url nor data in Base64: send the document as data");
        }
        return Optional.empty();
    }

    /**
     * Under headers, or without any beside a conclusion: then it is what the conclusion rests on.
     */
    private void whole(String text) {
        if (!SectionParser.stretches(text).isEmpty() || !report.hasConclusion()) {
            Report parsed = SectionParser.parse(text);
            for (Section section : Section.values()) {
                put(section, parsed.section(section));
            }
        } else if (!text.strip().equals(report.getConclusion().strip())) {
            put(Section.FINDINGS, text);
        }
    }

    private void put(Section section, String text) {
        if (text != null && !text.isBlank()) {
            sections.merge(section, text.strip(), (one, other) -> one + "\n" + other);
        }
    }

    private void observations() {
        Map<Section, String> found = new EnumMap<>(Section.class);
        int unknown = 0;
        for (Reference result : report.getResult()) {
            Optional<Observation> observation =
                    references.resolve(report, result.getReference(), Observation.class);
            if (observation.isEmpty()) {
                unknown++;
                continue;
            }
            Observation read = observation.get();
            if (WITHDRAWN.contains(read.getStatus())) {
                continue;
            }
            add(found, read.getCode(), read.getValue(), read.getNote());
            read.getComponent().forEach(c -> add(found, c.getCode(), c.getValue(), List.of()));
        }
        found.forEach(sections::putIfAbsent);
        if (unknown > 0) {
            warnings.add(
                    "%d of the report's results did not come with it: send them contained or in the same Bundle"
                            .formatted(unknown));
        }
    }

    private static void add(
            Map<Section, String> found, CodeableConcept code, Type value, List<Annotation> notes) {
        Optional<Section> section = section(code);
        if (section.isEmpty()) {
            return;
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof StringType words) {
            texts.add(words.getValue());
        } else if (value instanceof CodeableConcept concept) {
            texts.add(concept.getText());
        }
        notes.forEach(note -> texts.add(note.getText()));
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                found.merge(
                        section.get(),
                        prose("Observation.value", text),
                        (one, other) -> one + "\n" + other);
            }
        }
    }

    /** Printable; line breaks of HL7 v2 that a converter left in place are line breaks. */
    private static String prose(String expression, String text) {
        return SubmissionReader.prose(expression, text.replace("\\.br\\", "\n"));
    }

    private static Optional<Section> section(CodeableConcept code) {
        for (Coding coding : code.getCoding()) {
            Section section = BY_CODE.get(coding.getCode());
            if (section != null) {
                return Optional.of(section);
            }
        }
        String name = code.getText() == null ? "" : code.getText();
        return SectionParser.stretches(name.lines().findFirst().orElse("") + ":\n").stream()
                .map(SectionParser.Stretch::section)
                .filter(section -> section != null)
                .findFirst();
    }

    private void conclusion() {
        if (!report.hasConclusion() || sections.containsKey(Section.IMPRESSION)) {
            return;
        }
        String conclusion = prose("DiagnosticReport.conclusion", report.getConclusion());
        if (SectionParser.stretches(conclusion).isEmpty()) {
            put(Section.IMPRESSION, conclusion);
            return;
        }
        Report parsed = SectionParser.parse(conclusion);
        for (Section section : Section.values()) {
            if (!sections.containsKey(section)) {
                put(section, parsed.section(section));
            }
        }
    }
}
