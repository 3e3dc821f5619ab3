package hilum.transport.http;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers 415 to a Content-Type that is none, such as an empty one: left to the framework, it is an
 * error of the service's own, and its value stands in the log.
 */
@Provider
@PreMatching
public final class ReadableMediaType implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        try {
            if (type != null) {
                MediaType.valueOf(type);
            }
        } catch (IllegalArgumentException e) {
            throw new NotSupportedException(
                    "The header Content-Type is no media type: send application/json, or what /q/openapi says");
        }
    }
}
