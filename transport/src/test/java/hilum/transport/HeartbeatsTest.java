package hilum.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    @Test
    void aBrokerThatIsHeardIsNotAway() {
        assertThat(Heartbeats.silence(metrics(2.0))).isEmpty();
    }

    @Test
    void aMemberThatHasNotJoinedYetSaysNothing() {
        assertThat(Heartbeats.silence(metrics(-1.0))).isEmpty();
    }

    @Test
    void aSilentBrokerIsAway() {
        assertThat(Heartbeats.silence(metrics(31.0)))
                .hasValueSatisfying(said -> assertThat(said).contains("broker", "31 s"));
    }

    private static Map<MetricName, Metric> metrics(double seconds) {
        return Map.of(
                name("last-heartbeat-seconds-ago"),
                        new Fixed(name("last-heartbeat-seconds-ago"), seconds),
                name("last-poll-seconds-ago"), new Fixed(name("last-poll-seconds-ago"), 99.0));
    }

    private static MetricName name(String name) {
        return new MetricName(name, "consumer-coordinator-metrics", "", Map.of());
    }

    private record Fixed(MetricName metricName, Object metricValue) implements Metric {}
}
