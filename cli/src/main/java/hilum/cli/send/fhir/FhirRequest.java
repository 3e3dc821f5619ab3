package hilum.cli.send.fhir;

import java.io.IOException;

/**
 * What is sent in one request.
 *
 * @param body read when it is sent
 * @param lines whether the body is NDJSON, of which the last line is the report
 */
public record FhirRequest(Body body, boolean lines) {
    /** Where a body is read from. */
    public interface Body {
        /** Reads it. */
        byte[] bytes() throws IOException;
    }
}
