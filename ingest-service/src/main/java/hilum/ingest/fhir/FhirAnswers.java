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
            response.setEntity(Outcome.refused(p), null, MediaType.valueOf(Outcome.MEDIA_TYPE));
        }
    }

    /** Whether a path belongs to this door. */
    public static boolean isHere(String path) {
        String plain = path.startsWith("/") ? path.substring(1) : path;
        return plain.equals("fhir") || plain.startsWith("fhir/");
    }
}
