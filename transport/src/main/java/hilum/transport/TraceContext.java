package hilum.transport;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * W3C trace context of an event: which trace it belongs to and which step made it.
 *
 * @param traceId 32 hexadecimal characters, the same from intake to embedding
 * @param spanId 16 hexadecimal characters
 */
public record TraceContext(String traceId, String spanId) {
    static final String HEADER = "traceparent";
    private static final Pattern FORM =
            Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

    /** The context that the headers carry, or a new trace where they carry none that is valid. */
    public static TraceContext of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header != null && header.value() != null) {
            var matcher = FORM.matcher(new String(header.value(), StandardCharsets.US_ASCII));
            if (matcher.matches()) {
                return new TraceContext(matcher.group(1), matcher.group(2));
            }
        }
        return start();
    }

    /** A new trace. */
    public static TraceContext start() {
        return new TraceContext(random(16), random(8));
    }

    /** The next step of the same trace. */
    public TraceContext next() {
        return new TraceContext(traceId, random(8));
    }

    /** Value of the header {@code traceparent}. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    private static String random(int bytes) {
        byte[] id = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(id);
        id[0] |= 1; // an id of zeros is invalid
        return HexFormat.of().formatHex(id);
    }
}
