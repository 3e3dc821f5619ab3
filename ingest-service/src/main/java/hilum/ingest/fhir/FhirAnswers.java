package hilum.ingest.fhir;

import hilum.transport.http.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/** Under {@code /fhir} the problem details of the other doors become OperationOutcomes. */
@Provider
public class FhirAnswers implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (isHere(request.getUriInfo().getPath()) && response.getEntity() instanceof Problem p) {
            response.setEntity(
                    Outcome.refused(inOurWords(p)), null, MediaType.valueOf(Outcome.MEDIA_TYPE));
        }
    }

    /** What the framework refuses it says in words of its own trade. */
    private static Problem inOurWords(Problem problem) {
        String detail =
                switch (problem.status()) {
                    case 404 ->
                            "There is nothing here: send reports to /fhir/DiagnosticReport, or Bundles and NDJSON to /fhir";
                    case 405 -> "Reports are only taken here, by POST or PUT: see /fhir/metadata";
                    case 406 -> "The answer is in application/fhir+json only: accept that";
                    case 415 ->
                            "The body is of a media type that is not read: send application/fhir+json, or application/fhir+ndjson";
                    default -> problem.detail();
                };
        return new Problem(
                problem.type(), problem.title(), problem.status(), detail, problem.field());
    }

    /** Whether a path belongs to this door. */
    public static boolean isHere(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return plain.equals("fhir") || plain.startsWith("fhir/");
    }
}
