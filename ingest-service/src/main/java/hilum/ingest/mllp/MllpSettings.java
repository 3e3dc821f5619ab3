package hilum.ingest.mllp;

import java.time.Duration;
import java.util.List;

/**
 * Where the listener listens, and what bounds a sender.
 *
 * @param host address to bind
 * @param port port to bind; 0 takes a free one
 * @param largest bytes of a frame at most
 * @param connections connections at most; one more is closed at once
 * @param idle time without a frame after which a connection is closed
 * @param frameWithin time within which a frame that has begun, or a TLS handshake, must be complete
 * @param window frames of one connection that may be under way before the first is answered
 * @param allowed addresses that may connect; empty for all
 * @param clientCertificate whether a TLS client has to show a certificate that we trust
 */
public record MllpSettings(
        String host,
        int port,
        int largest,
        int connections,
        Duration idle,
        Duration frameWithin,
        int window,
        List<AddressRange> allowed,
        boolean clientCertificate) {
    public MllpSettings {
        allowed = List.copyOf(allowed);
        atLeastOne("hilum.ingest.hl7.max-message", largest);
        atLeastOne("hilum.ingest.hl7.max-connections", connections);
        atLeastOne("hilum.ingest.hl7.idle", idle.toMillis());
        atLeastOne("hilum.ingest.hl7.message-within", frameWithin.toMillis());
        atLeastOne("hilum.ingest.hl7.window", window);
    }

    private static void atLeastOne(String setting, long value) {
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Setting %s is %d: give a number from 1 to %d (bytes, or milliseconds of a duration)"
                            .formatted(setting, value, Integer.MAX_VALUE));
        }
    }

    boolean allows(java.net.InetAddress address) {
        return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
    }
}
