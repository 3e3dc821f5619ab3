package hilum.ingest.fhir.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * Tells reports of chest radiographs from all others: by the code of the report, where that says
 * nothing by the order, and where that says nothing by modality and body part of the imaging study.
 * A report of which nothing says what was examined is taken, unless a laboratory or the like made
 * it.
 *
 * @param codes of chest radiographs
 * @param names matches the names of such examinations, as a whole
 */
public record Examinations(Set<String> codes, Pattern names) {
    /** Chest or thorax, and neither another modality nor the spine. */
    public static final Pattern NAMES =
            Pattern.compile(
                    "(?i)(?!.*\\b(ct|cta|cat|hrct|mri?|mra|us|pet|nm|spect|echo\\w*|ultraso\\w*|sono\\w*|tomogra\\w*|scinti\\w*|fluoro\\w*|angio\\w*|spine|vertebra\\w*)\\b).*(?<!\\pL)(cxr|chest|chst|thorax|thoracic|t[o\u00f3]rax|thoracique|tor[a\u00e1]cica)(?!\\pL).*");

    private static final int LONGEST_NAME = 400;

    /** Codes that say that something was imaged and not what. */
    private static final Set<String> GENERAL =
            Set.of("18748-4", "68604-8", "18726-0", "18782-3", "47045-0", "LP29684-5", "RAD");

    /** Departments of table 0074 that make no radiographs. */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "LAB", "HM", "CH", "MB", "MCB", "MYC", "SP", "CP", "BLB", "IMM", "TX", "VR",
                    "GE", "CT", "NMR", "NMS", "CUS", "OUS", "RUS", "VUS", "EC", "EN", "CTH", "PF");

    private static final Set<String> RADIOGRAPHY = Set.of("CR", "DX", "RG");
    private static final String THORAX = "51185008";

    private enum Verdict {
        YES,
        NO,
        SILENT
    }

    boolean isChestRadiograph(DiagnosticReport report, References references) {
        Verdict own = verdict(List.of(report.getCode()));
        if (own != Verdict.SILENT) {
            return own == Verdict.YES && !isFromElsewhere(report);
        }
        Verdict ordered =
                verdict(
                        report.getBasedOn().stream()
                                .flatMap(each -> order(report, each, references).stream())
                                .toList());
        if (ordered != Verdict.SILENT) {
            return ordered == Verdict.YES;
        }
        return report.hasImagingStudy()
                ? report.getImagingStudy().stream()
                        .anyMatch(each -> isOfChest(report, each, references))
                : !isFromElsewhere(report);
    }

    private Verdict verdict(List<CodeableConcept> concepts) {
        List<Coding> codings = concepts.stream().flatMap(c -> c.getCoding().stream()).toList();
        if (codings.stream().anyMatch(coding -> codes.contains(code(coding)))) {
            return Verdict.YES;
        }
        List<String> said =
                Stream.concat(
                                concepts.stream()
                                        .filter(
                                                c ->
                                                        c.getCoding().stream()
                                                                .noneMatch(this::general))
                                        .map(CodeableConcept::getText),
                                codings.stream()
                                        .filter(coding -> !general(coding))
                                        .flatMap(c -> Stream.of(c.getDisplay(), c.getCode())))
                        .filter(text -> text != null && !text.isBlank())
                        .toList();
        if (said.isEmpty()) {
            return Verdict.SILENT;
        }
        return said.stream().anyMatch(this::isName) ? Verdict.YES : Verdict.NO;
    }

    private boolean general(Coding coding) {
        return GENERAL.contains(code(coding));
    }

    private static String code(Coding coding) {
        return coding.getCode() == null ? "" : coding.getCode();
    }

    private boolean isName(String text) {
        String start = text.substring(0, Math.min(text.length(), LONGEST_NAME));
        return names.matcher(start.replaceAll("[\\s_^]+", " ").strip()).matches();
    }

    private static boolean isFromElsewhere(DiagnosticReport report) {
        List<String> departments =
                report.getCategory().stream()
                        .flatMap(category -> category.getCoding().stream())
                        .map(Examinations::code)
                        .filter(code -> !code.isEmpty())
                        .toList();
        return !departments.isEmpty() && ELSEWHERE.containsAll(departments);
    }

    private static Optional<CodeableConcept> order(
            DiagnosticReport report, Reference reference, References references) {
        return references
                .resolve(report, reference.getReference(), ServiceRequest.class)
                .map(ServiceRequest::getCode);
    }

    private boolean isOfChest(DiagnosticReport report, Reference reference, References references) {
        return references
                .resolve(report, reference.getReference(), ImagingStudy.class)
                .filter(Examinations::isRadiography)
                .filter(
                        study ->
                                isNamed(study.getDescription())
                                        || verdict(study.getProcedureCode()) == Verdict.YES
                                        || study.getSeries().stream().anyMatch(this::showsChest))
                .isPresent();
    }

    private static boolean isRadiography(ImagingStudy study) {
        return Stream.concat(
                        study.getModality().stream(),
                        study.getSeries().stream().map(series -> series.getModality()))
                .anyMatch(coding -> RADIOGRAPHY.contains(code(coding)));
    }

    private boolean showsChest(ImagingStudy.ImagingStudySeriesComponent series) {
        Coding part = series.getBodySite();
        return THORAX.equals(part.getCode())
                || isNamed(part.getDisplay())
                || isNamed(part.getCode())
                || isNamed(series.getDescription());
    }

    private boolean isNamed(String text) {
        return text != null && isName(text);
    }
}
