package hilum.transport.http;

import hilum.transport.DependencyUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every failed request with problem details; what is our own fault is logged and told in
 * general words.
 */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Override
    public Response toResponse(Throwable failure) {
        return switch (failure) {
            case ProblemException e -> answer(e.problem());
            case DependencyUnavailable e ->
                    Response.fromResponse(
                                    answer(
                                            new Problem(
                                                    "/problems/unavailable",
                                                    "Dependency unavailable",
                                                    503,
                                                    e.getMessage(),
                                                    null)))
                            .header("Retry-After", 5)
                            .build();
            case WebApplicationException e -> fromFramework(e);
            default -> {
                LOG.error("Request failed", failure);
                yield answer(
                        new Problem(
                                "/problems/internal",
                                "Internal error",
                                500,
                                "The service failed on this request: its log has the reason; report it as a defect",
                                null));
            }
        };
    }

    private static Response fromFramework(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (e.getResponse().hasEntity()) {
            return e.getResponse();
        }
        String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return answer(
                new Problem(
                        "/problems/request",
                        e.getResponse().getStatusInfo().getReasonPhrase(),
                        status,
                        reason == null
                                ? "Request refused: see /q/openapi for what the service takes"
                                : firstLine(reason),
                        null));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem).build();
    }
}
