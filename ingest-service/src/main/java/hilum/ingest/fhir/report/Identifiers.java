package hilum.ingest.fhir.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** The numbers by which a report belongs to a study and to a patient. */
final class Identifiers {
    private static final int LONGEST = 128;
    private static final String ACCESSION = "ACSN";
    private static final String FILLER = "FILL";
    private static final String MEDICAL_RECORD = "MR";

    private Identifiers() {}

    /**
     * The accession: the report's own identifier of type {@value #ACCESSION}, or whose type is
     * called so, else that of its order or imaging study, else the only identifier it has, else its
     * filler's number, which HL7 v2 has in OBR-3.
     *
     * @throws hilum.transport.http.ProblemException 422 if there is none
     */
    static String accession(DiagnosticReport report, References references, List<String> warnings) {
        List<String> named =
                Stream.concat(report.getIdentifier().stream(), related(report, references).stream())
                        .filter(Identifiers::isCurrent)
                        .filter(Identifiers::isAccession)
                        .flatMap(identifier -> value(identifier).stream())
                        .distinct()
                        .toList();
        if (named.size() > 1) {
            warnings.add(
                    "The report names %d accession numbers: it was taken for the first"
                            .formatted(named.size()));
        }
        if (!named.isEmpty()) {
            return checked(named.getFirst());
        }
        List<String> only =
                report.getIdentifier().stream()
                        .filter(Identifiers::isCurrent)
                        .flatMap(identifier -> value(identifier).stream())
                        .distinct()
                        .toList();
        if (only.size() == 1) {
            return checked(only.getFirst());
        }
        List<String> filled =
                report.getIdentifier().stream()
                        .filter(Identifiers::isCurrent)
                        .filter(identifier -> isOf(identifier, FILLER))
                        .flatMap(identifier -> value(identifier).stream())
                        .distinct()
                        .toList();
        if (filled.size() == 1) {
            return checked(filled.getFirst());
        }
        throw only.isEmpty()
                ? FhirRefusal.missing(
                        "DiagnosticReport.identifier",
                        "The report has no accession number: give it an identifier of type ACSN, or refer to a ServiceRequest or ImagingStudy that has one and send that in the same Bundle")
                : FhirRefusal.invalid(
                        "DiagnosticReport.identifier",
                        "None of the report's %d identifiers is marked as the accession number: give that one the type ACSN of http://terminology.hl7.org/CodeSystem/v2-0203"
                                .formatted(only.size()));
    }

    private static String checked(String accession) {
        if (accession.length() > LONGEST
                || accession.chars().anyMatch(Character::isISOControl)
                || accession.contains("\ufffd")) {
            throw FhirRefusal.invalid(
                    "DiagnosticReport.identifier.value",
                    "The accession number has more than %d characters, or control characters: send it as the PACS has it"
                            .formatted(LONGEST));
        }
        return accession;
    }

    private static List<Identifier> related(DiagnosticReport report, References references) {
        List<Identifier> found = new ArrayList<>();
        List<Reference> all = new ArrayList<>(report.getBasedOn());
        all.addAll(report.getImagingStudy());
        for (Reference reference : all) {
            found.add(reference.getIdentifier());
            references
                    .resolve(report, reference.getReference())
                    .ifPresent(resource -> found.addAll(of(resource)));
        }
        return found;
    }

    private static List<Identifier> of(Resource resource) {
        return switch (resource) {
            case ServiceRequest order -> order.getIdentifier();
            case ImagingStudy study -> study.getIdentifier();
            case Patient patient -> patient.getIdentifier();
            default -> List.of();
        };
    }

    /**
     * The patient: the medical record number, else the id by which the report refers to the
     * patient. An id that holds within one message only is none.
     */
    static Optional<String> patient(DiagnosticReport report, References references) {
        Reference subject = report.getSubject();
        List<Identifier> identifiers = new ArrayList<>();
        identifiers.add(subject.getIdentifier());
        references
                .resolve(report, subject.getReference(), Patient.class)
                .ifPresent(patient -> identifiers.addAll(patient.getIdentifier()));
        Optional<String> number =
                identifiers.stream()
                        .filter(identifier -> isOf(identifier, MEDICAL_RECORD))
                        .flatMap(identifier -> value(identifier).stream())
                        .findFirst();
        if (number.isPresent()) {
            return number;
        }
        String reference = subject.getReference();
        if (reference != null && !reference.startsWith("#") && !reference.startsWith("urn:")) {
            String plain = reference.replaceFirst("/_history/[^/]*$", "");
            return Optional.of(plain.substring(plain.lastIndexOf('/') + 1))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty() && id.length() <= LONGEST);
        }
        List<String> only =
                identifiers.stream().flatMap(each -> value(each).stream()).distinct().toList();
        return only.size() == 1 ? Optional.of(only.getFirst()) : Optional.empty();
    }

    private static boolean isCurrent(Identifier identifier) {
        return identifier.getUse() != Identifier.IdentifierUse.OLD;
    }

    private static boolean isAccession(Identifier identifier) {
        String name = identifier.getType().getText();
        return isOf(identifier, ACCESSION)
                || name != null && name.toLowerCase(Locale.ROOT).contains("accession");
    }

    private static boolean isOf(Identifier identifier, String type) {
        return identifier.getType().getCoding().stream()
                .anyMatch(coding -> type.equals(coding.getCode()));
    }

    private static Optional<String> value(Identifier identifier) {
        return Optional.ofNullable(identifier.getValue())
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
