package hilum.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The HTTP side alone: the intake is the test's own, broker and registry answer to nobody. */
public final class WithoutBroker implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.test-port", "0",
                "hilum.artifacts", "target/test-artifacts",
                "hilum.pseudonym.key-file", "src/test/resources/pseudonym.key",
                "hilum.ingest.acknowledge-within", "1s",
                "hilum.state", "target/test-state",
                "kafka.bootstrap.servers", "127.0.0.1:1",
                "hilum.registry.url", "http://127.0.0.1:1/apis/registry/v3",
                "quarkus.kafka-streams.topics-timeout", "1S",
                "quarkus.log.category.\"org.apache.kafka\".level", "OFF");
    }
}
