package hilum.ingest.fhir;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.transport.http.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * An OperationOutcome of FHIR: what became of one resource, or of a request.
 *
 * @param resourceType always {@code OperationOutcome}
 * @param id line of the batch, {@code line-7}; null elsewhere
 * @param issue the worst first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Outcome(String resourceType, String id, List<Issue> issue) {
    /** Media type of every answer of this door. */
    public static final String MEDIA_TYPE = "application/fhir+json";

    private static final String INFORMATION = "information";

    /** System of the code by which an answer names the study. */
    private static final String STUDY = "urn:hilum:study";

    /** System of the codes that say why a resource makes no study. */
    private static final String NOT_TAKEN = "urn:hilum:not-taken";

    /**
     * One thing to say.
     *
     * @param severity error, warning or information
     * @param code of FHIR's issue types
     * @param details a code of ours where a program may want one
     * @param diagnostics what happened and what to do
     * @param expression FHIRPath of the element at fault
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Issue(
            String severity,
            String code,
            Details details,
            String diagnostics,
            List<String> expression) {}

    /** A coded detail. */
    public record Details(List<Coding> coding) {}

    /** A code in its system. */
    public record Coding(String system, String code) {}

    private static Outcome of(List<Issue> issues) {
        return new Outcome("OperationOutcome", null, List.copyOf(issues));
    }

    /** A refusal. */
    public static Outcome refused(Problem problem) {
        return of(List.of(error(problem, problem.field())));
    }

    /** Several refusals in one answer. */
    static Outcome refused(List<Issue> issues) {
        return of(issues);
    }

    /** A refusal as one issue of an answer, its element named from the answer's own root. */
    static Issue error(Problem problem, String expression) {
        return new Issue(
                "error",
                code(problem),
                null,
                problem.detail(),
                expression == null ? List.of() : List.of(expression));
    }

    private static String code(Problem problem) {
        return switch (problem.type().substring(problem.type().lastIndexOf('/') + 1)) {
            case "unparsable" -> "structure";
            case "missing", "empty-study" -> "required";
            case "unsupported" -> "not-supported";
            case "invalid" -> "value";
            case "too-large" -> "too-long";
            case "unavailable" -> "transient";
            case "internal" -> "exception";
            default -> problem.status() == 404 ? "not-found" : "not-supported";
        };
    }

    /** The broker has the report of a study. */
    static Outcome accepted(String study, List<String> warnings) {
        List<Issue> issues = new ArrayList<>();
        warnings.forEach(warning -> issues.add(warning(warning)));
        issues.add(
                new Issue(
                        INFORMATION,
                        "informational",
                        new Details(List.of(new Coding(STUDY, study))),
                        "The broker has the report of study " + study,
                        List.of()));
        return of(issues);
    }

    private static Issue warning(String text) {
        return new Issue("warning", "incomplete", null, text, List.of());
    }

    /** All is well with the resource, and it makes no study. */
    static Outcome notTaken(String reason, String text) {
        return of(
                List.of(
                        new Issue(
                                INFORMATION,
                                "informational",
                                new Details(List.of(new Coding(NOT_TAKEN, reason))),
                                text,
                                List.of())));
    }

    /** The same as the answer to a line. */
    Outcome ofLine(int number) {
        return new Outcome(resourceType, "line-" + number, issue);
    }
}
