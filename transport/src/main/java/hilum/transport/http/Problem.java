package hilum.transport.http;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Problem details of RFC 9457.
 *
 * @param type URI reference of the kind of problem, {@code /problems/<word>}
 * @param title the kind in words
 * @param status HTTP status
 * @param detail what failed, with which value, and what to do
 * @param field the field at fault, as the caller named it; null when none is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String field) {
    /** Media type of the body. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
