package hilum.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether the broker is heard, told by the heartbeats of a consumer group's member: a consumer that
 * has nothing to read fails on nothing while its broker is away.
 */
public final class Heartbeats {
    private static final String SINCE_LAST = "last-heartbeat-seconds-ago";
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private Heartbeats() {}

    /**
     * Says that the broker is away; empty while it is heard, and before the group is joined.
     *
     * @param metrics those of a consumer, or of Kafka Streams
     */
    public static Optional<String> silence(Map<MetricName, ? extends Metric> metrics) {
        return metrics.entrySet().stream()
                .filter(each -> each.getKey().name().equals(SINCE_LAST))
                .map(each -> each.getValue().metricValue())
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .filter(seconds -> seconds > LONGEST_SILENCE.toSeconds())
                .max()
                .stream()
                .mapToObj("The broker has not been heard for %.0f s"::formatted)
                .findFirst();
    }
}
