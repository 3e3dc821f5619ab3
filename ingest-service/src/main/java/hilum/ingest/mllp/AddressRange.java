package hilum.ingest.mllp;

import java.net.InetAddress;

/**
 * Internet addresses that share a prefix: one alone, or a network.
 *
 * @param network an address of the network
 * @param prefix leading bits that all of them share
 */
public record AddressRange(InetAddress network, int prefix) {
    /**
     * Reads {@code 10.1.0.0/16}, {@code 10.1.2.3} or {@code ::1}; asks no name server.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static AddressRange of(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            InetAddress network = InetAddress.ofLiteral(parts[0]);
            int bits = network.getAddress().length * 8;
            int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            if (parts.length > 2 || prefix < 0 || prefix > bits) {
                throw new NumberFormatException();
            }
            return new AddressRange(network, prefix);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Address %s in hilum.ingest.hl7.allowed-addresses is none: write 10.1.2.3, ::1 or 10.1.0.0/16"
                            .formatted(text),
                    e);
        }
    }

    /** Whether the address lies in the range. */
    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
