package hilum.transport;

import java.util.List;

/**
 * What became of a batch: records to send, and records that can never be taken, which go to the
 * dead letters. Both and the batch's offsets commit together.
 */
public record Outcome(List<Outgoing> outgoing, List<Rejection> rejections) {
    public Outcome {
        outgoing = List.copyOf(outgoing);
        rejections = List.copyOf(rejections);
    }

    /** A record that can never be taken, and why. */
    public record Rejection(Incoming incoming, Exception reason) {}

    /** Nothing but records to send. */
    public static Outcome of(List<Outgoing> outgoing) {
        return new Outcome(outgoing, List.of());
    }
}
