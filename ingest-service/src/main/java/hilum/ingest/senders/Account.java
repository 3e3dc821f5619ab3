package hilum.ingest.senders;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What has come of what a sender sent to this instance since it started. What is neither accepted,
 * repeated, held, passed over nor refused is under way.
 *
 * @param door way in
 * @param site who sends
 * @param received what came, repeats counted
 * @param accepted what the broker has
 * @param repeated what had come before and was answered again
 * @param held images that wait for somebody to look at them
 * @param passedOver what is right and makes no study, by reason
 * @param refused what was not taken, by reason; {@code unavailable} is to come again
 * @param lastReceivedAt when the last of it came
 */
public record Account(
        Door door,
        String site,
        long received,
        long accepted,
        long repeated,
        long held,
        Map<String, Long> passedOver,
        Map<String, Long> refused,
        Optional<Instant> lastReceivedAt) {}
