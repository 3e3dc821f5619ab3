package hilum.ingest.pairing;

import java.time.Duration;

/**
 * How long a study waits for its other half.
 *
 * @param unknown where nobody said whether more comes
 * @param known where the sender said how many images belong to the report
 */
public record Hold(Duration unknown, Duration known) {
    public Hold {
        if (unknown.isNegative() || known.isNegative()) {
            throw new IllegalArgumentException(
                    "Hold of %s and %s is negative: give hilum.ingest.hold and hilum.ingest.hold-for-images as durations such as 2s"
                            .formatted(unknown, known));
        }
    }

    Duration of(Pairing pairing) {
        return pairing.awaitsKnownImages() ? known : unknown;
    }
}
